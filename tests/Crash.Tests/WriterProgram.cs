using System.Globalization;
using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests;

/// <summary>The command line of tests/Crash.Writer.</summary>
static class WriterProgram
{
    public static string[] Line(Arm arm, string folder, string mark, int from, int to, int limit, int seed) =>
        [
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Crash.Writer.dll"),
            arm.Name,
            folder,
            mark,
            Text(from),
            Text(to),
            Text(limit),
            Text(seed),
        ];

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
