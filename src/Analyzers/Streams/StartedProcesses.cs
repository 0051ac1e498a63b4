using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// Processes that may have the file open where it is written. To close or to dispose of the object ends nothing.
/// </summary>
sealed class StartedProcesses(SemanticModel model, CancellationToken cancellationToken)
{
    public static bool Is(ITypeSymbol? type) =>
        type is { Name: "Process", ContainingNamespace: { Name: "Diagnostics", ContainingNamespace.Name: "System" } };

    /// <summary>
    /// What made those that have not ended for sure where <paramref name="site"/> runs, be they kept in a variable, in
    /// a member of the type or nowhere.
    /// </summary>
    public IEnumerable<ExpressionSyntax> LeftRunning(ExpressionSyntax site)
    {
        foreach (var node in MadeBefore(site))
            if (
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && IsLetGo((ExpressionSyntax)node)
            )
                yield return (ExpressionSyntax)node;
            else if (Kept(node) is ({ } holder, { } made) && !Ended(holder, made, site))
                yield return made;
    }

    /// <summary>
    /// Calls before <paramref name="site"/> of methods that start one and return before it has ended: it has what they are
    /// given.
    /// </summary>
    public IEnumerable<InvocationExpressionSyntax> Launches(ExpressionSyntax site) =>
        MadeBefore(site).OfType<InvocationExpressionSyntax>().Where(Starts);

    IEnumerable<SyntaxNode> MadeBefore(ExpressionSyntax site)
    {
        foreach (var node in Around(site))
        {
            if (node is UsingStatementSyntax { Declaration: { } held })
                foreach (var variable in held.Variables)
                    yield return variable;
            foreach (var inner in CertainSteps.Preceding(node).SelectMany(Functions.Unnested))
                yield return inner;
            // Also behind the site: it comes again.
            if (CertainSteps.IsLoop(node))
                foreach (var inner in Functions.Unnested(node))
                    yield return inner;
        }

        var type = site.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        foreach (var set in type?.DescendantNodes().OfType<AssignmentExpressionSyntax>() ?? [])
            if (model.GetSymbolInfo(set.Left, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol)
                yield return set;
    }

    // Process p = Process.Start(path), p = Process.Start(path).
    (ISymbol? Holder, ExpressionSyntax? Made) Kept(SyntaxNode node)
    {
        var (holder, made) = node switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => (
                model.GetDeclaredSymbol(node, cancellationToken),
                value
            ),
            AssignmentExpressionSyntax set => (model.GetSymbolInfo(set.Left, cancellationToken).Symbol, set.Right),
            _ => default,
        };
        return made is not null && Is(model.GetTypeInfo(made, cancellationToken).Type) ? (holder, made) : default;
    }

    // Process.Start(path), or a method that gives the process, which nobody keeps, and nobody waits for.
    bool IsLetGo(ExpressionSyntax made)
    {
        if (!Is(model.GetTypeInfo(made, cancellationToken).Type))
            return false;
        SyntaxNode user = made;
        while (user.Parent is PostfixUnaryExpressionSyntax or ParenthesizedExpressionSyntax)
            user = user.Parent;
        return user.Parent switch
        {
            EqualsValueClauseSyntax => false,
            AssignmentExpressionSyntax set => set.Left is IdentifierNameSyntax { Identifier.ValueText: "_" },
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } => Awaited(call, "WaitForExit")
                is null
                && !(call.Parent is AwaitExpressionSyntax && Awaited(call, "WaitForExitAsync") is not null),
            ArgumentSyntax { Parent.Parent: ExpressionSyntax call } => !Is(
                model.GetTypeInfo(call, cancellationToken).Type
            ),
            _ => true,
        };
    }

    // Launch(path), which starts one and returns before it has ended.
    bool Starts(InvocationExpressionSyntax call) =>
        !Is(model.GetTypeInfo(call, cancellationToken).Type)
        && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol method
        && method.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(cancellationToken) is var function
            && Functions.Inside(function).OfType<InvocationExpressionSyntax>().Any(IsStart)
            && !Functions
                .Inside(function)
                .OfType<BlockSyntax>()
                .Take(1)
                .SelectMany(CertainSteps.AtAnyRate)
                .Any(statement => Awaited(statement) is not null)
        );

    // By its name: process.Start(), Process.Start(path).
    static bool IsStart(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" } access
        && Names.Simple(access.Expression).EndsWith("process", StringComparison.OrdinalIgnoreCase);

    // A statement that runs before, whatever the way, waits for its end without a limit, and nothing starts it anew.
    bool Ended(ISymbol holder, ExpressionSyntax made, ExpressionSyntax site)
    {
        var steps =
            Names.Body(made) == Names.Body(site) && made.SpanStart < site.SpanStart
                ? CertainSteps.Between(made, site)
                : CertainSteps.Before(site);
        var wait = steps.FirstOrDefault(statement => IsWait(statement, holder));
        return wait is not null
            && !Names
                .Body(site)
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(use =>
                    use.SpanStart > wait.Span.End && use.Identifier.ValueText == holder.Name && IsStartedAnew(use)
                );
    }

    // A local function is looked at where it is called.
    static IEnumerable<SyntaxNode> Around(ExpressionSyntax site) =>
        site.AncestorsAndSelf().TakeWhile(node => node is not (TypeDeclarationSyntax or LocalFunctionStatementSyntax));

    bool IsWait(StatementSyntax statement, ISymbol holder) =>
        Awaited(statement) is { } process
        && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(process, cancellationToken).Symbol, holder);

    // process.WaitForExit(); await process.WaitForExitAsync();
    static ExpressionSyntax? Awaited(StatementSyntax statement) =>
        (statement as ExpressionStatementSyntax)?.Expression switch
        {
            AwaitExpressionSyntax { Expression: var task } => Awaited(task, "WaitForExitAsync"),
            { } call => Awaited(call, "WaitForExit"),
            null => null,
        };

    static ExpressionSyntax? Awaited(ExpressionSyntax call, string name) =>
        call
            is InvocationExpressionSyntax
            {
                ArgumentList.Arguments.Count: 0,
                Expression: MemberAccessExpressionSyntax { Expression: var process } access
            }
        && access.Name.Identifier.ValueText == name
            ? process
            : null;

    static bool IsStartedAnew(IdentifierNameSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" } access
            && access.Expression == use
        || use.Parent is ArgumentSyntax { RefOrOutKeyword.RawKind: not (int)SyntaxKind.None }
        || use.Ancestors().OfType<AssignmentExpressionSyntax>().Any(set => set.Left.Span.Contains(use.Span));
}
