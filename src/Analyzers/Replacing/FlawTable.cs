using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>The flaws of hand-written replaces, the most severe first. Analyzer and docs read it.</summary>
static class FlawTable
{
    public static readonly ImmutableArray<Flaw> Rows = ImmutableArray.Create<Flaw>([
        new(
            "deleted by the clean-up",
            "the clean-up after a failure deletes the target, not the temporary file: a save that fails loses the last good one, too",
            "deleted-by-the-clean-up",
            sequence => sequence.Loss.OnFailure
        ),
        new(
            "arguments swapped",
            "its arguments are swapped: the old file is put over the new one, whose content is lost",
            "arguments-swapped",
            sequence => sequence.IsSwapped
        ),
        new(
            "deleted first",
            "the target is deleted first: a crash before the rename leaves no file",
            "deleted-first",
            sequence => sequence.Loss.ByDeletion
        ),
        new(
            "moved away first",
            "the target is moved away first: a crash before the rename leaves no file under its name",
            "moved-away-first",
            sequence => sequence.Loss.ByMove
        ),
        new(
            "truncated first",
            "the target is truncated first: a crash before the rename leaves an empty file",
            "truncated-first",
            sequence => sequence.TruncatesTarget
        ),
        new(
            "copied into place",
            "the copy truncates the target and then writes into it: a crash in between leaves half of it",
            "copied-into-place",
            sequence => sequence.Copies
        ),
        new(
            "temporary file elsewhere",
            "the temporary file can be on another volume, where a rename fails or becomes a copy into the target",
            "temporary-file-elsewhere",
            sequence => sequence.IsElsewhere
        ),
        new(
            "not flushed to disk",
            "the new content is not flushed to disk before the rename: a power cut can leave an empty file",
            "not-flushed-to-disk",
            sequence => sequence.IsUnsynced
        ),
        new(
            "fixed temporary name",
            "every writer uses the same temporary name: two at once lose or mix their content",
            "fixed-temporary-name",
            sequence => sequence.HasFixedName
        ),
    ]);

    public static ImmutableArray<Flaw> Of(Sequence sequence) =>
        Rows.Where(row => row.IsIn(sequence)).ToImmutableArray();
}
