using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.Analyzers.Benchmarks;

/// <summary>
/// The least that an analyzer on operations can do: be called for each call and creation, and compare one symbol.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OperationFloor : DiagnosticAnalyzer
{
    static readonly DiagnosticDescriptor Rule = new(
        "FLOOR1",
        "floor",
        "floor",
        "Floor",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true
    );

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var file = start.Compilation.GetTypeByMetadataName("System.IO.File");
            start.RegisterOperationAction(
                operation =>
                {
                    if (
                        operation.Operation is Microsoft.CodeAnalysis.Operations.IInvocationOperation call
                        && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, file)
                    )
                        operation.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation()));
                },
                OperationKind.Invocation,
                OperationKind.ObjectCreation
            );
        });
    }
}

/// <summary>The least that an analyzer on syntax can do: look at the name of each call and creation.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyntaxFloor : DiagnosticAnalyzer
{
    static readonly DiagnosticDescriptor Rule = new(
        "FLOOR2",
        "floor",
        "floor",
        "Floor",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true
    );

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (
                    node.Node is InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WriteAllText" }
                    }
                )
                    node.ReportDiagnostic(Diagnostic.Create(Rule, node.Node.GetLocation()));
            },
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression
        );
    }
}
