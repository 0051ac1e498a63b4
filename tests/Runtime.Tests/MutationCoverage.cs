using System.Diagnostics;
using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Under the mutation tester, which learns from the library it has changed what each test runs: what a process of its
/// own has run counts for the test that started it. The change that is active reaches that process by an inherited
/// variable; what it ran would be lost.
/// </summary>
static class MutationCoverage
{
    const string FileVariable = "STRYKER_COVERAGE_FILE";

    // A file that the process watches to know when a test ends, which is none of its business.
    const string EpochVariable = "STRYKER_COVERAGE_EPOCH_FILE";

    // Part of a changed library; answers whether a change is active, and where coverage is asked for, notes that it was
    // reached.
    static readonly Func<int, bool>? Reach = Environment.GetEnvironmentVariable(FileVariable) is null
        ? null
        : typeof(AtomicFile)
            .Assembly.GetTypes()
            .SingleOrDefault(type => type.Name == "MutantControl")
            ?.GetMethod("IsActive")!
            .CreateDelegate<Func<int, bool>>();

    /// <summary>
    /// Starts <paramref name="start"/>; its coverage is collected when it has ended, which disposing it waits for.
    /// </summary>
    public static Process Start(ProcessStartInfo start)
    {
        if (Reach is null)
            return Process.Start(start)!;
        var file = $"atomic-writes-coverage-{Guid.NewGuid():N}";
        start.Environment[FileVariable] = file + ".txt";
        start.Environment.Remove(EpochVariable);
        var process = new Covered { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => Collect(file);
        process.Start();
        return process;
    }

    static void Collect(string file)
    {
        foreach (var path in Directory.EnumerateFiles(Path.GetTempPath(), file + "*"))
        {
            foreach (var change in File.ReadAllText(path).Split([',', ';'], StringSplitOptions.RemoveEmptyEntries))
                Reach!(int.Parse(change, CultureInfo.InvariantCulture));
            File.Delete(path);
        }
    }

    sealed class Covered : Process
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
                WaitForExit(Waiting.Patience);
            base.Dispose(disposing);
        }
    }
}
