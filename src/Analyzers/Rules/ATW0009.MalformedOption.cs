using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>
/// Reports an option that is not understood: in the configuration file where the build hands it over, as the package's targets do,
/// else at the first source file that it applies to.
/// </summary>
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
        context.RegisterAdditionalFileAction(ReportInFile);
        context.RegisterCompilationStartAction(start =>
        {
            var first = FirstTrees(start.Compilation, start.Options);
            if (first.Count > 0)
                start.RegisterSyntaxTreeAction(tree => ReportInSource(tree, first));
        });
    }

    static void ReportInFile(AdditionalFileAnalysisContext context)
    {
        foreach (var (malformed, span, text) in MalformedIn(context.AdditionalFile, context.CancellationToken))
            context.ReportDiagnostic(Create(malformed, Location.Create(context.AdditionalFile.Path, span, text.Lines.GetLinePositionSpan(span)), context.AdditionalFile.Path));
    }

    static IEnumerable<(MalformedOption Option, TextSpan Span, SourceText Text)> MalformedIn(AdditionalText file, CancellationToken cancellationToken)
    {
        if (!file.Path.EndsWith("config", StringComparison.OrdinalIgnoreCase) || file.GetText(cancellationToken) is not { } text)
            yield break; // .editorconfig, .globalconfig
        foreach (var line in text.Lines)
        {
            var entry = line.ToString();
            if (entry.IndexOf('=') is > 0 and var at && StatePathOptions.Check(entry.Substring(0, at).Trim(), entry.Substring(at + 1).Trim()) is { } malformed)
                yield return (malformed, line.Span, text);
        }
    }

    static Dictionary<MalformedOption, SyntaxTree> FirstTrees(Compilation compilation, AnalyzerOptions options)
    {
        var first = new Dictionary<MalformedOption, SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
            foreach (var malformed in StatePathOptions.Of(options.AnalyzerConfigOptionsProvider.GetOptions(tree)).Malformed)
                if (!first.ContainsKey(malformed))
                    first.Add(malformed, tree);
        if (first.Count > 0)
            foreach (var (known, _, _) in options.AdditionalFiles.SelectMany(file => MalformedIn(file, CancellationToken.None)))
                first.Remove(known);
        return first;
    }

    static void ReportInSource(SyntaxTreeAnalysisContext context, Dictionary<MalformedOption, SyntaxTree> first)
    {
        foreach (var entry in first)
            if (entry.Value == context.Tree)
                context.ReportDiagnostic(Create(entry.Key, Location.Create(context.Tree, new TextSpan(0, 0)), "the configuration of " + Path.GetFileName(context.Tree.FilePath)));
    }

    static Diagnostic Create(MalformedOption malformed, Location location, string file) =>
        Diagnostic.Create(Descriptors.MalformedOption, location, Path.GetFileName(file), malformed.Key, malformed.Value, malformed.Allowed);
}
