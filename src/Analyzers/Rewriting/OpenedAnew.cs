using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// A private field that holds a stream only between an opening and the end of the same block, <c>_stream =
/// File.Create(path); …; _stream.Close();</c>, or a local that is opened by a <c>using</c>. Whoever reads it has set it
/// before, so that a local of that place does the same.
/// </summary>
static class OpenedAnew
{
    static readonly SyntaxAnnotation Gone = new();

    /// <summary>The same with a local where it is opened; null where the value may be seen elsewhere.</summary>
    public static SyntaxNode? AsLocal(SyntaxNode root, ExpressionSyntax creation, SemanticModel model)
    {
        if (creation.Parent is not AssignmentExpressionSyntax { Parent: { } place } assignment)
            return null;
        var places = new List<Place>();
        if (place is UsingStatementSyntax)
        {
            // using (s = File.Create(path)) using (w = new StreamWriter(s))
            for (var block = place; block is UsingStatementSyntax { Expression: AssignmentExpressionSyntax inner }; )
            {
                if (Place.Of(inner, model) is not { } next)
                    return null;
                places.Add(next);
                block = ((UsingStatementSyntax)block).Statement;
            }
        }
        else if (Place.Of(assignment, model) is { Variable: IFieldSymbol } field)
        {
            places.Add(field);
        }

        return places.Count == 0 ? null : Rewritten(root, places, model);
    }

    static SyntaxNode? Rewritten(SyntaxNode root, List<Place> places, SemanticModel model)
    {
        var renamed = new Dictionary<SyntaxNode, string>();
        var gone = new HashSet<SyntaxNode>();
        var changed = new Dictionary<SyntaxNode, string>();
        foreach (var place in places)
        {
            var name = FreeName.Like(NameOf(place.Variable), place.Opened, model);
            changed.Add(place.Opened, name);
            foreach (var use in place.Uses)
                if (use.Parent is not AssignmentExpressionSyntax { Parent: var statement } set || set.Left != use)
                    renamed.Add(use, name);
                else if (set.Right.IsKind(SyntaxKind.NullLiteralExpression) && place.Range.Contains(statement))
                    gone.Add(statement!);
                else
                    return null;
            if (place.IsOnly && Declaration(place.Variable) is var declaration)
            {
                if (declaration is null)
                    return null;
                gone.Add(declaration);
            }
        }

        root = root.ReplaceNodes(renamed.Keys.Concat(changed.Keys).Concat(gone), (node, current) => renamed.TryGetValue(
                node,
                out var name
            )
                ? SyntaxFactory.IdentifierName(name).WithTriviaFrom(current)
            : changed.TryGetValue(node, out var declared) ? Declared(current, declared)
            : current.WithAdditionalAnnotations(Gone));
        return root.RemoveNodes(
            root.GetAnnotatedNodes(Gone).Select(StatementList.Whole),
            SyntaxRemoveOptions.KeepNoTrivia
        );
    }

    static SyntaxNode Declared(SyntaxNode statement, string name)
    {
        var value = ((AssignmentExpressionSyntax)Opening(statement)!).Right;
        var declaration = (
            (LocalDeclarationStatementSyntax)SyntaxFactory.ParseStatement($"var {name} = _;")
        ).Declaration;
        declaration = declaration.ReplaceNode(declaration.Variables[0].Initializer!.Value, value);
        return statement is UsingStatementSyntax block
            ? block.WithExpression(null).WithDeclaration(declaration)
            : SyntaxFactory.LocalDeclarationStatement(declaration).WithTriviaFrom(statement);
    }

    static ExpressionSyntax? Opening(SyntaxNode statement) =>
        statement is UsingStatementSyntax block
            ? block.Expression
            : (statement as ExpressionStatementSyntax)?.Expression;

    // _stream and m_stream are stream.
    static string NameOf(ISymbol variable)
    {
        var name = variable.Name;
        if (name.Length > 2 && name[1] == '_')
            name = name.Substring(2);
        name = name.TrimStart('_');
        name = name.Length == 0 ? "stream" : char.ToLowerInvariant(name[0]) + name.Substring(1);
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "stream";
    }

    // What is left without a use goes; null where that would lose a comment, or a value.
    static SyntaxNode? Declaration(ISymbol variable) =>
        variable.DeclaringSyntaxReferences[0].GetSyntax()
            is VariableDeclaratorSyntax
            {
                Initializer: null or { Value.RawKind: (int)SyntaxKind.NullLiteralExpression },
                Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: { } declaration }
            }
        && !declaration
            .DescendantTrivia()
            .Any(trivia =>
                trivia.IsDirective
                || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            )
            ? declaration
            : null;

    /// <summary>Where it is opened.</summary>
    /// <param name="Variable">What holds the stream.</param>
    /// <param name="Opened">The statement that opens it.</param>
    /// <param name="Range">The statements in which this stream is meant.</param>
    /// <param name="Uses">The mentions in there.</param>
    /// <param name="IsOnly">Whether there is no other place.</param>
    sealed record Place(
        ISymbol Variable,
        StatementSyntax Opened,
        IReadOnlyList<StatementSyntax> Range,
        IReadOnlyList<ExpressionSyntax> Uses,
        bool IsOnly
    )
    {
        /// <summary>Null where somebody may read the variable who has not set it.</summary>
        public static Place? Of(AssignmentExpressionSyntax assignment, SemanticModel model)
        {
            if (
                !assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                || assignment.Parent is not StatementSyntax opened
                || model.GetSymbolInfo(assignment.Left).Symbol is not { } variable
                || ScopeOf(variable, assignment) is not { } scope
            )
                return null;
            var named = scope
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(name =>
                    name.Identifier.ValueText == variable.Name
                    && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, variable)
                )
                .ToArray();
            var mentions = named.Where(name => !StreamTracer.IsNamed(name)).Select(Whole).ToArray();
            var ranges = mentions
                .Where(IsSet)
                .Select(mention => (StatementSyntax)mention.Parent!.Parent!)
                .ToDictionary(statement => statement, statement => RangeOf(statement, mentions));
            return
                ranges.TryGetValue(opened, out var range)
                && mentions.All(mention => IsSet(mention) || ranges.Values.Any(other => Includes(other, mention)))
                ? new(
                    variable,
                    opened,
                    range,
                    [.. mentions.Where(mention => Includes(range, mention))],
                    mentions.Length == named.Length
                        && mentions.All(mention => IsOf(opened, mention) || Includes(range, mention))
                )
                : null;
        }

        // All that can see it.
        static SyntaxNode? ScopeOf(ISymbol variable, SyntaxNode place) =>
            variable switch
            {
                IFieldSymbol
                {
                    DeclaredAccessibility: Accessibility.Private,
                    ContainingType.DeclaringSyntaxReferences: [var only]
                } => only.GetSyntax(),
                ILocalSymbol => Names.Body(place),
                _ => null,
            };

        // this._stream
        static ExpressionSyntax Whole(IdentifierNameSyntax name) =>
            name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == name
                ? own
                : name;

        // Something is put into it, by a statement of its own.
        static bool IsSet(ExpressionSyntax mention) =>
            mention.Parent
                is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            && assignment.Left == mention
            && assignment.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } or UsingStatementSyntax;

        static IReadOnlyList<StatementSyntax> RangeOf(
            StatementSyntax opened,
            IReadOnlyList<ExpressionSyntax> mentions
        ) =>
            opened is UsingStatementSyntax block
                ? [block.Statement]
                :
                [
                    .. StatementList
                        .From(opened)!
                        .TakeWhile(statement =>
                            !mentions.Any(mention =>
                                mention.Parent?.Parent == statement
                                && IsSet(mention)
                                && !((AssignmentExpressionSyntax)mention.Parent).Right.IsKind(
                                    SyntaxKind.NullLiteralExpression
                                )
                            )
                        ),
                ];

        static bool IsOf(StatementSyntax opened, ExpressionSyntax mention) => mention.Parent?.Parent == opened;

        static bool Includes(IReadOnlyList<StatementSyntax> range, ExpressionSyntax mention) =>
            range.FirstOrDefault(statement => statement.Contains(mention)) is { } at
            && !mention.Ancestors().TakeWhile(ancestor => ancestor != at.Parent).Any(Functions.IsNested);
    }
}
