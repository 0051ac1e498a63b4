using System.Globalization;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // the programs share console and current directory

namespace AtomicWrites.Generated.Tests;

/// <summary>How much is generated: little where nobody asks for more.</summary>
static class Settings
{
    public static int Programs => Number("ATOMICWRITES_PROGRAMS", 300);

    public static int Mutations => Number("ATOMICWRITES_MUTATIONS", 2000);

    public static int Seed => Number("ATOMICWRITES_SEED", 1);

    /// <summary>What of the grammar.</summary>
    public static string Symbol => Environment.GetEnvironmentVariable("ATOMICWRITES_SYMBOL") ?? "body";

    static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : otherwise;
}
