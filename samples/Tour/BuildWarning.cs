using System.Text.RegularExpressions;

namespace Tour;

/// <summary>A warning of this package in the output of a build.</summary>
/// <param name="File">Name of the source file.</param>
/// <param name="Line">Line in it.</param>
/// <param name="Id">The rule.</param>
/// <param name="Message">What it says.</param>
sealed partial record BuildWarning(string File, int Line, string Id, string Message)
{
    /// <summary>Each of them once; a build prints them once a target framework and again in its summary.</summary>
    public static BuildWarning[] Of(string buildOutput) =>
        [
            .. Pattern()
                .Matches(buildOutput)
                .Select(match => new BuildWarning(
                    Path.GetFileName(match.Groups[1].Value.Trim()),
                    int.Parse(match.Groups[2].Value, null),
                    match.Groups[3].Value,
                    match.Groups[4].Value
                ))
                .Distinct()
                .OrderBy(warning => warning.File, StringComparer.Ordinal)
                .ThenBy(warning => warning.Line),
        ];

    public override string ToString() => $"{File}({Line}): {Id}: {Message}";

    [GeneratedRegex(@"^(.+)\((\d+),\d+\): warning (ATW\d+): (.+?) \(https?:", RegexOptions.Multiline)]
    private static partial Regex Pattern();
}
