using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// What gets the path, or something that is made of it: variables of every kind, collections and objects.
static partial class PathNames
{
    static readonly string[] Adding =
    [
        "Add",
        "AddFirst",
        "AddLast",
        "AddRange",
        "Append",
        "Enqueue",
        "Insert",
        "InsertRange",
        "Push",
        "TryAdd",
        "UnionWith",
    ];

    /// <summary>Adds the variables of some code that hold something that is made of one of them.</summary>
    /// <param name="names">The variables.</param>
    /// <param name="code">The code.</param>
    /// <param name="model">That of its file.</param>
    /// <param name="isPath">Whether an expression is the path by another name.</param>
    public static void AddDerived(
        PathAliases names,
        SyntaxNode code,
        SemanticModel model,
        Func<ExpressionSyntax, bool>? isPath = null
    )
    {
        if (names.Count == 0 && isPath is null)
            return;
        var givings = code.DescendantNodesAndSelf()
            .SelectMany(Givings)
            .Select(giving => (giving.Value, Targets: giving.Targets.ToArray()))
            .ToArray();
        foreach (var (value, targets) in givings)
            if (isPath?.Invoke(value) == true)
                names.UnionWith(targets.Select(target => Variable(target, model)).OfType<ISymbol>());
        int before;
        do
        {
            before = names.Count;
            foreach (var (value, targets) in givings)
                if (IsMadeOf(value, names, model))
                    names.UnionWith(targets.Select(target => Variable(target, model)).OfType<ISymbol>());
        } while (names.Count > before);
    }

    /// <summary>
    /// Adds the members that are set to the same: by a constructor that gets it, or by whoever sets one of them.
    /// </summary>
    public static void AddTwins(PathAliases names, Func<SyntaxTree, SemanticModel?> models)
    {
        foreach (var name in names.ToArray())
        {
            if (
                name is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } made }
            )
            {
                Add(name, made.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()));
                if (made.ContainingType.IsRecord)
                    names.UnionWith(made.ContainingType.GetMembers(name.Name).OfType<IPropertySymbol>());
            }

            if (name is not (IFieldSymbol or IPropertySymbol))
                continue;
            foreach (var value in SourceIndex.AssignedTo(name.ContainingType, name.Name))
                if (models(value.SyntaxTree)?.GetSymbolInfo(Inner(value)).Symbol is IParameterSymbol or ILocalSymbol)
                    Add(models(value.SyntaxTree)!.GetSymbolInfo(Inner(value)).Symbol!, [Names.Member(value) ?? value]);
        }

        void Add(ISymbol source, IEnumerable<SyntaxNode> code)
        {
            var same = new PathAliases([source]);
            foreach (var part in code)
                if (models(part.SyntaxTree) is { } model)
                    AddDerived(same, part, model);
            names.UnionWith(same.Where(other => other is IFieldSymbol or IPropertySymbol));
        }
    }

    static IEnumerable<(ExpressionSyntax Value, IEnumerable<SyntaxNode> Targets)> Givings(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: var value }:
                foreach (var given in Given(value))
                    yield return (given, [node]);
                break;
            case PropertyDeclarationSyntax { Initializer.Value: var value }:
                yield return (value, [node]);
                break;
            case AssignmentExpressionSyntax { Left: var left, Right: var value }:
                foreach (var given in Given(value))
                    yield return (
                        given,
                        left is TupleExpressionSyntax or DeclarationExpressionSyntax ? left.DescendantNodes() : [left]
                    );
                break;
            case ForEachStatementSyntax loop:
                yield return (loop.Expression, [loop]);
                break;
            case ForEachVariableStatementSyntax loop:
                yield return (loop.Expression, loop.Variable.DescendantNodes());
                break;
            case FromClauseSyntax from:
                yield return (from.Expression, [from]);
                break;
            case LetClauseSyntax let:
                yield return (let.Expression, [let]);
                break;
            case JoinClauseSyntax join:
                yield return (join.InExpression, [join]);
                break;
            case IsPatternExpressionSyntax test:
                yield return (test.Expression, test.Pattern.DescendantNodes());
                break;
            case SwitchStatementSyntax choice:
                yield return (
                    choice.Expression,
                    choice.Sections.SelectMany(section => section.Labels).SelectMany(Inside)
                );
                break;
            case SwitchExpressionSyntax choice:
                yield return (choice.GoverningExpression, choice.Arms.Select(arm => arm.Pattern).SelectMany(Inside));
                break;
            case InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Expression: var list, Name.Identifier.ValueText: var added }
            } call:
                foreach (var argument in call.ArgumentList.Arguments)
                    if (Adding.Contains(added))
                        yield return (argument.Expression, [list]);
                    else if (argument.RefOrOutKeyword.RawKind != 0)
                        yield return (list, argument.Expression.DescendantNodesAndSelf());
                    else if (argument.Expression is AnonymousFunctionExpressionSyntax lambda)
                        yield return (list, lambda.ChildNodes().SelectMany(Parameters));
                break;
            case BaseObjectCreationExpressionSyntax made:
                foreach (var argument in Names.Arguments(made))
                    yield return (argument.Expression, [argument]);
                break;
        }
    }

    // What a function that is kept in a variable returns.
    static IEnumerable<ExpressionSyntax> Given(ExpressionSyntax value) =>
        value is not AnonymousFunctionExpressionSyntax function ? [value]
        : function.ExpressionBody is { } body ? [body]
        : Functions
            .Inside(function)
            .OfType<ReturnStatementSyntax>()
            .Select(end => end.Expression)
            .OfType<ExpressionSyntax>();

    static IEnumerable<SyntaxNode> Parameters(SyntaxNode part) =>
        part is ParameterSyntax ? [part]
        : part is ParameterListSyntax list ? list.Parameters
        : [];

    static IEnumerable<SyntaxNode> Inside(SyntaxNode node) => node.DescendantNodes();

    static ISymbol? Variable(SyntaxNode target, SemanticModel model) =>
        (
            target
                is VariableDeclaratorSyntax
                    or PropertyDeclarationSyntax
                    or ForEachStatementSyntax
                    or QueryClauseSyntax
                    or SingleVariableDesignationSyntax
                    or ParameterSyntax
                ? model.GetDeclaredSymbol(target)
            : target is ElementAccessExpressionSyntax { Expression: var list } ? model.GetSymbolInfo(list).Symbol
            : target is IdentifierNameSyntax or MemberAccessExpressionSyntax ? model.GetSymbolInfo(target).Symbol
            : target is ArgumentSyntax { Parent.Parent: { } call } passed
                ? BoundCall.Of(call, model)?.ParameterOf(passed)?.OriginalDefinition
            : null
        )
            is { } symbol
        && IsVariable(symbol)
            ? symbol
            : null;
}
