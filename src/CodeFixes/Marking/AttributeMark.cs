using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.CodeFixes.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Marking;

/// <summary>Writes an attribute of the library before declarations.</summary>
/// <param name="simple">Its name without <c>Attribute</c>.</param>
sealed class AttributeMark(string simple)
{
    public static readonly AttributeMark NotStatePath = new("NotStatePath");
    public static readonly AttributeMark AtomicWriter = new("AtomicWriter");

    string Attribute => simple + "Attribute";

    string MetadataName => "AtomicWrites." + Attribute;

    public bool IsKnown(Compilation compilation) => compilation.GetTypeByMetadataName(MetadataName) is not null;

    /// <summary>
    /// One edit a file, whatever the number of declarations, and the same in each project that has the file.
    /// </summary>
    public async Task<Solution> AddAsync(
        Solution solution,
        IEnumerable<PathDeclaration> declarations,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var file in declarations
                .GroupBy(declaration => declaration.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal)
                .OrderBy(file => file.Key, StringComparer.Ordinal)
        )
        {
            if (
                solution.GetDocument(file.First().Syntax.SyntaxTree) is not { } document
                || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            )
                continue;
            var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            var needsUsing = false;
            var changes = new SortedDictionary<int, TextChange>();
            foreach (var declaration in file)
            {
                var start = declaration.Syntax.GetFirstToken().SpanStart;
                var isHidden = IsHidden(model, start);
                needsUsing |= !isHidden && Find(model, start, Attribute).IsEmpty;
                changes[start] = new(
                    new TextSpan(start, 0),
                    $"[{declaration.Target}{(isHidden ? "global::AtomicWrites." : "")}{simple}]{Separator(text, start)}"
                );
            }

            var changed = text.WithChanges(changes.Values);
            if (needsUsing)
            {
                var root = await CSharpSyntaxTree
                    .ParseText(
                        changed,
                        (CSharpParseOptions?)document.Project.ParseOptions,
                        cancellationToken: cancellationToken
                    )
                    .GetRootAsync(cancellationToken)
                    .ConfigureAwait(false);
                changed = SourceText.From(
                    UsingDirective
                        .Add(
                            (CompilationUnitSyntax)root,
                            Imports.Of(document, model.SyntaxTree.GetRoot(cancellationToken))
                        )
                        .ToFullString(),
                    text.Encoding,
                    text.ChecksumAlgorithm
                );
            }

            foreach (var id in document.GetLinkedDocumentIds().Add(document.Id))
                solution = solution.WithDocumentText(id, changed);
        }

        return solution;
    }

    // A line of its own before a declaration that has one.
    static string Separator(SourceText text, int start)
    {
        var line = text.Lines.GetLineFromPosition(start);
        var before = text.ToString(TextSpan.FromBounds(line.Start, start));
        return before.All(char.IsWhiteSpace) ? EndOfLine(text) + before : " ";
    }

    static string EndOfLine(SourceText text) =>
        text.Lines[0] is var first
        && text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) is { Length: > 0 } end
            ? end
            : "\n";

    // The compiler looks for both names.
    bool IsHidden(SemanticModel model, int position) =>
        !Find(model, position, simple).IsEmpty
        || Find(model, position, Attribute).Any(symbol => symbol.ToDisplayString() != MetadataName);

    static System.Collections.Immutable.ImmutableArray<ISymbol> Find(SemanticModel model, int position, string name) =>
        model.LookupNamespacesAndTypes(position, name: name);
}
