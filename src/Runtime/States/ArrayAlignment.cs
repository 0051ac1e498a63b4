using System.Text.Json;

namespace AtomicWrites.States;

/// <summary>
/// Which element of an array has become which of another: the same ones first, wherever they stand now, then those that
/// are most alike.
/// </summary>
static class ArrayAlignment
{
    const int MostCompared = 64 * 64; // while each element has its neighbours
    const int Neighbours = 8;
    const int Identifying = 3; // times as much as a value that several elements have

    delegate void Match(JsonElement[] before, JsonElement[] after, int[] source, int[] left, int[] changed);

    /// <summary>
    /// For each element of <paramref name="after"/> the index in <paramref name="before"/>; -1 for a new one.
    /// </summary>
    public static int[] Find(JsonElement[] before, JsonElement[] after)
    {
        var source = new int[after.Length];
        var isTaken = new bool[before.Length];
        for (var i = 0; i < source.Length; i++)
            source[i] = -1;
        MatchEqual(before, after, source, isTaken);
        int[] left = [.. Enumerable.Range(0, before.Length).Where(i => !isTaken[i])],
            changed = [.. Enumerable.Range(0, after.Length).Where(i => source[i] < 0)];
        foreach (var match in new Match[] { MatchAlike, MatchByParts })
        {
            if (left.Length == 0 || changed.Length == 0)
                return source;
            match(before, after, source, left, changed);
            left = [.. left.Except(source)];
            changed = [.. changed.Where(i => source[i] < 0)];
        }

        // As many as before: changed in everything that is known of them, rather than others.
        if (left.Length == changed.Length)
            for (var i = 0; i < left.Length; i++)
                source[changed[i]] = left[i];
        else if (left.Length > 0)
            MatchInPlace(source, left, changed);
        return source;
    }

    // Between two that have kept their order, as many as before, or more: those that were there are changed, and what
    // is new stands behind them.
    static void MatchInPlace(int[] source, int[] left, int[] changed)
    {
        var (fromLeft, fromChanged) = (0, 0);
        foreach (var place in InOrder(source).Append(source.Length))
        {
            var old = place == source.Length ? int.MaxValue : source[place];
            var (toLeft, toChanged) = (fromLeft, fromChanged);
            while (toLeft < left.Length && left[toLeft] < old)
                toLeft++;
            while (toChanged < changed.Length && changed[toChanged] < place)
                toChanged++;
            if (toLeft - fromLeft <= toChanged - fromChanged)
                for (var i = fromLeft; i < toLeft; i++)
                    source[changed[fromChanged + i - fromLeft]] = left[i];
            (fromLeft, fromChanged) = (toLeft, toChanged);
        }
    }

    // As many as possible of those that were found, in the order that they had before; as places of the new array.
    static List<int> InOrder(int[] source)
    {
        var last = new List<int>(); // of the runs of each length the one that ends with the least
        var previous = new int[source.Length];
        for (var place = 0; place < source.Length; place++)
        {
            if (source[place] < 0)
                continue;
            var (length, longer) = (0, last.Count);
            while (length < longer)
                if ((length + longer) / 2 is var middle && source[last[middle]] < source[place])
                    length = middle + 1;
                else
                    longer = middle;
            previous[place] = length == 0 ? -1 : last[length - 1];
            if (length == last.Count)
                last.Add(place);
            else
                last[length] = place;
        }

        var run = new List<int>(last.Count);
        for (var place = last.Count == 0 ? -1 : last[last.Count - 1]; place >= 0; place = previous[place])
            run.Add(place);
        run.Reverse();
        return run;
    }

    static void MatchEqual(JsonElement[] before, JsonElement[] after, int[] source, bool[] isTaken)
    {
        var places = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var i = 0; i < before.Length; i++)
        {
            var text = before[i].GetRawText();
            if (!places.TryGetValue(text, out var queue))
                places.Add(text, queue = new());
            queue.Enqueue(i);
        }

        for (var i = 0; i < after.Length; i++)
            if (!IsEmpty(after[i]) && places.TryGetValue(after[i].GetRawText(), out var queue) && queue.Count > 0)
                isTaken[source[i] = queue.Dequeue()] = true;
    }

    // One such list, or list of such, is as good as another: nothing is lost of it, and where it stands tells nothing.
    static bool IsEmpty(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(IsEmpty);

    static void MatchAlike(JsonElement[] before, JsonElement[] after, int[] source, int[] left, int[] changed)
    {
        var unique = UniqueValues.OfMembers(before, after);
        HashSet<int> freeOld = [.. left],
            freeNow = [.. changed];
        var identified = unique.Pairs.Where(pair => freeOld.Contains(pair.Old) && freeNow.Contains(pair.Now));
        var pairs =
            from pair in identified.Concat(Near(left, changed)).Distinct()
            let likeness = Likeness(before[pair.Old], after[pair.Now], unique)
            where likeness.Weight > 0
            orderby likeness.Weight descending, likeness.First, pair.Now, pair.Old
            select pair;
        foreach (var (old, now) in pairs)
            if (source[now] < 0 && freeOld.Remove(old))
                source[now] = old;
    }

    // Lists, dictionaries, and objects of which nothing but a part of a member is the same.
    static void MatchByParts(JsonElement[] before, JsonElement[] after, int[] source, int[] left, int[] changed)
    {
        var unique = UniqueValues.AtAnyDepth(before, after);
        HashSet<int> freeOld = [.. left],
            freeNow = [.. changed];
        var pairs =
            from pair in unique.Pairs
            where freeOld.Contains(pair.Old) && freeNow.Contains(pair.Now)
            orderby unique.Count(pair.Old, pair.Now) descending, pair.Now, pair.Old
            select pair;
        foreach (var (old, now) in pairs)
            if (source[now] < 0 && freeOld.Remove(old))
                source[now] = old;
    }

    // Each with each where they are few, and else with those about the same place: the time grows as the list does.
    static IEnumerable<(int Old, int Now)> Near(int[] left, int[] changed)
    {
        var reach = Math.Max(Neighbours, MostCompared / changed.Length);
        for (var place = 0; place < changed.Length; place++)
        for (var other = Math.Max(0, place - reach); other < left.Length && other <= place + reach; other++)
            yield return (left[other], changed[place]);
    }

    // By the members that are the same: what most elements have, such as null, says little of which is which.
    static (int Weight, int First) Likeness(JsonElement one, JsonElement other, UniqueValues unique)
    {
        var (weight, first, place) = (0, int.MaxValue, 0);
        if (one.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object)
            return (weight, first);
        foreach (var property in one.EnumerateObject())
        {
            if (
                other.TryGetProperty(property.Name, out var value)
                && JsonDifference.Find(property.Value, value) is null
                && Weight(value) is > 0 and var own
            )
            {
                weight += unique.Has(property) ? own * Identifying : own;
                first = Math.Min(first, place);
            }

            place++;
        }

        return (weight, first);
    }

    static int Weight(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => 4,
            JsonValueKind.String => value.GetString()!.Length > 0 ? 4 : 0,
            JsonValueKind.Object => value.EnumerateObject().Any() ? 4 : 0,
            JsonValueKind.Array => value.GetArrayLength() > 0 ? 4 : 0,
            JsonValueKind.True or JsonValueKind.False => 1,
            _ => 0,
        };
}
