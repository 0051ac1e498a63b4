using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>What stands around a load: where its content would go, and what runs behind.</summary>
sealed class FailedLoad
{
    readonly LoadSite _site;
    readonly FileEffects _effects;
    readonly CancellationToken _cancellationToken;
    readonly ContentFlow _flow;

    public FailedLoad(LoadSite site, FileEffects effects, CancellationToken cancellationToken)
    {
        (_site, _effects, _cancellationToken) = (site, effects, cancellationToken);
        Attempt = (SyntaxNode?)site.Attempt?.Block ?? site.Body;
        Method = MethodOf(site, cancellationToken);
        Loader = effects.Target(site.Read, site.Model, cancellationToken);
        _flow = new(site.Body, site.Read, Loader, site.Model, cancellationToken);
        Behind = site.Attempt is { } attempt ? [.. StatementsBehind(attempt)] : [];
        IsInMember = KeepsInMember() || FillsMembersBehind();
    }

    /// <summary>That of its file.</summary>
    public SemanticModel Model => _site.Model;

    // What is done with the content: in the try where there is one.
    SyntaxNode Attempt { get; }

    /// <summary>The method that it stands in; null of an accessor, a lambda or an initializer.</summary>
    public IMethodSymbol? Method { get; }

    /// <summary>The method of the program that reads; null where the framework does.</summary>
    IMethodSymbol? Loader { get; }

    /// <summary>Whether what is read goes into members of the type.</summary>
    public bool IsInMember { get; }

    /// <summary>The statements that run behind the <c>try</c>, in it and in the blocks around.</summary>
    public StatementSyntax[] Behind { get; }

    /// <summary>The variables of the method that hold what was read behind the <c>try</c>.</summary>
    public IEnumerable<string> Locals =>
        _flow
            .Holders.Where(holder =>
                holder is ILocalSymbol or IParameterSymbol { RefKind: not RefKind.None }
                && holder.DeclaringSyntaxReferences.All(reference =>
                    _site.Attempt?.Span.Contains(reference.Span) != true
                )
            )
            .Select(holder => holder.Name);

    /// <summary>Whether a member of the type is set to such a variable behind the <c>try</c>.</summary>
    public bool IsKeptBehind =>
        Behind
            .SelectMany(statement => statement.DescendantNodesAndSelf())
            .OfType<AssignmentExpressionSyntax>()
            .Any(assignment =>
                assignment
                    .Right.DescendantNodesAndSelf()
                    .OfType<IdentifierNameSyntax>()
                    .Any(name => Locals.Contains(name.Identifier.ValueText))
                && _site.Model.GetSymbolInfo(assignment.Left, _cancellationToken).Symbol
                    is IFieldSymbol
                        or IPropertySymbol
                && !IsOfObject(assignment)
            );

    // new Window { Title = settings.Title }, window.Title = settings.Title
    static bool IsOfObject(AssignmentExpressionSyntax assignment) =>
        assignment.Parent is InitializerExpressionSyntax
        || assignment.Left is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax };

    /// <summary>Whether the <c>try</c> returns what was read.</summary>
    public bool IsReturned =>
        Attempt
            .DescendantNodes(node => node is not LocalFunctionStatementSyntax)
            .OfType<ReturnStatementSyntax>()
            .Any(statement => statement.Expression is { } value && _flow.IsIn(value));

    /// <summary>Whether a condition asks for something that the load, or what runs where it has failed, sets.</summary>
    public bool IsSetIn(ExpressionSyntax condition)
    {
        var asked = condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().ToArray();
        return Attempt
                .DescendantNodes()
                .Concat(_site.Start.DescendantNodes())
                .OfType<AssignmentExpressionSyntax>()
                .Any(assignment => asked.Any(name => name.Identifier.ValueText == Names.Simple(assignment.Left)))
            || asked.Any(_flow.IsIn);
    }

    /// <summary>Whether the method returns a variable that is true only where the load has succeeded.</summary>
    public bool TellsByFlag =>
        Method?.ReturnType.SpecialType == SpecialType.System_Boolean
        && Behind
            .OfType<ReturnStatementSyntax>()
            .Any(left =>
                left.Expression is IdentifierNameSyntax { Identifier.ValueText: var flag }
                && Attempt
                    .DescendantNodes()
                    .OfType<AssignmentExpressionSyntax>()
                    .Any(assignment =>
                        Names.Simple(assignment.Left) == flag
                        && assignment.Right.IsKind(SyntaxKind.TrueLiteralExpression)
                    )
            );

    /// <summary>Whether the handler stands in a loop, and so may be of one file or attempt among several.</summary>
    public bool IsInLoop => _site.Start.Ancestors().TakeWhile(node => node != _site.Body).Any(IsLoop);

    /// <summary>Whether the loop is one of attempts, and not one over files.</summary>
    public bool IsTriedAgain =>
        !_site
            .Start.Ancestors()
            .TakeWhile(node => node != _site.Body)
            .Any(node => node is CommonForEachStatementSyntax);

    /// <summary>Whether a variable has no value unless the load has succeeded.</summary>
    public bool IsNull(string local) =>
        TreeIndex.Around(_site.Read).Local(local) is not { } value
        || value.IsKind(SyntaxKind.NullLiteralExpression)
        || value.IsKind(SyntaxKind.DefaultLiteralExpression);

    /// <summary>Whether what runs then reads the format of an older version, be it by a method that gets the text.</summary>
    public bool TriesAnotherWay =>
        NewValue.TriesAnotherWay(_site.Start)
        || _site
            .Start.DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                Names.Arguments(call).Any(argument => _flow.IsIn(argument.Expression))
                && _effects.Target(call, _site.Model, _cancellationToken) is { } target
                && target.DeclaringSyntaxReferences.Any(reference =>
                    reference.GetSyntax(_cancellationToken) is var method
                    && NewValue.TriesAnotherWay(method)
                    && !method.DescendantNodes().Any(node => node is CatchClauseSyntax)
                )
            );

    /// <summary>Whether no handler around it runs, because the method that loads catches all itself.</summary>
    public bool IsHandledWithin =>
        Loader is { } target && CaughtFailures.AllWithin(target, _effects, _cancellationToken);

    bool KeepsInMember() =>
        (_flow.IsKeptByObject && Loader is not null && MemberChanges.In(Loader, _effects))
        || PopulatesItself()
        || _flow.Holders.Any(holder =>
            holder is IFieldSymbol or IPropertySymbol
            && Attempt
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name =>
                    name.Identifier.ValueText == holder.Name
                    && SymbolEqualityComparer.Default.Equals(_site.Model.GetSymbolInfo(name).Symbol, holder)
                )
        );

    // try { document.Load(path); } catch { return; } … _items.Add(new Item(element));
    bool FillsMembersBehind() =>
        Behind
            .SelectMany(statement => statement.DescendantNodesAndSelf())
            .Any(node =>
                node switch
                {
                    AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax element } assignment => _flow.IsIn(
                        element.ArgumentList
                    ) || _flow.IsIn(assignment.Right),
                    AssignmentExpressionSyntax assignment => _flow.IsIn(assignment.Right) && !IsOfObject(assignment),
                    InvocationExpressionSyntax call => Names
                        .Arguments(call)
                        .Any(argument => _flow.IsIn(argument.Expression)),
                    _ => false,
                } && MemberChanges.By(node, _site.Model, _effects)
            );

    // JsonConvert.PopulateObject(text, this)
    bool PopulatesItself() =>
        Attempt
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                Names.Called(call).StartsWith("Populate", StringComparison.Ordinal)
                && Names.Arguments(call).Any(argument => argument.Expression is ThisExpressionSyntax)
                && _flow.IsIn(call.ArgumentList)
            );

    static IEnumerable<StatementSyntax> StatementsBehind(TryStatementSyntax attempt)
    {
        for (SyntaxNode node = attempt; node.Parent is { } parent; node = parent)
        {
            if (parent is BlockSyntax block)
                foreach (var statement in block.Statements.Where(other => other.SpanStart > node.SpanStart))
                    yield return statement;
            if (
                parent
                is MemberDeclarationSyntax
                    or AccessorDeclarationSyntax
                    or AnonymousFunctionExpressionSyntax
                    or LocalFunctionStatementSyntax
            )
                yield break;
        }
    }

    static IMethodSymbol? MethodOf(LoadSite site, CancellationToken cancellationToken) =>
        site.Body is MethodDeclarationSyntax or LocalFunctionStatementSyntax
            ? site.Model.GetDeclaredSymbol(site.Body, cancellationToken) as IMethodSymbol
            : null;

    static bool IsLoop(SyntaxNode node) =>
        node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;
}
