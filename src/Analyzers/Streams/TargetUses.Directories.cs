using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// A directory that the file is in, however it is spelled: who lists, moves or deletes it meets the file.
sealed partial class TargetUses
{
    bool SeesItsDirectory(SyntaxNode call, IMethodSymbol method, SemanticModel model) =>
        Names
            .Operands(call)
            .Any(operand =>
                PathNames.IsMadeOf(operand, _directories, model)
                || IsDirectory(model.GetTypeInfo(operand, _cancellationToken).Type)
                    && IsItsDirectory(Spellings(operand, model), PathReaders.TakesDirectoryAway(method))
            )
        || IsInCurrentDirectory && call.DescendantNodes().Any(node => IsCurrentDirectory(node));

    // What takes it away has to be known to be another one.
    bool IsItsDirectory(IReadOnlyList<string> directories, bool isGone)
    {
        var pairs = directories.SelectMany(_ => _spellings, (directory, path) => (directory, path)).ToArray();
        return Array.Exists(pairs, pair => PathText.MayBeAbove(pair.directory, pair.path))
            || isGone && pairs.Length > 0 && !Array.Exists(pairs, pair => PathText.IsBeside(pair.directory, pair.path));
    }

    static bool IsDirectory(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_String } or { Name: "DirectoryInfo" };

    // "state.json"
    bool IsInCurrentDirectory => _text is not null && _text.IndexOfAny(['/', '\\', ':']) < 0;

    static bool IsCurrentDirectory(SyntaxNode node) =>
        node is SimpleNameSyntax { Identifier.ValueText: "GetCurrentDirectory" or "CurrentDirectory" };
}
