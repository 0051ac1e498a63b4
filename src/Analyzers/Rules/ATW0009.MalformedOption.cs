using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>Reports an option that is not understood, at the first source file that it applies to.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MalformedOptionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Descriptors.MalformedOption);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var first = FirstTrees(start.Compilation, start.Options.AnalyzerConfigOptionsProvider);
            if (first.Count > 0)
                start.RegisterSyntaxTreeAction(tree => Report(tree, first));
        });
    }

    static Dictionary<MalformedOption, SyntaxTree> FirstTrees(Compilation compilation, AnalyzerConfigOptionsProvider provider)
    {
        var first = new Dictionary<MalformedOption, SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
            foreach (var malformed in StatePathOptions.Of(provider.GetOptions(tree)).Malformed)
                if (!first.ContainsKey(malformed))
                    first.Add(malformed, tree);
        return first;
    }

    static void Report(SyntaxTreeAnalysisContext context, Dictionary<MalformedOption, SyntaxTree> first)
    {
        foreach (var malformed in StatePathOptions.Of(context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Tree)).Malformed)
            if (first.TryGetValue(malformed, out var tree) && tree == context.Tree)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.MalformedOption, Location.Create(tree, new TextSpan(0, 0)), Path.GetFileName(tree.FilePath), malformed.Key, malformed.Value, malformed.Allowed));
    }
}
