using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>
/// Keeps what a document has and its type does not know, at every depth and in its place: a member that is in the
/// document, and not in what its type makes of it, is unknown. All others are as the new state has them.
/// </summary>
/// <param name="document">What is kept now.</param>
/// <param name="known">The same as its type writes it.</param>
/// <param name="ignoresCase">Whether the type knows a member by a name in other letters.</param>
sealed class UnknownMembers(JsonElement document, JsonElement known, bool ignoresCase)
{
    int _count; // of them in the last Write
    HashSet<int>? _kept; // their numbers, in their order; null for all

    /// <summary>Writes a new state with all that is unknown.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="state">The new state as its type writes it.</param>
    /// <param name="writeFirst">Writes what is to be the first member.</param>
    public void Write(Utf8JsonWriter writer, JsonElement state, Action<Utf8JsonWriter> writeFirst)
    {
        _count = 0;
        if (AreAll(JsonValueKind.Object, document, known, state))
            WriteObject(writer, document, known, state, writeFirst);
        else
            WriteValue(writer, document, known, state);
    }

    /// <summary>
    /// From now on keeps as many as a look at what is written with them finds harmless. Few are not, as a rule: they
    /// are found by halves, because each look writes and loads the whole state.
    /// </summary>
    public void KeepHarmless(Func<bool> isHarmless)
    {
        var (all, kept) = (_count, _kept = []);
        Keep(0, all);

        void Keep(int from, int to)
        {
            kept.UnionWith(Enumerable.Range(from, to - from));
            if (isHarmless())
                return;
            kept.ExceptWith(Enumerable.Range(from, to - from));
            if (to - from <= 1)
                return;
            var middle = from + ((to - from) / 2);
            Keep(from, middle);
            Keep(middle, to);
        }
    }

    void WriteValue(Utf8JsonWriter writer, JsonElement before, JsonElement of, JsonElement now)
    {
        if (AreAll(JsonValueKind.Object, before, of, now))
            WriteObject(writer, before, of, now, null);
        else if (AreAll(JsonValueKind.Array, before, of, now))
            WriteArray(writer, before, of, now);
        else
            now.WriteTo(writer);
    }

    void WriteObject(
        Utf8JsonWriter writer,
        JsonElement before,
        JsonElement of,
        JsonElement now,
        Action<Utf8JsonWriter>? writeFirst
    )
    {
        Members old = new(before),
            knownNow = new(of),
            updated = new(now);
        // Where each new member stands: in the place of the old one, or else behind its neighbour.
        var places = new int[old.List.Length];
        var isPlaced = new bool[updated.List.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var name = old.List[i].Name;
            var inKnown = knownNow.Find(name, ignoresCase);
            places[i] =
                inKnown < 0 ? updated.Find(name, ignoresCase) : updated.Find(knownNow.List[inKnown].Name, false);
            if (places[i] >= 0)
                isPlaced[places[i]] = true;
        }

        writer.WriteStartObject();
        writeFirst?.Invoke(writer);
        var isWritten = new bool[updated.List.Length];
        WriteNewcomers(0);
        for (var i = 0; i < places.Length; i++)
        {
            var (name, value) = (old.List[i].Name, old.List[i].Value);
            var inKnown = knownNow.Find(name, ignoresCase);
            if (places[i] is >= 0 and var place)
            {
                if (isWritten[place])
                    continue; // a name that is there twice
                isWritten[place] = true;
                writer.WritePropertyName(updated.List[place].Name);
                if (inKnown < 0)
                    updated.List[place].Value.WriteTo(writer);
                else
                    WriteValue(writer, old.Last(name), knownNow.List[inKnown].Value, updated.List[place].Value);
                WriteNewcomers(place + 1);
            }
            else if (inKnown < 0 && IsKept())
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();

        void WriteNewcomers(int from)
        {
            for (var i = from; i < isPlaced.Length && !isPlaced[i]; i++)
                updated.List[i].WriteTo(writer);
        }
    }

    void WriteArray(Utf8JsonWriter writer, JsonElement before, JsonElement of, JsonElement now)
    {
        JsonElement[] old = [.. before.EnumerateArray()],
            knownNow = [.. of.EnumerateArray()],
            updated = [.. now.EnumerateArray()];
        var source = ArrayAlignment.Find(knownNow, updated);
        // A type that drops elements, as a set does, has others at the same place.
        var origin = old.Length == knownNow.Length ? null : ArrayAlignment.Find(old, knownNow);
        writer.WriteStartArray();
        for (var i = 0; i < updated.Length; i++)
        {
            var inKnown = source[i];
            var inOld = inKnown < 0 || origin is null ? inKnown : origin[inKnown];
            if (inOld < 0)
                updated[i].WriteTo(writer);
            else
                WriteValue(writer, old[inOld], knownNow[inKnown], updated[i]);
        }

        writer.WriteEndArray();
    }

    bool IsKept()
    {
        var number = _count++;
        return _kept is null || _kept.Contains(number);
    }

    static bool AreAll(JsonValueKind kind, JsonElement one, JsonElement two, JsonElement three) =>
        one.ValueKind == kind && two.ValueKind == kind && three.ValueKind == kind;

    sealed class Members
    {
        readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
        Dictionary<string, int>? _inOtherLetters;

        public Members(JsonElement element)
        {
            List = [.. element.EnumerateObject()];
            for (var i = 0; i < List.Length; i++)
                _last[List[i].Name] = i;
        }

        public JsonProperty[] List { get; }

        // Of members of the same name the last one counts, as for the serializer.
        public JsonElement Last(string name) => List[_last[name]].Value;

        public int Find(string name, bool ignoresCase)
        {
            if (_last.TryGetValue(name, out var index))
                return index;
            if (!ignoresCase)
                return -1;
            if (_inOtherLetters is null)
            {
                _inOtherLetters = new(StringComparer.OrdinalIgnoreCase);
                for (var i = 0; i < List.Length; i++)
                    _inOtherLetters[List[i].Name] = i;
            }

            return _inOtherLetters.TryGetValue(name, out index) ? index : -1;
        }
    }
}
