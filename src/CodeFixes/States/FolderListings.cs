using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether a program lists the folder of a state file, or deletes it when it is empty: it would find lock and backup from
/// now on.
/// </summary>
sealed class FolderListings(StatePair pair, SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    static readonly string[] Listings =
    [
        "GetFiles",
        "EnumerateFiles",
        "GetFileSystemEntries",
        "EnumerateFileSystemEntries",
        "GetFileSystemInfos",
        "EnumerateFileSystemInfos",
        "CreateFromDirectory",
        "CopyDirectory",
    ];

    static readonly string[] Own = [".bak", ".lock", ".tmp"];

    readonly PathSpelling _spelling = new(sources, null, cancellationToken);
    readonly Callers _callers = new(sources);

    public bool AreThere()
    {
        var path = Texts(pair.Reads[0].Source.Path, MaxDepth).First();
        // Of each name, which may have folders in it.
        var isNamed = PathSpelling.IsOpen(path);
        var folder = isNamed
            ? PathSpelling.Folder(path.Substring(0, PathSpelling.StartOfOpen(path)))
            : PathSpelling.Folder(path);
        return Listings
            .SelectMany(name => sources.AllCalls(name))
            .Concat(sources.AllCalls("Delete").Where(IsOfEmpty))
            .OfType<InvocationExpressionSyntax>()
            .Where(IsOfFramework)
            .Any(call => Lists(call, folder, isNamed));
    }

    // Directory.Delete(folder)
    bool IsOfEmpty(SyntaxNode call) =>
        Names.Arguments(call).LastOrDefault()?.Expression is not LiteralExpressionSyntax { Token.ValueText: "true" }
        && sources.Model(call.SyntaxTree)?.GetSymbolInfo(call, cancellationToken).Symbol
            is { ContainingType.Name: "Directory" or "DirectoryInfo" };

    bool IsOfFramework(InvocationExpressionSyntax call) =>
        sources
            .Model(call.SyntaxTree)
            ?.GetSymbolInfo(call, cancellationToken)
            .Symbol?.ContainingNamespace?.ToDisplayString()
            is null
                or "System.IO"
                or "System.IO.Compression"
                or "Microsoft.VisualBasic.FileIO";

    bool Lists(InvocationExpressionSyntax call, string folder, bool isNamed)
    {
        var arguments = Names.Arguments(call).Select(argument => argument.Expression).ToArray();
        var isStatic = Names.Simple(Names.Receiver(call)) is "Directory" or "ZipFile" or "FileSystem";
        if (
            arguments.Skip(isStatic ? 1 : 0).FirstOrDefault() is { } told
            && sources.Operation(told)?.ConstantValue is { HasValue: true, Value: string pattern }
            && Path.GetExtension(pattern) is { Length: > 1 } extension
            && extension.IndexOfAny(['*', '?']) < 0
            && !Own.Contains(extension)
        )
            return false;
        if ((isStatic ? arguments.FirstOrDefault() : Names.Receiver(call)) is not { } listed)
            return IsOwn(call);
        var isDeep =
            Names.Called(call) is "CreateFromDirectory" or "CopyDirectory"
            || arguments.Any(argument =>
                argument.ToString() is var text && (text.Contains("AllDir") || text.Contains("Recurse"))
            );
        var folders = Texts(listed, MaxDepth).ToArray();
        return folders.Any(PathSpelling.IsOpen) && IsOwn(call)
            || folders.Any(one =>
                one == folder
                || isDeep && folder.StartsWith(one, StringComparison.OrdinalIgnoreCase) && one.Length > 0
                || isNamed && one.StartsWith(folder, StringComparison.OrdinalIgnoreCase) && folder.Length > 0
            );
    }

    bool IsOwn(SyntaxNode call) => call.SyntaxTree == pair.Type.SyntaxTree && pair.Type.Span.Contains(call.Span);

    // What all callers pass, where it is passed.
    IEnumerable<string> Texts(ExpressionSyntax folder, int depth)
    {
        var text = _spelling.Of(folder);
        if (
            depth == 0
            || !PathSpelling.IsOpen(text)
            || sources.Model(folder.SyntaxTree)?.GetSymbolInfo(folder, cancellationToken).Symbol
                is not IParameterSymbol parameter
            || _callers.Of(parameter) is not { IsEmpty: false } calls
        )
            return [text];
        return calls
            .Select(call => call.Argument.Syntax)
            .OfType<ExpressionSyntax>()
            .SelectMany(passed => Texts(passed, depth - 1));
    }
}
