using System.Text.Json;

namespace AtomicWrites.Extensions.Json;

/// <summary>
/// Which element of a list has become which, so that what belongs to an element in the text stays with it.
/// </summary>
static class ElementAlignment
{
    const int MaxPairs = 250_000; // longer lists are compared place by place
    const int Equal = 1000;

    /// <summary>For each element now, the index of the one that it was, in their order; -1 for a new one.</summary>
    public static int[] Origins(JsonElement[] before, JsonElement[] after)
    {
        var origins = new int[after.Length];
        Array.Fill(origins, -1);
        if ((long)before.Length * after.Length > MaxPairs)
        {
            for (var index = 0; index < Math.Min(before.Length, after.Length); index++)
                origins[index] = index;
            return origins;
        }

        var likeness = Likenesses(before, after);
        // best[i, j]: of before from i on and after from j on.
        var best = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        for (var j = after.Length - 1; j >= 0; j--)
            best[i, j] = Math.Max(
                Math.Max(best[i + 1, j], best[i, j + 1]),
                likeness[i, j] > 0 ? best[i + 1, j + 1] + likeness[i, j] : 0
            );
        for (int i = 0, j = 0; i < before.Length && j < after.Length; )
        {
            if (likeness[i, j] > 0 && best[i, j] == best[i + 1, j + 1] + likeness[i, j])
                origins[j++] = i++;
            else if (best[i, j] == best[i + 1, j])
                i++;
            else
                j++;
        }

        return origins;
    }

    // What there is before and after unchanged, wherever, has not become anything else.
    static int[,] Likenesses(JsonElement[] before, JsonElement[] after)
    {
        var likeness = new int[before.Length, after.Length];
        var (stays, stayed) = (new bool[before.Length], new bool[after.Length]);
        for (var i = 0; i < before.Length; i++)
        for (var j = 0; j < after.Length; j++)
            if (JsonChange.IsSame(before[i], after[j]))
                (likeness[i, j], stays[i], stayed[j]) = (Equal, true, true);
        for (var i = 0; i < before.Length; i++)
        for (var j = 0; j < after.Length; j++)
            if (!stays[i] && !stayed[j])
                likeness[i, j] = OfChanged(before[i], after[j]);
        return likeness;
    }

    static int OfChanged(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind)
            return 0;
        if (one.ValueKind != JsonValueKind.Object)
            return 1;
        var same = one.EnumerateObject()
            .Count(member =>
                other.TryGetProperty(member.Name, out var value) && JsonChange.IsSame(member.Value, value)
            );
        return 1 + Math.Min(same, Equal / 2);
    }
}
