using System.Text.RegularExpressions;
using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests;

/// <summary>A program that a fix changed more than it claims.</summary>
/// <param name="Program">The program.</param>
/// <param name="Fixes">Which fixes were applied.</param>
/// <param name="What">What is different.</param>
/// <param name="Before">The source before.</param>
/// <param name="After">The source after.</param>
sealed partial record Difference(GeneratedProgram Program, string Fixes, string What, string Before, string After)
{
    /// <summary>What is different, whatever the program writes.</summary>
    public string Kind => Particular().Replace(What, "…");

    public override string ToString() => $"=== {Fixes}: {What}\n--- before\n{Before}\n--- after\n{After}\n";

    [GeneratedRegex("\"[^\"]*\"?|\\d+|^\\w+(, point \\d+ fails)?: ")]
    private static partial Regex Particular();
}
