using System.Text.Json;

namespace AtomicWrites.Crash.Writer;

/// <summary>
/// The promises that the arms make, as functions of what is found and of the number that was acknowledged last.
/// </summary>
static class Promise
{
    /// <summary>The mode that every state file is given before its first acknowledgement, unlike any default.</summary>
    public const UnixFileMode Mode =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>One whole version, the acknowledged one or the one under way.</summary>
    public static Func<Func<string, Found?>, int, Verdict> Durable(string name, UnixFileMode? mode = Mode) =>
        (read, acknowledged) => Whole(read(name), acknowledged, acknowledged + 1, mode);

    /// <summary>One whole version, perhaps an older one.</summary>
    public static Func<Func<string, Found?>, int, Verdict> Atomic(string name) =>
        (read, acknowledged) => Whole(read(name), 0, acknowledged + 1, Mode);

    /// <summary>Even versions in one file, odd ones in the other.</summary>
    public static Func<Func<string, Found?>, int, Verdict> Alternating(string even, string odd) =>
        (read, acknowledged) =>
        {
            var before = acknowledged - 1;
            var (current, other) = acknowledged % 2 == 0 ? (even, odd) : (odd, even);
            var verdict = Whole(read(current), acknowledged, acknowledged, Mode);
            var found = read(other);
            return verdict != Verdict.Kept || (before < 0 && found is null)
                ? verdict
                : Whole(found, before, acknowledged + 1, Mode);
        };

    /// <summary>All versions one after the other, the last being the acknowledged one or the one under way.</summary>
    public static Func<Func<string, Found?>, int, Verdict> Appended(string name) =>
        (read, acknowledged) =>
        {
            if (read(name) is not { } found)
                return Verdict.Missing;
            ReadOnlySpan<byte> rest = found.Content;
            var expected = 0;
            for (; !rest.IsEmpty; expected++)
            {
                if (StateVersion.At(rest) is not { } version || version.Number != expected)
                    return Damage(found.Content);
                rest = rest[version.Length..];
            }

            return Judge(expected - 1, acknowledged, acknowledged + 1, found.Mode, Mode);
        };

    /// <summary>
    /// A file for each version, and none of them gone; that of the version under way is whole or absent, if it is ours
    /// alone.
    /// </summary>
    public static Func<Func<string, Found?>, int, Verdict> Each(
        Func<int, string> name,
        bool isOursAlone,
        UnixFileMode? mode = Mode
    ) =>
        (read, acknowledged) =>
        {
            for (var number = 0; number <= acknowledged; number++)
                if (Whole(read(name(number)), number, number, mode) is not Verdict.Kept and var verdict)
                    return verdict;
            return isOursAlone && read(name(acknowledged + 1)) is { } next
                ? Whole(next, acknowledged + 1, acknowledged + 1, mode)
                : Verdict.Kept;
        };

    /// <summary>
    /// As <see cref="Durable"/>, and beside it a whole version that was acknowledged: the last one or the one before.
    /// </summary>
    public static Func<Func<string, Found?>, int, Verdict> BackedUp(string name) =>
        (read, acknowledged) =>
        {
            var verdict = Durable(name)(read, acknowledged);
            var backup = read(name + ".bak");
            return verdict != Verdict.Kept || (acknowledged == 0 && backup is null)
                ? verdict
                : Whole(backup, acknowledged - 1, acknowledged, Mode);
        };

    /// <summary>A promise of the bytes that a JSON text is of; what is none is judged as it is.</summary>
    public static Func<Func<string, Found?>, int, Verdict> OfJson(Func<Func<string, Found?>, int, Verdict> promise) =>
        (read, acknowledged) =>
            promise(
                name => read(name) is { } found ? found with { Content = Bytes(found.Content) } : null,
                acknowledged
            );

    static byte[] Bytes(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<byte[]>(json) ?? json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    static Verdict Whole(Found? file, int oldest, int newest, UnixFileMode? mode)
    {
        if (file is not { } found)
            return Verdict.Missing;
        return StateVersion.At(found.Content) is { } version && version.Length == found.Content.Length
            ? Judge(version.Number, oldest, newest, found.Mode, mode)
            : Damage(found.Content);
    }

    static Verdict Judge(int number, int oldest, int newest, UnixFileMode found, UnixFileMode? mode) =>
        number > newest ? Verdict.Impossible
        : number < oldest ? Verdict.Lost
        : mode is not null && found != mode ? Verdict.WrongMode
        : Verdict.Kept;

    static Verdict Damage(ReadOnlySpan<byte> content) =>
        content.IsEmpty ? Verdict.Empty
        : content.ContainsAnyExcept((byte)0) ? Verdict.Torn
        : Verdict.Zeros;
}
