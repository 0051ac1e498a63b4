using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AtomicWrites.Crash.Tests.Model;

/// <summary>
/// A system call that succeeded, as <c>strace -f -y</c> prints it: descriptors are followed by the path that they stand
/// for.
/// </summary>
sealed partial record SystemCall(string Name, string[] Arguments, string Result)
{
    /// <summary>The calls of a trace in the order in which they ended.</summary>
    public static IEnumerable<SystemCall> Read(IEnumerable<string> lines)
    {
        var unfinished = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var (thread, text) = (line[..line.IndexOf(' ')], line[line.IndexOf(' ')..].TrimStart());
            if (text.EndsWith(" <unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = text[..^" <unfinished ...>".Length];
                continue;
            }

            if (Resumed().Match(text) is { Success: true } resumed)
                text = unfinished[thread] + text[resumed.Length..];
            if (Call().Match(text) is { Success: true } call && !call.Groups["result"].Value.StartsWith('-'))
                yield return new(
                    call.Groups["name"].Value,
                    [.. Split(call.Groups["arguments"].Value)],
                    call.Groups["result"].Value
                );
        }
    }

    /// <summary>The number of the descriptor in the argument <c>7&lt;/path&gt;</c>.</summary>
    public static int Descriptor(string argument) =>
        int.Parse(Number().Match(argument).Value, CultureInfo.InvariantCulture);

    /// <summary>The path in it.</summary>
    public static string PathOf(string argument) => Annotation().Match(argument).Groups[1].Value;

    public static long Integer(string argument) =>
        argument.StartsWith('0') && argument.Length > 1
            ? Convert.ToInt64(argument, 8)
            : long.Parse(Number().Match(argument).Value, CultureInfo.InvariantCulture);

    /// <summary>The bytes of an argument in quotes.</summary>
    public static byte[] Bytes(string argument)
    {
        if (!argument.EndsWith('"'))
            throw new NotSupportedException($"The trace shows only a part of {argument[..40]}");
        return Encoding.Latin1.GetBytes(
            Escape()
                .Replace(argument[1..^1], escape => escape.Groups[1].Value switch
                    {
                        "n" => "\n",
                        "r" => "\r",
                        "t" => "\t",
                        "v" => "\v",
                        "f" => "\f",
                        "\\" or "\"" => escape.Groups[1].Value,
                        var octal => ((char)Convert.ToInt32(octal, 8)).ToString(),
                    })
        );
    }

    public static string Text(string argument) => Encoding.UTF8.GetString(Bytes(argument));

    /// <summary>A path and the directory that it is relative to.</summary>
    public static string Combine(string directory, string name) =>
        Path.GetFullPath(Path.Combine(PathOf(directory), Text(name)));

    public override string ToString() =>
        $"{Name}({string.Join(", ", Arguments.Select(argument => argument.Length > 100 ? argument[..40] + "…" : argument))})";

    // At commas outside of quotes and braces.
    static IEnumerable<string> Split(string arguments)
    {
        int start = 0,
            depth = 0;
        var isQuoted = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var c = arguments[i];
            if (isQuoted && c == '\\')
                i++;
            else if (c == '"')
                isQuoted = !isQuoted;
            else if (isQuoted)
                continue;
            else if (c is '{' or '[')
                depth++;
            else if (c is '}' or ']')
                depth--;
            else if (c == ',' && depth == 0)
            {
                yield return arguments[start..i].Trim();
                start = i + 1;
            }
        }

        yield return arguments[start..].Trim();
    }

    [GeneratedRegex(@"^(?<name>\w+)\((?<arguments>.*)\) += (?<result>.*)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^\d+")]
    private static partial Regex Number();

    [GeneratedRegex("<(.*)>")]
    private static partial Regex Annotation();

    [GeneratedRegex(@"\\([0-7]{1,3}|.)")]
    private static partial Regex Escape();
}
