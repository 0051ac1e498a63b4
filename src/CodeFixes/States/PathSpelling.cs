using System.Globalization;
using System.Text.RegularExpressions;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The text of a path, as far as the program says it: with <c>/</c>, and marks for what only a running program knows. Two
/// ways to make one path have one text: <c>path.Trim()</c>, <c>Path.Combine(Path.GetDirectoryName(path), "a.json")</c>.
/// Good to refuse by, not to prove by.
/// </summary>
/// <param name="sources">Of the program.</param>
/// <param name="whole">A text that is a whole path: what goes before it in <c>Path.Combine</c> does not count.</param>
/// <param name="cancellationToken">Ends the work.</param>
sealed class PathSpelling(SourceIndex sources, string? whole, CancellationToken cancellationToken)
{
    const int MaxDepth = 8;
    const char Unknown = '\u0001';
    const char Begin = '\u0002';
    const char End = '\u0003';

    readonly PathParts _parts = new(sources, cancellationToken);

    public string Of(ExpressionSyntax path) => Plain(Of(path, MaxDepth));

    /// <summary>Whether something of a text is not known.</summary>
    public static bool IsOpen(string text) => text.IndexOf(Unknown) >= 0;

    /// <summary>Where that begins.</summary>
    public static int StartOfOpen(string text) => text.IndexOf(Unknown);

    /// <summary>Whether a text is another, whatever stands where it is not known.</summary>
    public static bool MayBe(string text, string other) =>
        Regex.IsMatch(
            other,
            "^" + Regex.Escape(text).Replace(Unknown.ToString(), ".*") + "$",
            RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant
        );

    /// <summary>The text of the folder that a text names a file or a folder of.</summary>
    public static string Folder(string text) => Plain(text.Substring(0, StartOfName(text)));

    /// <summary>The text of the name.</summary>
    public static string Name(string text) => text.Substring(StartOfName(text));

    static int StartOfName(string text) => text.LastIndexOfAny(['/', End]) + 1;

    // A mark may end with a separator, as AppContext.BaseDirectory does.
    static string Plain(string text) => text.Replace("//", "/").Replace(End + "/", End.ToString()).TrimEnd('/');

    string Of(ExpressionSyntax path, int depth)
    {
        if (depth == 0 || sources.Model(path.SyntaxTree) is not { } model)
            return Unknown.ToString();
        if (model.GetConstantValue(path, cancellationToken) is { HasValue: true, Value: string constant })
            return constant.Replace('\\', '/');
        if (_parts.StandsFor(path, model) is { } value)
            return Of(value, depth - 1);
        return path switch
        {
            ParenthesizedExpressionSyntax { Expression: var inner } => Of(inner, depth),
            CastExpressionSyntax { Expression: var inner } => Of(inner, depth),
            PostfixUnaryExpressionSyntax { Operand: var inner } => Of(inner, depth),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => Of(sum.Left, depth)
                + Of(sum.Right, depth),
            InterpolatedStringExpressionSyntax text => string.Concat(
                text.Contents.Select(content =>
                    content is InterpolationSyntax { Expression: var part } ? Of(part, depth) : content.ToString()
                )
            ),
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var only }] } made
                when Names.Called(made) is "FileInfo" or "DirectoryInfo" => Of(only, depth),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FullName", Expression: var of } => Of(of, depth),
            MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Directory" or "DirectoryName",
                Expression: var of
            } when model.GetTypeInfo(of, cancellationToken).Type?.Name == "FileInfo" => Folder(Of(of, depth)),
            InvocationExpressionSyntax call => OfCall(call, model, depth),
            _ => Mark(path, model),
        };
    }

    string OfCall(InvocationExpressionSyntax call, SemanticModel model, int depth)
    {
        var arguments = Names.Arguments(call).Select(argument => argument.Expression).ToArray();
        if (model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method)
            return Mark(call, model);
        return (method.ContainingType?.ToDisplayString(), method.Name) switch
        {
            ("System.IO.Path", "Combine" or "Join") => arguments
                .Select(argument => Of(argument, depth))
                .Aggregate((left, right) => whole is not null && Plain(right) == whole ? right : left + "/" + right),
            ("System.IO.Path", "GetFullPath") => Of(arguments[0], depth),
            ("System.IO.Path", "GetDirectoryName") => Folder(Plain(Of(arguments[0], depth))),
            ("System.IO.Path", "GetFileName") => Name(Plain(Of(arguments[0], depth))),
            ("System.IO.Path", "ChangeExtension") => WithExtension(Of(arguments[0], depth), Of(arguments[1], depth)),
            ("string", "Concat") => string.Concat(arguments.Select(argument => Of(argument, depth))),
            ("string", "Format") => Formatted(Of(arguments[0], depth), arguments.Skip(1), depth),
            ("string", "Join") => string.Join(
                Of(arguments[0], depth),
                arguments.Skip(1).Select(argument => Of(argument, depth))
            ),
            ("string", "Replace")
                when Names.Receiver(call) is { } of && Of(arguments[0], depth) is { Length: > 0 } old => Of(of, depth)
                .Replace(old, Of(arguments[1], depth)),
            (
                "string"
                    or "object",
                "Trim"
                    or "TrimStart"
                    or "TrimEnd"
                    or "ToString"
                    or "Normalize"
                    or "ToLower"
                    or "ToLowerInvariant"
                    or "ToUpper"
                    or "ToUpperInvariant"
            ) when Names.Receiver(call) is { } of => Of(of, depth),
            ("string", _) when !method.IsStatic => Unknown.ToString(),
            _ => Mark(call, model),
        };
    }

    static string WithExtension(string path, string extension) =>
        path.LastIndexOf('.') is var point && point >= StartOfName(path)
            ? path.Substring(0, point) + (extension.StartsWith(".", StringComparison.Ordinal) ? "" : ".") + extension
            : path + extension;

    string Formatted(string format, IEnumerable<ExpressionSyntax> arguments, int depth) =>
        arguments
            .Select((argument, i) => (Argument: argument, Place: "{" + i.ToString(CultureInfo.InvariantCulture) + "}"))
            .Aggregate(format, (text, part) =>
                IsOpen(format) ? text + Of(part.Argument, depth) : text.Replace(part.Place, Of(part.Argument, depth))
            );

    // What has the same key is the same wherever it stands.
    string Mark(ExpressionSyntax path, SemanticModel model)
    {
        if (
            PathKey.Of(model.GetOperation(path, cancellationToken), sources) is not { } key
            || key.Replace(PathKey.This, "").IndexOf('‹') >= 0
        )
            return Unknown.ToString();
        if (key.Contains(PathKey.This))
            key += model.GetEnclosingSymbol(path.SpanStart, cancellationToken)?.ContainingType?.Name;
        return Begin + key.Replace('/', '|').Replace('\\', '|') + End;
    }
}
