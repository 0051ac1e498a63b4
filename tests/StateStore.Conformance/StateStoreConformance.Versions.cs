namespace AtomicWrites.Conformance;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task At_first_nothing_is_kept()
    {
        foreach (var form in Forms)
        {
            var present = await form.ReadAsync(Open(), default);
            Assert.Null(present.Content);
            Assert.Null(present.Stamp);
        }
    }

    [Fact]
    public async Task What_is_committed_is_there_for_everybody_as_soon_as_that_is_answered()
    {
        var everyByte = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        var next = 0;
        foreach (var writing in Forms)
        foreach (var reading in Forms)
        foreach (var content in new[] { everyByte, [(byte)next++], [], null })
        {
            var (writer, stamp) = (Open(), NewStamp());
            var present = await writing.ReadAsync(writer, default);
            Assert.Equal(
                ReplaceOutcome.Committed,
                await writing.TryReplaceAsync(writer, present, content, stamp, default)
            );
            foreach (var reader in new[] { Open(), writer })
            {
                var kept = await reading.ReadAsync(reader, default);
                Assert.Equal(content, kept.Content);
                if (KeepsStamps)
                    Assert.Equal(stamp, kept.Stamp);
            }
        }
    }

    [Fact]
    public async Task A_large_content_is_kept_whole()
    {
        var large = new byte[LargeContent];
        new Random(1).NextBytes(large);
        Assert.Equal(large, (await SetAsync(large)).Content);
    }

    [Fact]
    public async Task A_stamp_of_the_greatest_length_is_kept_whole()
    {
        Assert.SkipUnless(KeepsStamps, "the store keeps no stamps");
        var stamp = string.Join('.', Enumerable.Range(0, 32).Select(_ => NewStamp()));
        var store = Open();
        Assert.Equal(ReplaceOutcome.Committed, store.TryReplace(store.Read(), [1], stamp));
        Assert.Equal(stamp, Open().Read().Stamp);
    }

    [Fact]
    public async Task A_version_that_was_replaced_is_never_replaced_again()
    {
        foreach (var form in Forms)
        {
            var old = await SetAsync([1]);
            var present = await SetAsync([2]);
            foreach (var content in new byte[]?[] { [3], [], null })
                Assert.Equal(
                    ReplaceOutcome.NotCommitted,
                    await form.TryReplaceAsync(Open(), old, content, NewStamp(), default)
                );
            var kept = await form.ReadAsync(Open(), default);
            Assert.Equal(present.Content, kept.Content);
            Assert.Equal(present.Stamp, kept.Stamp);
        }
    }

    [Fact]
    public async Task A_version_does_not_come_back_with_its_content_nor_after_a_deletion()
    {
        Assert.SkipUnless(HasVersions, "the content is the version");
        foreach (var form in Forms)
        {
            var none = await SetAsync(null);
            var old = await SetAsync([1]);
            foreach (var between in new byte[]?[] { [2], null })
            {
                await SetAsync(between);
                await SetAsync([1]);
                Assert.Equal(
                    ReplaceOutcome.NotCommitted,
                    await form.TryReplaceAsync(Open(), old, [3], NewStamp(), default)
                );
            }

            await SetAsync(null);
            foreach (var stale in new[] { none, old })
                Assert.Equal(
                    ReplaceOutcome.NotCommitted,
                    await form.TryReplaceAsync(Open(), stale, [3], NewStamp(), default)
                );
            Assert.Null((await form.ReadAsync(Open(), default)).Content);
        }
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_can_be_made_anew()
    {
        await SetAsync([1]);
        var none = await SetAsync(null);
        Assert.Null(none.Content);
        if (KeepsStamps)
            Assert.NotNull(none.Stamp);
        Assert.Equal([2], (await SetAsync([2])).Content!);
    }

    [Fact]
    public async Task A_sibling_is_a_state_of_its_own()
    {
        var present = await SetAsync([1]);
        var sibling = Open().Sibling(".corrupt-20260102T030405.678Z-0123456789abcdef");
        Assert.SkipWhen(sibling is null, "the store has no siblings");
        Assert.NotEqual(Open().Name, sibling.Name);
        Assert.Null(sibling.Read().Content);
        Assert.Equal(ReplaceOutcome.Committed, sibling.TryReplace(sibling.Read(), [2], NewStamp()));
        Assert.Equal([2], sibling.Read().Content!);
        var kept = await Open().ReadAsync();
        Assert.Equal(present.Content, kept.Content);
        Assert.Equal(present.Stamp, kept.Stamp);
        Assert.Equal(ReplaceOutcome.Committed, sibling.TryReplace(sibling.Read(), null, NewStamp()));
    }
}
