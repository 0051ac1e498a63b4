using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>What a settings file says, or a section of it, as configuration has it: paths and texts.</summary>
sealed class SettingsData
{
    readonly List<string> _replaced = [];

    /// <summary>Texts by path, whatever the case.</summary>
    public Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a text.</summary>
    /// <param name="text">JSON in UTF-8 without a mark; blank for nothing.</param>
    /// <param name="section">The section that counts; empty for all.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="StateFileException">It is no JSON object, or has something twice.</exception>
    public static SettingsData Read(byte[] text, string section, string name)
    {
        var data = new SettingsData();
        if (JsonTrivia.Skip(text, 0) == text.Length)
            return data;
        try
        {
            using var document = JsonDocument.Parse(
                text,
                new()
                {
                    AllowTrailingCommas = true,
                    CommentHandling = JsonCommentHandling.Skip,
                    MaxDepth = JsonLayout.MaxDepth,
                }
            );
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("the root is no object.");
            data.AddMembers(document.RootElement, null, section);
            return data;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // the latter of half a surrogate pair
        {
            throw new StateFileException(
                StateFileFailure.Corrupt,
                $"{name} is corrupt: {failure.Message} It is left as it is.",
                failure
            );
        }
    }

    /// <summary>
    /// Lays this over other values: objects are merged, everything else takes the place of what was there.
    /// </summary>
    public void LayOver(IDictionary<string, string?> values)
    {
        foreach (var path in _replaced)
        foreach (var inner in values.Keys.Where(key => IsBelow(key, path)).ToArray())
            values.Remove(inner);
        foreach (var (path, value) in Values)
            values[path] = value;
    }

    void AddMembers(JsonElement owner, string? path, string section)
    {
        foreach (var member in owner.EnumerateObject())
        {
            var at = path is null ? member.Name : path + ":" + member.Name; // a name may be empty
            if (section.Length == 0 || IsBelow(at, section))
                Add(member.Value, at);
            else if (at.Equals(section, StringComparison.OrdinalIgnoreCase))
                AddSection(member.Value, at);
            else if (IsBelow(section, at) && member.Value.ValueKind == JsonValueKind.Object)
                AddMembers(member.Value, at, section);
        }
    }

    void AddSection(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
            AddMembers(value, path, "");
        else if (value.ValueKind != JsonValueKind.Null)
            throw new JsonException($"'{path}' is no object.");
    }

    void Add(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            AddMembers(value, path, "");
            return;
        }

        if (!Values.TryAdd(path, Text(value)))
            throw new JsonException($"'{path}' is there twice.");
        _replaced.Add(path);
        if (value.ValueKind == JsonValueKind.Array)
            AddElements(value, path);
    }

    void AddElements(JsonElement array, string path)
    {
        if (array.GetArrayLength() > 0)
            Values.Remove(path); // what has elements has no text of its own
        var index = 0;
        foreach (var element in array.EnumerateArray())
            Add(element, FormattableString.Invariant($"{path}:{index++}"));
    }

    static string? Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Array ? null : value.ToString();

    /// <summary>Whether a path is that of a section, or leads below it.</summary>
    public static bool IsIn(string path, string section) =>
        path.Equals(section, StringComparison.OrdinalIgnoreCase) || IsBelow(path, section);

    static bool IsBelow(string path, string above) =>
        path.Length > above.Length
        && path[above.Length] == ':'
        && path.StartsWith(above, StringComparison.OrdinalIgnoreCase);
}
