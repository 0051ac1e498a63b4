using AtomicWrites;
using Microsoft.Extensions.Hosting;

namespace Worker;

/// <summary>
/// Counts the words of a file, a line at a time. Killed and started again, it goes on where it was, and counts no line
/// twice.
/// </summary>
sealed class WordCounter(string input, IState<Progress> progress, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var lines = await File.ReadAllLinesAsync(input, stoppingToken);
        while (progress.Read() is { } reached && reached.Line < lines.Length)
        {
            // Counted inside the update: of two services on one file, the one that comes second sees what the first has
            // done.
            reached = await progress.UpdateAsync(
                state => state.Line < lines.Length ? Count(state, lines[state.Line]) : state,
                stoppingToken
            );
            Console.WriteLine($"line {reached.Line} of {lines.Length}");
        }

        lifetime.StopApplication();
    }

    static Progress Count(Progress state, string line)
    {
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            state.Words[word] = state.Words.GetValueOrDefault(word) + 1;
        return state with { Line = state.Line + 1 };
    }
}
