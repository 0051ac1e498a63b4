using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AtomicWrites.Extensions.Tests;

/// <summary>What the <see cref="ActivitySource"/> tells of updates.</summary>
public sealed class TraceTests : IDisposable
{
    public sealed class Cart
    {
        public int Count { get; set; }
    }

    readonly Folder _folder = new();
    readonly ConcurrentQueue<Activity> _traces = [];
    readonly ActivityListener _listener;
    readonly ServiceProvider _services;

    public TraceTests()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "AtomicWrites",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            // Tests at the same time have other files.
            ActivityStopped = trace =>
            {
                if (NameOf(trace)?.Contains(_folder.Path, StringComparison.Ordinal) == true)
                    _traces.Enqueue(trace);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _services = new ServiceCollection()
            .AddStateFile<Cart>(_folder["cart.json"])
            .AddWritableOptions<Cart>("Cart", _folder["settings.json"])
            .BuildServiceProvider();
    }

    public void Dispose()
    {
        _services.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    static string? NameOf(Activity trace) => trace.GetTagItem("state") as string;

    IState<Cart> State => _services.GetRequiredService<IState<Cart>>();

    IWritableOptions<Cart> Options => _services.GetRequiredService<IWritableOptions<Cart>>();

    void Told(string file, string operation, ActivityStatusCode status)
    {
        Assert.True(_traces.TryDequeue(out var trace));
        Assert.Equal(
            ("atomicwrites." + operation, $"'{_folder[file]}'", status),
            (trace.OperationName, NameOf(trace), trace.Status)
        );
        Assert.Empty(_traces);
    }

    [Fact]
    public async Task An_update_is_traced_with_the_name_of_its_state()
    {
        State.Edit(cart => cart.Count = 1);
        Told("cart.json", "update", ActivityStatusCode.Unset);
        await State.EditAsync(cart => cart.Count = 2);
        Told("cart.json", "update", ActivityStatusCode.Unset);
        State.Reset(new());
        Told("cart.json", "reset", ActivityStatusCode.Unset);
        State.Delete();
        Told("cart.json", "delete", ActivityStatusCode.Unset);
        State.Delete(); // which finds nothing
        Told("cart.json", "delete", ActivityStatusCode.Unset);
        Options.Edit(cart => cart.Count = 1);
        Told("settings.json", "update", ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task An_update_of_a_saver_is_traced()
    {
        await using var saver = State.CreateSaver(TimeSpan.Zero);
        await saver.Edit(cart => cart.Count = 1);
        Told("cart.json", "update", ActivityStatusCode.Unset);
        await Assert.ThrowsAsync<InvalidDataException>(() => saver.Edit(_ => throw new InvalidDataException()));
        Told("cart.json", "update", ActivityStatusCode.Error);
        await Assert.ThrowsAsync<InvalidDataException>(saver.FlushAsync); // tells it once more
    }

    [Fact]
    public async Task A_failure_is_told_whoever_has_failed()
    {
        Assert.Throws<InvalidDataException>(() => State.Edit(_ => throw new InvalidDataException()));
        Told("cart.json", "update", ActivityStatusCode.Error);
        await Assert.ThrowsAsync<InvalidDataException>(() => State.EditAsync(_ => throw new InvalidDataException()));
        Told("cart.json", "update", ActivityStatusCode.Error);
        Assert.Throws<InvalidDataException>(() => Options.Edit(_ => throw new InvalidDataException()));
        Told("settings.json", "update", ActivityStatusCode.Error);
        await File.WriteAllTextAsync(_folder["cart.json"], "{ torn");
        await File.WriteAllTextAsync(_folder["settings.json"], "{ torn");
        Assert.Throws<StateFileException>(() => State.Edit(cart => cart.Count = 2));
        Told("cart.json", "update", ActivityStatusCode.Error);
        Assert.Throws<StateFileException>(() => Options.Edit(cart => cart.Count = 2));
        Told("settings.json", "update", ActivityStatusCode.Error);
    }

    [Fact]
    public void An_update_within_an_update_has_a_trace_of_its_own()
    {
        State.Edit(_ => Options.Edit(cart => cart.Count = 1));
        Assert.Equal(
            [_folder["settings.json"], _folder["cart.json"]],
            _traces.Select(trace => NameOf(trace)!.Trim('\''))
        );
        var (inner, outer) = (_traces.First(), _traces.Last());
        Assert.Equal(outer.SpanId, inner.ParentSpanId);
    }
}
