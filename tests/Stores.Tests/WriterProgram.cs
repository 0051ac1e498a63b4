using System.Diagnostics;

namespace AtomicWrites.Stores.Tests;

/// <summary>The program that writes until it is killed.</summary>
static class WriterProgram
{
    public static ProcessStartInfo Of(string kind, string connection, string key, string name, int? count = null) =>
        new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Stores.Writer.dll"),
                kind,
                connection,
                key,
                name,
                .. count is null ? Array.Empty<string>() : [$"{count}"],
            ]
        )
        {
            RedirectStandardOutput = true,
        };
}
