namespace AtomicWrites.Extensions.Json;

/// <summary>A member in its object, with its neighbours.</summary>
sealed record JsonPlace(LaidOut Owner, int Index)
{
    public LaidOutMember Member => Owner.Members[Index];

    public LaidOutMember? Previous => Index > 0 ? Owner.Members[Index - 1] : null;

    public LaidOutMember? Next => Index + 1 < Owner.Members.Count ? Owner.Members[Index + 1] : null;
}
