using AtomicWrites.Conformance;

namespace AtomicWrites.Stores.Tests;

/// <summary>
/// Writers that append to one list, as programs would that do not give up, and the history of what they were told. They go
/// on until they are told to end, so that whatever is done to the server meets them at work.
/// </summary>
sealed class Writers
{
    readonly Func<StateStore> _open;
    readonly int _updates;
    readonly Task[] _writing;
    int _next;
    int _refused;
    int _done;
    volatile bool _mayEnd;

    /// <param name="count">How many of them.</param>
    /// <param name="updates">How many updates each makes at least.</param>
    /// <param name="open">Opens the store.</param>
    public Writers(int count, int updates, Func<StateStore> open)
    {
        (_open, _updates) = (open, updates);
        _writing =
        [
            .. Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(Write, TaskCreationOptions.LongRunning)),
        ];
    }

    public History History { get; } = new();

    /// <summary>Updates that failed and were told to have done nothing.</summary>
    public int Refused => _refused;

    /// <summary>Until a share of all updates is acknowledged, while others are on their way.</summary>
    public async Task ReachAsync(double share)
    {
        while (History.Acknowledged < share * _updates * _writing.Length)
        {
            await Task.Delay(2);
            foreach (var failed in _writing.Where(task => task.IsFaulted))
                await failed;
        }
    }

    /// <summary>Until all are done, and what is wrong with the list then; null if nothing is.</summary>
    /// <param name="extra">Acknowledged updates beside those of the writers.</param>
    public async Task<string?> FaultAsync(int extra = 0)
    {
        _mayEnd = true;
        await Task.WhenAll(_writing);
        Assert.Equal(_done + extra, History.Acknowledged);
        return History.Fault(Numbers().Read());
    }

    public State<List<int>> Numbers() => new(_open(), new StateOptions<List<int>> { Initial = () => [] });

    void Write()
    {
        var numbers = Numbers();
        for (var done = 0; done < _updates || !_mayEnd; )
        {
            var number = Interlocked.Increment(ref _next);
            try
            {
                History
                    .AppendAsync(number, async () =>
                        number % 2 == 0
                            ? numbers.Edit(list => list.Add(number))
                            : await numbers.EditAsync(list => list.Add(number))
                    )
                    .GetAwaiter()
                    .GetResult();
                done++;
                Interlocked.Increment(ref _done);
                if (number % 4 == 0)
                    History.ReadAsync(async () => await numbers.ReadAsync()).GetAwaiter().GetResult();
            }
            catch (StateFileException failure) when (failure.Failure == StateFileFailure.Unavailable)
            {
                if (!failure.IsOutcomeUnknown)
                    Interlocked.Increment(ref _refused);
            }
        }
    }
}
