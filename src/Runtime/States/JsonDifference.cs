using System.Globalization;
using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>
/// Where two values differ. The order of the members of an object is no difference, that of an array is.
/// </summary>
static class JsonDifference
{
    /// <summary>The path of the first difference, such as <c>$.Recent[2].Name</c>; null where there is none.</summary>
    public static string? Find(JsonElement one, JsonElement other) => Find(one, other, "$");

    static string? Find(JsonElement one, JsonElement other, string path)
    {
        if (one.ValueKind != other.ValueKind)
            return path;
        return one.ValueKind switch
        {
            JsonValueKind.Object => FindInObjects(one, other, path),
            JsonValueKind.Array => FindInArrays(one, other, path),
            JsonValueKind.String => one.GetString() == other.GetString() ? null : path,
            JsonValueKind.Number => one.GetRawText() == other.GetRawText() ? null : path,
            _ => null,
        };
    }

    static string? FindInObjects(JsonElement one, JsonElement other, string path)
    {
        var left = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in other.EnumerateObject())
            left[property.Name] = property.Value;
        foreach (var property in one.EnumerateObject())
        {
            var at = path + "." + property.Name;
            if (!left.TryGetValue(property.Name, out var value))
                return at;
            left.Remove(property.Name);
            if (Find(property.Value, value, at) is { } difference)
                return difference;
        }

        return left.Count == 0 ? null : path + "." + left.Keys.First();
    }

    static string? FindInArrays(JsonElement one, JsonElement other, string path)
    {
        var index = 0;
        foreach (var (left, right) in one.EnumerateArray().Zip(other.EnumerateArray(), (left, right) => (left, right)))
            if (Find(left, right, path + "[" + index++.ToString(CultureInfo.InvariantCulture) + "]") is { } difference)
                return difference;
        return one.GetArrayLength() == other.GetArrayLength() ? null : path;
    }
}
