using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// What is set for the flow of execution alone, such as the culture or an <c>AsyncLocal</c>: when an asynchronous
/// callback has ended, it is what it was before.
/// </summary>
sealed class FlowValues(Compilation compilation, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    static readonly (string Type, string Member)[] Setters =
    [
        ("Activity", "Current"),
        ("Activity", "Start"),
        ("ActivitySource", "StartActivity"),
        ("AsyncLocal", "Value"),
        ("CultureInfo", "CurrentCulture"),
        ("CultureInfo", "CurrentUICulture"),
        ("ILogger", "BeginScope"),
        ("LoggerExtensions", "BeginScope"),
        ("SynchronizationContext", "SetSynchronizationContext"),
        ("Thread", "CurrentCulture"),
        ("Thread", "CurrentPrincipal"),
        ("Thread", "CurrentUICulture"),
        ("Transaction", "Current"),
        ("TransactionScope", ".ctor"),
    ];

    readonly SourceIndex _sources = new(compilation);

    /// <summary>Whether some code, or a method that it calls, sets such a value.</summary>
    public bool AreSetIn(IEnumerable<SyntaxNode> code) => AreSetIn(code, 0);

    bool AreSetIn(IEnumerable<SyntaxNode> code, int depth) =>
        code.SelectMany(Functions.Unnested)
            .Select(node =>
                node switch
                {
                    AssignmentExpressionSyntax set => set.Left,
                    PostfixUnaryExpressionSyntax counted => counted.Operand,
                    PrefixUnaryExpressionSyntax counted => counted.Operand,
                    InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax => node,
                    _ => null,
                }
            )
            .OfType<SyntaxNode>()
            .Select(node => _sources.Model(node.SyntaxTree)?.GetSymbolInfo(node, cancellationToken).Symbol)
            .Any(symbol => IsSet(symbol, depth));

    // An asynchronous method of the program gives back what it has set, too.
    bool IsSet(ISymbol? symbol, int depth) =>
        symbol is IPropertySymbol or IMethodSymbol
        && (
            Setters.Any(one => one.Type == symbol.ContainingType?.Name && one.Member == symbol.Name)
            || depth < MaxDepth
                && (symbol is IPropertySymbol property ? property.SetMethod : symbol)
                    is IMethodSymbol { IsAsync: false } own
                && own.OriginalDefinition.DeclaringSyntaxReferences.Any(reference =>
                    AreSetIn(reference.GetSyntax(cancellationToken).ChildNodes(), depth + 1)
                )
        );
}
