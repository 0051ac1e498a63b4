using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Rules;

/// <summary>
/// Reports an option that is not understood: in the configuration file where the build hands it over, as the package's
/// targets do, else at the first source file that it applies to. An attribute of the assembly is an option, too.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MalformedOptionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        ImmutableArray.Create(Descriptors.MalformedOption);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(ReportInFile);
        context.RegisterSyntaxNodeAction(ReportAttribute, SyntaxKind.Attribute);
        context.RegisterCompilationStartAction(start =>
        {
            var first = FirstTrees(start.Compilation, start.Options, start.CancellationToken);
            if (first.Count > 0)
                start.RegisterSyntaxTreeAction(tree => ReportInSource(tree, first));
        });
    }

    static void ReportInFile(AdditionalFileAnalysisContext context)
    {
        foreach (var (malformed, span, text) in MalformedIn(context.AdditionalFile, context.CancellationToken))
            context.ReportDiagnostic(
                Create(
                    malformed,
                    Location.Create(context.AdditionalFile.Path, span, text.Lines.GetLinePositionSpan(span)),
                    context.AdditionalFile.Path
                )
            );
    }

    static IEnumerable<(MalformedOption Option, TextSpan Span, SourceText Text)> MalformedIn(
        AdditionalText file,
        CancellationToken cancellationToken
    )
    {
        if (
            !file.Path.EndsWith("config", StringComparison.OrdinalIgnoreCase)
            || file.GetText(cancellationToken) is not { } text
        )
            yield break; // .editorconfig, .globalconfig
        foreach (var line in text.Lines)
        {
            var entry = line.ToString();
            if (
                entry.IndexOf('=') is > 0 and var at
                && StatePathOptions.Check(entry.Substring(0, at).Trim(), entry.Substring(at + 1).Trim())
                    is { } malformed
            )
                yield return (malformed, line.Span, text);
        }
    }

    static Dictionary<MalformedOption, SyntaxTree> FirstTrees(
        Compilation compilation,
        AnalyzerOptions options,
        CancellationToken cancellationToken
    )
    {
        var first = new Dictionary<MalformedOption, SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var ofTree = options.AnalyzerConfigOptionsProvider.GetOptions(tree);
            foreach (var malformed in StatePathOptions.Of(ofTree).Malformed)
                if (!first.ContainsKey(malformed) && !GeneratedCode.Is(tree, ofTree, cancellationToken))
                    first.Add(malformed, tree);
        }

        if (first.Count > 0)
            foreach (
                var (known, _, _) in options.AdditionalFiles.SelectMany(file =>
                    MalformedIn(file, CancellationToken.None)
                )
            )
                first.Remove(known);
        return first;
    }

    static void ReportInSource(SyntaxTreeAnalysisContext context, Dictionary<MalformedOption, SyntaxTree> first)
    {
        foreach (var entry in first)
            if (entry.Value == context.Tree)
                context.ReportDiagnostic(
                    Create(
                        entry.Key,
                        Location.Create(context.Tree, new TextSpan(0, 0)),
                        "the configuration of " + Path.GetFileName(context.Tree.FilePath)
                    )
                );
    }

    // [assembly: StatePath("**/saves/*.bin")] is nothing without a glob that is understood.
    static void ReportAttribute(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (
            Names.Simple(attribute.Name)
                is not ("StatePath" or "NotStatePath" or Annotations.State or Annotations.NotState)
            || attribute.Parent
                is not AttributeListSyntax { Target.Identifier.RawKind: (int)SyntaxKind.AssemblyKeyword }
            || context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType
                is not { } type
            || !Annotations.IsOurs(type)
        )
            return;
        var argument = attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression;
        var glob = argument is null
            ? null
            : context.SemanticModel.GetConstantValue(argument, context.CancellationToken).Value as string;
        if (Glob.TryParse(glob ?? "") is null)
            context.ReportDiagnostic(
                Create(
                    new(
                        $"[assembly: {attribute.Name}]",
                        glob ?? "",
                        "needed is a glob with *, ** and ?, such as **/settings*.json"
                    ),
                    (argument ?? (SyntaxNode)attribute).GetLocation(),
                    attribute.SyntaxTree.FilePath
                )
            );
    }

    static Diagnostic Create(MalformedOption malformed, Location location, string file) =>
        Diagnostic.Create(
            Descriptors.MalformedOption,
            location,
            Path.GetFileName(file),
            malformed.Key,
            malformed.Value,
            malformed.Allowed
        );
}
