using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>What exactly one element of an array has, and exactly one of another array.</summary>
sealed class UniqueValues
{
    const int Several = -1;
    const int MostMembers = 16; // of which all but one are looked at

    readonly Dictionary<(string Name, string Value), int> _before,
        _after;
    readonly Dictionary<(int Old, int Now), int> _pairs = [];

    UniqueValues(
        JsonElement[] before,
        JsonElement[] after,
        Func<JsonElement, IEnumerable<(string Name, string Value)>> of
    )
    {
        (_before, _after) = (Index(before, of), Index(after, of));
        foreach (var entry in _before)
            if (entry.Value != Several && _after.TryGetValue(entry.Key, out var now) && now != Several)
                _pairs[(entry.Value, now)] = Count(entry.Value, now) + 1;
    }

    /// <summary>The value of a member, such as an id, or those of all members but one.</summary>
    public static UniqueValues OfMembers(JsonElement[] before, JsonElement[] after) => new(before, after, Members);

    /// <summary>A value at whatever depth, or a name, as that of an entry of a dictionary.</summary>
    public static UniqueValues AtAnyDepth(JsonElement[] before, JsonElement[] after) => new(before, after, Values);

    /// <summary>The elements that are told by it, as indices.</summary>
    public IEnumerable<(int Old, int Now)> Pairs => _pairs.Keys;

    /// <summary>In how much it is that these two are the same element.</summary>
    public int Count(int old, int now) => _pairs.TryGetValue((old, now), out var count) ? count : 0;

    /// <summary>Whether a member of an element is such a one.</summary>
    public bool Has(JsonProperty property)
    {
        var key = (property.Name, property.Value.GetRawText());
        return _before.TryGetValue(key, out var old)
            && _after.TryGetValue(key, out var now)
            && old != Several
            && now != Several;
    }

    static Dictionary<(string Name, string Value), int> Index(
        JsonElement[] elements,
        Func<JsonElement, IEnumerable<(string Name, string Value)>> of
    )
    {
        var places = new Dictionary<(string Name, string Value), int>();
        for (var i = 0; i < elements.Length; i++)
            foreach (var key in of(elements[i]))
                places[key] = places.TryGetValue(key, out var other) && other != i ? Several : i;
        return places;
    }

    static IEnumerable<(string Name, string Value)> Members(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            yield break;
        (string Name, string Value)[] members =
        [
            .. element.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())),
        ];
        foreach (var member in members)
            yield return member;
        if (members.Length is < 3 or > MostMembers)
            yield break;
        for (var i = 0; i < members.Length; i++)
            yield return (
                "all but " + members[i].Name,
                string.Join("\n", members.Where((_, other) => other != i).Select(member => member.Value))
            );
    }

    static IEnumerable<(string Name, string Value)> Values(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member => Values(member.Name, member.Value).Prepend((member.Name, ""))),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Values("", item)),
            _ => [],
        };

    static IEnumerable<(string Name, string Value)> Values(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Values(value) : [(name, value.GetRawText())];
}
