namespace AtomicWrites.Generated.Tests.Runs;

/// <summary>What a fix must not change in a run, and what it has to.</summary>
static class Comparison
{
    const string ByteOrderMark = "\u00EF\u00BB\u00BF"; // a character for each byte

    /// <summary>The first difference between two runs in which nothing was made to fail.</summary>
    public static string? Of(Outcome before, Outcome after, bool writesOnce)
    {
        if (after.WaitsUnderLock)
            return "waits with the lock held";
        // After an exception the old file stays, if the program has not deleted it, which what comes later may see; where
        // it is written more than once, that is the file which an earlier write has left in the run before.
        if (
            before.Thrown > 0
            && (
                after.State == after.Old
                || after.Seen is [.., null] && after.State is null
                || !writesOnce && after.Exception is not null && before.Whole.Contains(after.State)
            )
        )
            return before.Exception == after.Exception ? null : $"throws {after.Exception}, not {before.Exception}";
        if (before.Exception != after.Exception)
            return $"throws {after.Exception ?? "nothing"}, not {before.Exception ?? "nothing"}";
        // An update keeps the mark that an earlier write has left, as ATW0002 says.
        if (before.State != after.State && !KeepsMark(before, after))
            return $"writes {Shown(after.State)}, not {Shown(before.State)}";
        if (before.Result != after.Result)
            return $"returns {after.Result}, not {before.Result}";
        if (before.Said != after.Said)
            return $"says {Shown(after.Said)}, not {Shown(before.Said)}";
        if (before.Others != after.Others)
            return $"leaves {Shown(after.Others)}, not {Shown(before.Others)}";
        if (writesOnce && before.Mode != after.Mode)
            return $"gives it the mode {after.Mode}, not {before.Mode}";
        return writesOnce && after.Seen.Any(seen => seen != after.Old && seen != after.State)
            ? "lets others see half of it"
            : null;
    }

    // That somebody has seen in the file before.
    static bool KeepsMark(Outcome before, Outcome after) =>
        after.State == ByteOrderMark + before.State
        && after.Seen.Any(seen => seen?.StartsWith(ByteOrderMark, StringComparison.Ordinal) == true);

    /// <summary>The first difference between two runs in which the same point failed.</summary>
    /// <param name="before">The run before the fix.</param>
    /// <param name="after">The run after it.</param>
    /// <param name="undisturbed">The run after it in which nothing failed.</param>
    /// <param name="writesOnce">Whether there is nothing but the old and the new content.</param>
    public static string? OfFailed(Outcome before, Outcome after, Outcome undisturbed, bool writesOnce)
    {
        if (after.TriesAgain)
        {
            // The next attempt finds the old file, not half of the new one, as the first did.
            if (DoesAtLast(after, undisturbed))
                return null;
            if (after.Exception is null && after.State == after.Old && before.State != before.Old)
                return "keeps the old file, though it tried again";
        }

        string?[] complete = [undisturbed.State, .. undisturbed.Whole, .. before.Whole];
        // Where nothing was committed, and there was none, whoever reads the file later finds none.
        if (after is { Old: null, State: null, Exception: nameof(FileNotFoundException) })
            return null;
        // What a failed attempt left open keeps the next one out; the library's stream does not.
        if (before.Exception != after.Exception && !(before.IsInUse && after.Exception is null))
            return $"throws {after.Exception ?? "nothing"}, not {before.Exception ?? "nothing"}";
        if (after.State == after.Old)
            return null;
        if (after.State != before.State && !complete.Contains(after.State))
            return $"leaves {Shown(after.State)}, neither the old file nor {Shown(before.State)}";
        if (writesOnce && after.State is null)
            return "loses the old file";
        if (writesOnce && !complete.Contains(after.State))
            return $"leaves half of it: {Shown(after.State)}";
        return before.Said == after.Said || after.State != before.State
            ? null
            : $"says {Shown(after.Said)}, not {Shown(before.Said)}";
    }

    static bool DoesAtLast(Outcome outcome, Outcome other) =>
        outcome.Exception == other.Exception
        && outcome.Result == other.Result
        && outcome.State == other.State
        && outcome.Others == other.Others
        && outcome.Said.EndsWith(other.Said, StringComparison.Ordinal);

    static string Shown(string? text) =>
        text is null ? "no file" : $"\"{(text.Length <= 80 ? text : text[..80] + "…")}\" ({text.Length})";
}
