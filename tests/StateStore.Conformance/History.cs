using System.Collections.Concurrent;
using System.Diagnostics;

namespace AtomicWrites.Conformance;

/// <summary>
/// What concurrent callers of an append-only list of different numbers did, were told, and when. It is linearizable
/// when what each saw is a beginning of the list as it is in the end, and when who began after another had ended saw no
/// less: then the list itself is the order of the updates.
/// </summary>
public sealed class History
{
    readonly ConcurrentQueue<Call> _calls = new();

    /// <summary>Updates that were acknowledged.</summary>
    public int Acknowledged => _calls.Count(call => call is { Appended: not null, Seen: not null });

    /// <summary>Updates of which nobody could tell what became of them.</summary>
    public int Doubtful => _calls.Count(call => call.Seen is null);

    /// <summary>Reads the list.</summary>
    public async Task ReadAsync(Func<Task<IReadOnlyList<int>>> read)
    {
        var begin = Stopwatch.GetTimestamp();
        var seen = await read();
        _calls.Enqueue(new(begin, Stopwatch.GetTimestamp(), null, seen));
    }

    /// <summary>
    /// Appends a number to the list. What fails without doubt is no part of the history: the number must not be in the
    /// list.
    /// </summary>
    public async Task AppendAsync(int number, Func<Task<IReadOnlyList<int>>> append)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var seen = await append();
            _calls.Enqueue(new(begin, Stopwatch.GetTimestamp(), number, seen));
        }
        catch (StateFileException failure) when (failure.IsOutcomeUnknown)
        {
            _calls.Enqueue(new(begin, long.MaxValue, number, null));
            throw;
        }
    }

    /// <summary>What is wrong with it, given the list as it is in the end; null if nothing is.</summary>
    public string? Fault(IReadOnlyList<int> list)
    {
        var places = new Dictionary<int, int>();
        for (var i = 0; i < list.Count; i++)
            if (!places.TryAdd(list[i], i + 1))
                return $"{list[i]} was appended twice";
        var calls = _calls.ToArray();
        var appended = calls.Where(call => call.Appended is not null).Select(call => call.Appended!.Value).ToHashSet();
        if (
            list.Where(number => !appended.Contains(number)).Select(number => (int?)number).FirstOrDefault() is
            { } alien
        )
            return $"{alien} is there, though its update had failed";
        foreach (var call in calls.Where(call => call.Seen is not null))
        {
            var place = call.Appended is { } number ? places.GetValueOrDefault(number) : call.Seen!.Count;
            if (place == 0 && call.Appended is not null)
                return $"{call.Appended} was acknowledged, and is lost";
            if (place != call.Seen!.Count)
                return $"{call.Appended} is at place {place}, and was acknowledged at {call.Seen.Count}";
            if (call.Seen.Count > list.Count || !list.Take(call.Seen.Count).SequenceEqual(call.Seen))
                return $"somebody saw [{string.Join(", ", call.Seen)}], which the list never was";
        }

        return FaultOfTime(
            calls.Where(call => call.Seen is not null || places.ContainsKey(call.Appended!.Value)),
            places
        );
    }

    // Who begins is compared with the furthest of those that have ended before.
    static string? FaultOfTime(IEnumerable<Call> calls, Dictionary<int, int> places)
    {
        var byBegin = calls.OrderBy(call => call.Begin).ToArray();
        var byEnd = byBegin.OrderBy(call => call.End).ToArray();
        var (ended, furthest) = (0, 0);
        foreach (var call in byBegin)
        {
            for (; byEnd[ended].End < call.Begin; ended++)
                furthest = Math.Max(furthest, PlaceOf(byEnd[ended]));
            var place = PlaceOf(call);
            if (place < furthest)
                return $"somebody saw {furthest} numbers, and who began after that saw {place}";
            if (place == furthest && call.Appended is { } number)
                return $"{number} was appended at place {place}, where somebody had seen another before it began";
        }

        return null;

        int PlaceOf(Call call) => call.Appended is { } number ? places[number] : call.Seen!.Count;
    }

    /// <param name="Begin">Before anything was sent.</param>
    /// <param name="End">After the answer was there; never, if it was lost.</param>
    /// <param name="Appended">What was appended; null for a read.</param>
    /// <param name="Seen">The list, with what was appended; null where the answer was lost.</param>
    sealed record Call(long Begin, long End, int? Appended, IReadOnlyList<int>? Seen);
}
