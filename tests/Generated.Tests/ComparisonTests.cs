using AtomicWrites.Generated.Tests.Programs;
using AtomicWrites.Generated.Tests.Runs;

namespace AtomicWrites.Generated.Tests;

/// <summary>What may be different after a fix, and what is a loss.</summary>
public class ComparisonTests
{
    static readonly Outcome Written = new(
        Result: "1",
        Exception: null,
        IsInUse: false,
        Said: "none yet\n",
        Old: null,
        State: "new",
        Mode: default,
        Others: "./state.json \n",
        Seen: [],
        Whole: [],
        Points: [0, 1],
        TriesAgain: false,
        Thrown: 0,
        WaitsUnderLock: false
    );

    // A loop that tries again is kept out by the half that it has written, or finds it; after the fix it finds none.
    static readonly Outcome KeptOut = Written with
    {
        Exception = "IOException",
        Result = null,
        Said = "none yet\nthere is one\n",
        State = "ne",
        Thrown = 2,
    };

    static readonly Outcome Again = Written with
    {
        Said = "none yet\nnone yet\n",
        Points = [0, 0, 1],
        TriesAgain = true,
        Thrown = 1,
    };

    static readonly Outcome FoundHalf = Again with { Said = "none yet\nthere is one\n" };

    [Fact]
    public void Who_tries_again_may_find_the_old_file_instead_of_half_of_the_new()
    {
        Assert.Null(Comparison.OfFailed(KeptOut, Again, Written, writesOnce: false));
        Assert.Null(Comparison.OfFailed(FoundHalf, Again, Written, writesOnce: false));
    }

    public static TheoryData<string> Losses =>
        [
            "half a file",
            "the old file",
            "another result",
            "no new attempt",
            "another exception",
            "another file",
            "another output",
        ];

    [Theory]
    [MemberData(nameof(Losses))]
    public void What_it_loses_is_seen(string loss)
    {
        var after = loss switch
        {
            "half a file" => Again with { State = "ne" },
            "the old file" => Again with { State = null },
            "another result" => Again with { Result = "2" },
            "another exception" => Again with { Exception = "IOException" },
            "no new attempt" => Again with { TriesAgain = false },
            "another file" => Again with { Others = "" },
            _ => Again with { Said = "none yet\nthere is half\n" },
        };

        Assert.NotNull(Comparison.OfFailed(FoundHalf, after, Written, writesOnce: false));
    }

    // The second of two writes throws: the fixed one leaves what the first has left, and no half of its own.
    static readonly Outcome Thrown = Written with
    {
        Exception = "Fault",
        Result = null,
        State = "ne",
        Thrown = 1,
        Whole = [null, "first"],
    };

    static readonly Outcome KeptFirst = Thrown with { State = "first", Whole = [] };

    [Fact]
    public void What_throws_leaves_the_file_that_an_earlier_write_has_left() =>
        Assert.Null(Comparison.Of(Thrown, KeptFirst, writesOnce: false));

    [Fact]
    public void But_none_that_was_never_there_and_not_where_it_writes_once_or_goes_on()
    {
        Assert.NotNull(Comparison.Of(Thrown, Torn(KeptFirst), writesOnce: false));
        Assert.NotNull(Comparison.Of(Thrown, KeptFirst, writesOnce: true));
        Assert.NotNull(
            Comparison.Of(Thrown with { Exception = null }, KeptFirst with { Exception = null }, writesOnce: false)
        );
    }

    [Fact]
    public void What_others_saw_of_a_write_that_failed_is_half_of_it() =>
        Assert.NotNull(
            Comparison.OfFailed(Thrown, Torn(KeptFirst), Written with { Seen = ["fir"] }, writesOnce: false)
        );

    // Also where the program catches what failed, and does the same before.
    [Theory]
    [InlineData("ne")]
    [InlineData(null)]
    public void What_writes_once_and_fails_leaves_no_half_and_keeps_the_old_file(string? left)
    {
        var failed = Written with { Old = "old", State = left, Thrown = 1 };

        Assert.NotNull(Comparison.OfFailed(failed, failed, Written with { Old = "old" }, writesOnce: true));
    }

    static Outcome Torn(Outcome outcome) => outcome with { State = "fir", Seen = ["fir"], Whole = ["fir"] };

    // Its stream, which nobody closes, keeps everybody else out.
    [Fact]
    public void What_a_program_has_open_is_read_and_what_it_has_written_before_is_whole()
    {
        using var folders = new RunFolders();

        var outcome = Outcome.Of(folders, ((Func<FileStream>)LeaveOpen).Method, Situation.Fresh);

        Assert.Equal("h", outcome.State);
        Assert.Equal([null, "first"], outcome.Whole);
        Assert.Equal(0, outcome.Thrown);
    }

    static FileStream LeaveOpen()
    {
        Point.Between();
        File.WriteAllText(GeneratedProgram.StateFile, "first");
        Point.Between();
        var stream = File.Create(GeneratedProgram.StateFile);
        stream.Write("h"u8);
        stream.Flush();
        Point.Between();
        return stream;
    }
}
