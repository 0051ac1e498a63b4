using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>
/// A list that has become another, written into the text element by element: what stays the same keeps its bytes.
/// </summary>
/// <param name="settings">The text.</param>
/// <param name="isElsewhere">Whether other sources have elements of the list at a path; of those alone that count for
/// more where the file has it, too.</param>
sealed class ListChange(SettingsText settings, Func<string, bool, bool> isElsewhere)
{
    /// <summary>Writes one change, whatever it is of.</summary>
    public void Write(JsonChange change)
    {
        if (change.IsRenamed)
            settings.Rename(change.Path);
        else if (change.Value is not { } value)
            settings.Remove(change.Path);
        else if (
            change.Before is { ValueKind: JsonValueKind.Array } old
            && value.ValueKind == JsonValueKind.Array
            && TryWrite(change.Path, [.. old.EnumerateArray()], [.. value.EnumerateArray()])
        )
            return;
        else
            settings.Set(change.Path, value);
    }

    // False: there is nothing of it that could stay.
    bool TryWrite(string path, JsonElement[] before, JsonElement[] after)
    {
        var count = settings.CountElements(path);
        if (isElsewhere(path, count is not null) || settings.HasObject(path))
            return TryWriteByIndex(path, before, after, count);
        if (count is null || count != before.Length)
            return false;
        WriteElements(path, before, after);
        return true;
    }

    // Nobody else has a part in it: elements go and come where they stand.
    void WriteElements(string path, JsonElement[] before, JsonElement[] after)
    {
        var origins = ElementAlignment.Origins(before, after);
        var gone = Enumerable.Range(0, before.Length).Except(origins).ToList();
        var moved = new byte[]?[after.Length];
        for (var index = 0; index < after.Length; index++)
        {
            if (origins[index] >= 0)
                WriteInner($"{path}:{origins[index]}", before[origins[index]], after[index]);
            else if (gone.FindIndex(old => JsonChange.IsSame(before[old], after[index])) is var place and >= 0)
                moved[index] = settings.Copy($"{path}:{gone[place]}");
        }

        foreach (var index in gone.OrderDescending())
            settings.Remove($"{path}:{index}");
        for (var index = 0; index < after.Length; index++)
            if (origins[index] < 0)
                settings.Insert(path, index, after[index], moved[index]);
    }

    // Elements of several sources are laid over each other by their index, so that only what has changed is the file's.
    bool TryWriteByIndex(string path, JsonElement[] before, JsonElement[] after, int? count)
    {
        if (after.Length < before.Length && count is null)
            return false; // what another source has can only be replaced as a whole
        for (var index = 0; index < after.Length; index++)
            if (index >= before.Length)
                settings.Set($"{path}:{index}", after[index]);
            else
                WriteInner($"{path}:{index}", before[index], after[index]);
        for (var index = before.Length - 1; index >= after.Length; index--)
            settings.Remove($"{path}:{index}");
        return true;
    }

    void WriteInner(string path, JsonElement before, JsonElement after)
    {
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
            foreach (var change in JsonChange.Between(before, after, path))
                Write(change);
        else if (!JsonChange.IsSame(before, after))
            Write(new(path, before, after));
    }
}
