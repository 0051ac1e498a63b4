using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>One value that has become another.</summary>
/// <param name="Path">Its path, as configuration writes it.</param>
/// <param name="Before">The value before; null where there was none.</param>
/// <param name="Value">The new value; null where it is gone.</param>
/// <param name="IsRenamed">Whether it has only got the case of the name that ends the path.</param>
readonly record struct JsonChange(string Path, JsonElement? Before, JsonElement? Value, bool IsRenamed = false)
{
    /// <summary>What has changed between two objects, as deep down as there are objects on both sides.</summary>
    public static IEnumerable<JsonChange> Between(JsonElement before, JsonElement after, string path = "")
    {
        foreach (var member in after.EnumerateObject())
        {
            var at = Join(path, member.Name);
            if (!before.TryGetProperty(member.Name, out var old))
            {
                if (OtherCase(before, after, member.Name) is not { } renamed)
                {
                    yield return new(at, null, member.Value);
                    continue;
                }

                old = renamed;
                yield return new(at, old, member.Value, IsRenamed: true);
            }

            if (old.ValueKind == JsonValueKind.Object && member.Value.ValueKind == JsonValueKind.Object)
                foreach (var inner in Between(old, member.Value, at))
                    yield return inner;
            else if (!IsSame(old, member.Value))
                yield return new(at, old, member.Value);
        }

        foreach (var member in before.EnumerateObject())
            if (!after.TryGetProperty(member.Name, out _) && OtherCase(after, before, member.Name) is null)
                yield return new(Join(path, member.Name), member.Value, null);
    }

    // The value of the member of one object that is in the other under a name of another case; configuration does not
    // tell such names apart.
    static JsonElement? OtherCase(JsonElement one, JsonElement other, string name)
    {
        foreach (var member in one.EnumerateObject())
            if (
                member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && !other.TryGetProperty(member.Name, out _)
            )
                return member.Value;
        return null;
    }

    /// <summary>Whether it is in <paramref name="state"/>: what configuration cannot tell apart is the same.</summary>
    public bool IsIn(JsonElement state)
    {
        foreach (var name in Path.Split(':'))
            if (state.ValueKind != JsonValueKind.Object || !state.TryGetProperty(name, out state))
                return Value is not { } missing || IsNothing(missing);
        return Value is { } value && IsSame(value, state);
    }

    public static bool IsSame(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind)
            return IsNothing(one) && IsNothing(other);
        return one.ValueKind switch
        {
            JsonValueKind.Object => one.EnumerateObject().Count() == other.EnumerateObject().Count()
                && one.EnumerateObject()
                    .All(member => other.TryGetProperty(member.Name, out var value) && IsSame(member.Value, value)),
            JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength()
                && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => IsSame(pair.First, pair.Second)),
            // A time may come back in another zone.
            JsonValueKind.String => one.GetString() == other.GetString()
                || (
                    one.TryGetDateTimeOffset(out var time)
                    && other.TryGetDateTimeOffset(out var otherTime)
                    && time == otherTime
                ),
            JsonValueKind.Number => one.GetRawText() == other.GetRawText(),
            _ => true,
        };
    }

    static bool IsNothing(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            _ => false,
        };

    static string Join(string path, string name)
    {
        if (name.Contains(':', StringComparison.Ordinal))
            throw new StateFileException(
                StateFileFailure.Invalid,
                $"'{name}' has a colon in it, which in configuration separates the names of a path. Nothing was saved."
            );
        return path.Length == 0 ? name : path + ":" + name;
    }
}
