using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>The lock files of one compilation: those of the paths that it locks.</summary>
sealed class LockFiles(SourceIndex sources)
{
    public const string Suffix = ".lock";

    static readonly string[] Appenders =
    [
        "AppendAllText",
        "AppendAllLines",
        "AppendAllBytes",
        "AppendAllTextAsync",
        "AppendAllLinesAsync",
        "AppendAllBytesAsync",
    ];

    // A compilation that takes no lock has no lock file, whatever its files are called.
    readonly Lazy<HashSet<string>> _keys = new(() => Find(sources));

    /// <summary>Whether a path is that of one of them.</summary>
    public bool Contains(IOperation? path, SyntaxNode place) =>
        Key(path, place, sources) is { } key && _keys.Value.Contains(key);

    static HashSet<string> Find(SourceIndex sources)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in LockTaker.Names.Concat(Appenders))
        {
            foreach (var node in sources.AllCalls(name))
            {
                if (
                    sources.Model(node.SyntaxTree) is not { } model
                    || BoundCall.Of(node, model) is not { } call
                    || !(
                        Library.Has(call.Method.ContainingType, "AtomicFile")
                        || Library.Has(call.Method.ContainingType, "FileLock")
                    )
                )
                    continue;
                if (Key(call.For("path"), node, sources) is not { } key)
                    continue;
                files.Add(Appended(key));
                if (InLastLiteral(key) is { } literal)
                    files.Add(literal);
            }
        }

        return files;
    }

    // path + ".lock" and $"{path}.lock"; and "state.json.lock" as a text of its own, or as the last part of a longer
    // one.
    static string Appended(string key)
    {
        var at = key.LastIndexOf('\n');
        return key.Substring(0, at + 1) + $"(+ {key.Substring(at + 1)} \"{Suffix}\")";
    }

    static string? InLastLiteral(string key)
    {
        var end = key.TrimEnd(')');
        return end.EndsWith("\"", StringComparison.Ordinal)
            ? end.Substring(0, end.Length - 1) + Suffix + "\"" + key.Substring(end.Length)
            : null;
    }

    /// <summary>The path as it is compared; members of <c>this</c> are those of one type.</summary>
    public static string? Key(IOperation? path, SyntaxNode place, SourceIndex sources) =>
        PathKey.Of(path, sources) is not { } key ? null
        : key.Contains(PathKey.This)
        && place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { Identifier.ValueText: var type }
            ? type + "\n" + key
        : "\n" + key;

    /// <summary>
    /// Whether a path is put together as that of the lock file of another; "app.lock" may name a lock that guards no
    /// file.
    /// </summary>
    public static bool IsNamedAfterSomething(SyntaxNode path) =>
        path switch
        {
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression,
                Right: LiteralExpressionSyntax { Token.Value: Suffix }
            } => true,
            InterpolatedStringExpressionSyntax
            {
                Contents: [.., InterpolationSyntax, InterpolatedStringTextSyntax { TextToken.ValueText: Suffix }]
            } => true,
            LiteralExpressionSyntax { Token.Value: string text } => text.EndsWith(Suffix, StringComparison.Ordinal)
                && Path.GetFileNameWithoutExtension(text).IndexOf('.') > 0,
            _ => false,
        };
}
