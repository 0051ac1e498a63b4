using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports a non-atomic write to a state path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NonAtomicWriteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Descriptors.NonAtomicWrite);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var inference = new StatePathInference(start.Compilation);
            start.RegisterSyntaxNodeAction(
                node => Analyze(node, inference),
                SyntaxKind.InvocationExpression,
                SyntaxKind.ObjectCreationExpression,
                SyntaxKind.ImplicitObjectCreationExpression);
        });
    }

    static void Analyze(SyntaxNodeAnalysisContext context, StatePathInference inference)
    {
        if (!MayWrite(context.Node))
            return;
        var (method, arguments) = context.SemanticModel.GetOperation(context.Node, context.CancellationToken) switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Arguments),
            IObjectCreationOperation { Constructor: { } constructor } creation => (constructor, creation.Arguments),
            _ => (null, default),
        };
        if (method is null || WriterTable.Find(method) is not { } writer || !Writer.Writes(arguments))
            return;
        var path = arguments.First(argument => argument.Parameter?.Name == writer.PathParameter).Value;
        var options = StatePathOptions.Of(context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Node.SyntaxTree));
        var judgement = inference.Judge(path, context.ContainingSymbol ?? method, options);
        if (judgement.Verdict == Verdict.State)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NonAtomicWrite, context.Node.GetLocation(), writer.DisplayName, judgement.Reason, writer.Twin));
    }

    // Names cost nothing; binding does.
    static bool MayWrite(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call => WriterTable.Names.Contains(Name(call.Expression)),
        ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } creation => WriterTable.Names.Contains(Name(creation.Type)),
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0, Parent.Parent.Parent: VariableDeclarationSyntax declaration } => WriterTable.Names.Contains(Name(declaration.Type)),
        _ => false,
    };

    static string Name(SyntaxNode expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };
}
