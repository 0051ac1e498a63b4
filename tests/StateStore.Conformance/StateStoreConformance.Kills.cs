using System.Diagnostics;

namespace AtomicWrites.Conformance;

public abstract partial class StateStoreConformance
{
    /// <summary>
    /// A program that adds 1 to the member <paramref name="name"/> of the state, a <c>Dictionary&lt;string, int&gt;</c>
    /// with all others in it, again and again, and writes a line with the new number when each is saved; null where
    /// there is none.
    /// </summary>
    protected virtual ProcessStartInfo? Writer(string name) => null;

    [Fact]
    public async Task What_was_acknowledged_to_a_writer_that_was_killed_is_there()
    {
        var acknowledged = new Dictionary<string, int>();
        var random = new Random(7);
        for (var round = 0; round < 3; round++)
        {
            var started = new List<Process>();
            var writers = new List<(string Name, Process Process, Task<int> Last)>();
            try
            {
                for (var n = 0; n < 3; n++)
                {
                    var name = $"{round}.{n}";
                    var start = Writer(name);
                    Assert.SkipWhen(start is null, "no program is given that writes and could be killed");
                    start.RedirectStandardOutput = true;
                    var process = Process.Start(start)!;
                    started.Add(process);
                    await BeginAsync(process);
                    writers.Add((name, process, LastLineAsync(process)));
                }

                await Task.Delay(random.Next(500));
            }
            finally
            {
                // A writer that is left behind writes for ever.
                started.ForEach(process => process.Kill());
            }

            foreach (var (name, process, last) in writers)
            {
                acknowledged[name] = await last;
                process.Dispose();
            }
        }

        var kept = new State<Dictionary<string, int>>(
            Open(),
            new StateOptions<Dictionary<string, int>> { Initial = () => [] }
        ).Read();
        // The last one may have been saved and not yet been told of.
        foreach (var (name, count) in acknowledged)
            Assert.InRange(kept.GetValueOrDefault(name), count, count + 1);
    }

    // To its first update, whatever it says before.
    static async Task BeginAsync(Process process)
    {
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            Assert.True(line is not null, "a writer has ended before its first update");
        } while (line != "1");
    }

    static async Task<int> LastLineAsync(Process process)
    {
        var last = 1;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (int.TryParse(line, out var number))
                last = number;
        return last;
    }
}
