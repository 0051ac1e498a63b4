using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.StatePaths;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Marking;

/// <summary>The path that a report is about, as the rule itself finds it.</summary>
static class JudgedPath
{
    /// <summary>Null where nothing is reported, or where an option decides, which goes before attributes.</summary>
    public static IOperation? Of(
        string rule,
        SyntaxNode call,
        SemanticModel model,
        StatePathOptions options,
        CancellationToken cancellationToken
    )
    {
        var written = StatePathInference.Of(model.Compilation).Judge(call, model, options, cancellationToken);
        var (path, judgement) = rule switch
        {
            "ATW0002" => UpdateSequences.Of(model.Compilation).EndingAt(call, model, options, cancellationToken)
                is { } update
                ? ((written?.Site ?? update.Site).Path, update.Judgement)
                : default,
            "ATW0003" => Replacements.Of(model.Compilation).At(call, model, options, cancellationToken) is { } replace
                ? (replace.Commit.Target, replace.Judgement)
                : default,
            _ => (written?.Site.Path, written?.Judgement),
        };
        return judgement?.Reason == StatePathInference.ByOption ? null : path;
    }
}
