using System.Reflection;
using AtomicWrites.Conformance;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Each defect that a store can have is found by the suite, and by the test that is meant for it.</summary>
public class PlantedDefectConformanceTests
{
    static readonly Dictionary<string, Func<InMemoryStateStore, StateStore>> Defects = new()
    {
        ["none"] = store => new Defective(store),
        ["ignores the version"] = store => new Defective(store)
        {
            Replace = (present, content, stamp) =>
            {
                Thread.Sleep(1); // time for another
                return store.TryReplace(store.Read(), content, stamp);
            },
        },
        ["answers before it is done"] = store => new Defective(store)
        {
            Replace = (present, content, stamp) =>
            {
                if (store.Read().Version!.Equals(present.Version))
                    _ = Task.Delay(50).ContinueWith(_ => store.TryReplace(present, content, stamp));
                return ReplaceOutcome.Committed;
            },
        },
        ["tells losers that they have won"] = store => new Defective(store)
        {
            Replace = (present, content, stamp) =>
            {
                store.TryReplace(present, content, stamp);
                return ReplaceOutcome.Committed;
            },
        },
        ["takes the content for the version"] = store => new Defective(store)
        {
            Replace = (present, content, stamp) =>
            {
                var now = store.Read();
                var isSame = now.Content is null
                    ? present.Content is null
                    : now.Content.AsSpan().SequenceEqual(present.Content);
                return isSame ? store.TryReplace(now, content, stamp) : ReplaceOutcome.NotCommitted;
            },
        },
        ["forgets the stamp of a deletion"] = store => new Defective(store)
        {
            Look = kept => kept.Content is null ? new(null, kept.Version) : kept,
        },
        ["reads from a stale replica"] = StaleReplica,
        ["cuts the stamp"] = store => new Defective(store)
        {
            Look = kept => new(kept.Content, kept.Version, kept.Stamp?[..16]),
        },
        ["takes empty for none"] = store => new Defective(store)
        {
            Look = kept => kept.Content is [] ? new(null, kept.Version, kept.Stamp) : kept,
        },
        ["keeps 64 KiB"] = store => new Defective(store)
        {
            Look = kept => kept.Content?.Length > 65536 ? new(kept.Content[..65536], kept.Version, kept.Stamp) : kept,
        },
        ["takes bytes for text"] = store => new Defective(store)
        {
            Look = kept =>
                kept.Content is null
                    ? kept
                    : new(
                        System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(kept.Content)),
                        kept.Version,
                        kept.Stamp
                    ),
        },
        ["says not committed of a lost answer"] = store => new Defective(store)
        {
            Replace = (present, content, stamp) =>
            {
                var outcome = store.TryReplace(present, content, stamp);
                return outcome == ReplaceOutcome.Unknown ? ReplaceOutcome.NotCommitted : outcome;
            },
        },
        ["says committed of a lost answer"] = store => new Defective(store)
        {
            Replace = (present, content, stamp) =>
            {
                var outcome = store.TryReplace(present, content, stamp);
                return outcome == ReplaceOutcome.Unknown ? ReplaceOutcome.Committed : outcome;
            },
        },
        ["hears no cancellation"] = store => new Defective(store) { IsDeaf = true },
        ["says cancelled of what is done"] = store => new Defective(store) { IsLate = true },
        ["loses every hundredth report"] = store => new Defective(store) { LosesReports = true },
        ["has itself as its sibling"] = store => new Defective(store) { IsOwnSibling = true },
    };

    [Theory]
    [InlineData(
        "ignores the version",
        nameof(StateStoreConformance.A_version_that_was_replaced_is_never_replaced_again)
    )]
    [InlineData(
        "ignores the version",
        nameof(StateStoreConformance.Of_all_who_replace_one_version_exactly_one_is_told_so)
    )]
    [InlineData(
        "ignores the version",
        nameof(StateStoreConformance.Of_many_updates_by_many_writers_none_is_lost_and_none_is_done_twice)
    )]
    [InlineData(
        "answers before it is done",
        nameof(StateStoreConformance.What_is_committed_is_there_for_everybody_as_soon_as_that_is_answered)
    )]
    [InlineData(
        "tells losers that they have won",
        nameof(StateStoreConformance.Of_all_who_replace_one_version_exactly_one_is_told_so)
    )]
    [InlineData(
        "takes the content for the version",
        nameof(StateStoreConformance.A_version_does_not_come_back_with_its_content_nor_after_a_deletion)
    )]
    [InlineData(
        "forgets the stamp of a deletion",
        nameof(StateStoreConformance.What_is_deleted_is_gone_and_can_be_made_anew)
    )]
    [InlineData(
        "reads from a stale replica",
        nameof(StateStoreConformance.Reads_and_updates_by_many_have_one_order_that_agrees_with_time)
    )]
    [InlineData(
        "ignores the version",
        nameof(StateStoreConformance.Reads_and_updates_by_many_have_one_order_that_agrees_with_time)
    )]
    [InlineData("cuts the stamp", nameof(StateStoreConformance.A_stamp_of_the_greatest_length_is_kept_whole))]
    [InlineData(
        "takes empty for none",
        nameof(StateStoreConformance.What_is_committed_is_there_for_everybody_as_soon_as_that_is_answered)
    )]
    [InlineData("keeps 64 KiB", nameof(StateStoreConformance.A_large_content_is_kept_whole))]
    [InlineData(
        "takes bytes for text",
        nameof(StateStoreConformance.What_is_committed_is_there_for_everybody_as_soon_as_that_is_answered)
    )]
    [InlineData(
        "says not committed of a lost answer",
        nameof(StateStoreConformance.A_lost_answer_is_found_and_the_update_is_done_once)
    )]
    [InlineData(
        "says committed of a lost answer",
        nameof(StateStoreConformance.A_lost_answer_is_found_and_the_update_is_done_once)
    )]
    [InlineData(
        "hears no cancellation",
        nameof(StateStoreConformance.What_is_cancelled_is_done_wholly_or_not_at_all_and_the_answer_says_which)
    )]
    [InlineData(
        "says cancelled of what is done",
        nameof(StateStoreConformance.What_is_cancelled_is_done_wholly_or_not_at_all_and_the_answer_says_which)
    )]
    [InlineData("loses every hundredth report", nameof(StateStoreConformance.No_commit_goes_unreported))]
    [InlineData("has itself as its sibling", nameof(StateStoreConformance.A_sibling_is_a_state_of_its_own))]
    public async Task A_defect_is_found(string defect, string test)
    {
        Assert.Null(await FailureOf("none", test));
        Assert.NotNull(await FailureOf(defect, test));
    }

    // Every fifth read catches up, so that who has lost a race gets on; a caller makes three in turn, which must not agree.
    static Defective StaleReplica(InMemoryStateStore store)
    {
        var (replica, reads) = (store.Read(), 0);
        return new(store)
        {
            Look = kept => Interlocked.Increment(ref reads) % 5 == 0 ? replica = kept : Volatile.Read(ref replica),
        };
    }

    static async Task<Exception?> FailureOf(string defect, string test)
    {
        var suite = new Suite(Defects[defect]);
        return await Record.ExceptionAsync(() =>
            (Task)
                typeof(StateStoreConformance)
                    .GetMethod(test, BindingFlags.Instance | BindingFlags.Public)!
                    .Invoke(suite, null)!
        );
    }

    sealed class Suite(Func<InMemoryStateStore, StateStore> open) : StateStoreConformance
    {
        readonly InMemoryStateStore _store = new();

        protected override StateStore Open() => open(_store);

        protected override TimeSpan LostReport => TimeSpan.FromSeconds(2);

        protected override TimeSpan SettlingTime => TimeSpan.Zero;

        protected override StateStore? OpenWithLostAnswer(bool isCommitted)
        {
            _store.LoseNextAnswer(isCommitted);
            return Open();
        }
    }

    sealed class Defective(InMemoryStateStore store) : StateStore(store.Name)
    {
        int _reports;

        public Func<StoredState, byte[]?, string, ReplaceOutcome> Replace { get; init; } =
            (present, content, stamp) => store.TryReplace(present, content, stamp);

        public Func<StoredState, StoredState> Look { get; init; } = kept => kept;

        public bool IsDeaf { get; init; }

        public bool IsLate { get; init; }

        public bool LosesReports { get; init; }

        public bool IsOwnSibling { get; init; }

        public override StoredState Read(CancellationToken cancellationToken = default)
        {
            Heed(cancellationToken);
            return Look(store.Read(CancellationToken.None));
        }

        public override async Task<StoredState> ReadAsync(CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return Read(cancellationToken);
        }

        public override ReplaceOutcome TryReplace(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        )
        {
            if (!IsLate)
                Heed(cancellationToken);
            var outcome = Replace(present, content, stamp);
            if (IsLate)
                Heed(cancellationToken);
            return outcome;
        }

        public override async Task<ReplaceOutcome> TryReplaceAsync(
            StoredState present,
            byte[]? content,
            string stamp,
            CancellationToken cancellationToken = default
        )
        {
            await Task.Yield();
            return TryReplace(present, content, stamp, cancellationToken);
        }

        public override IDisposable? Watch(Action changed) =>
            store.Watch(() =>
            {
                if (!LosesReports || Interlocked.Increment(ref _reports) % 100 != 0)
                    changed();
            });

        public override StateStore? Sibling(string suffix) => IsOwnSibling ? this : store.Sibling(suffix);

        void Heed(CancellationToken cancellationToken)
        {
            if (!IsDeaf)
                cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
