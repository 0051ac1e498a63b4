using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>
/// What exactly one element of an array has, and exactly one of another array: the value of a member, such as an id,
/// or those of all members but one.
/// </summary>
sealed class UniqueValues(JsonElement[] before, JsonElement[] after)
{
    const int Several = -1;
    const int MostMembers = 16; // of which all but one are looked at

    readonly Dictionary<(string Member, string Value), int> _before = Index(before),
        _after = Index(after);

    /// <summary>The elements that are told by it, as indices; some more than once.</summary>
    public IEnumerable<(int Old, int Now)> Pairs =>
        from entry in _before
        where entry.Value != Several
        let now = _after.TryGetValue(entry.Key, out var index) ? index : Several
        where now != Several
        select (entry.Value, now);

    /// <summary>Whether a value is such a one.</summary>
    public bool Has(JsonProperty property)
    {
        var key = (property.Name, property.Value.GetRawText());
        return _before.TryGetValue(key, out var old)
            && _after.TryGetValue(key, out var now)
            && old != Several
            && now != Several;
    }

    static Dictionary<(string Member, string Value), int> Index(JsonElement[] elements)
    {
        var places = new Dictionary<(string Member, string Value), int>();
        for (var i = 0; i < elements.Length; i++)
            if (elements[i].ValueKind == JsonValueKind.Object)
                foreach (var key in Keys(elements[i]))
                    places[key] = places.TryGetValue(key, out var other) && other != i ? Several : i;
        return places;
    }

    static IEnumerable<(string Member, string Value)> Keys(JsonElement element)
    {
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
}
