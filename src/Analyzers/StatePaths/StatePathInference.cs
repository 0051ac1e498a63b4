using AtomicWrites.Analyzers.Options;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>The one question of every rule: what is the path that this operation writes to, and why?</summary>
sealed class StatePathInference(Compilation compilation)
{
    readonly Definitions _definitions = new(compilation);
    readonly bool _isTestProject = TestProject.Is(compilation);

    /// <param name="path">The path argument of a write.</param>
    /// <param name="enclosing">The member that writes.</param>
    /// <param name="options">What the user says of paths; it goes before all inference.</param>
    public Judgement Judge(IOperation path, ISymbol enclosing, StatePathOptions options)
    {
        var traced = PathTracer.Trace(path, _definitions);
        if (options.IgnoredPaths.Any(glob => glob.Matches(traced.Text)))
            return new(Verdict.NotState, "atomic_writes.ignored_paths");
        if (options.StatePaths.Any(glob => glob.Matches(traced.Text)))
            return new(Verdict.State, "atomic_writes.state_paths");
        if (options.Scope == Scope.Annotated)
            return new(Verdict.Unknown, "atomic_writes.scope = annotated");
        var judgement = Infer(traced, path, enclosing);
        return options.Scope == Scope.All && judgement.Verdict != Verdict.NotState ? judgement with { Verdict = Verdict.State, Reason = "atomic_writes.scope = all" } : judgement;
    }

    Judgement Infer(TracedPath traced, IOperation path, ISymbol enclosing)
    {
        if (_isTestProject)
            return new(Verdict.NotState, "a test project");
        return Veto(traced, path.Syntax, enclosing) is { } veto ? new(Verdict.NotState, veto) : Weigh(traced, path.Syntax, enclosing);
    }

    static string? Veto(TracedPath path, SyntaxNode expression, ISymbol enclosing)
    {
        foreach (var root in path.Roots)
        {
            if (root.Kind == RootKind.Temporary)
                return $"in the temp directory, {root.Name}";
            if (root.Kind == RootKind.Chosen)
                return $"chosen by the user or no file at all, {root.Name}";
        }

        if (Words.ArtefactExtensions.Contains(path.Extension))
            return $"the extension '.{path.Extension}'";
        if (Word(path.Text, Words.NotState) is { } text)
            return $"'{text}' in the path";
        foreach (var symbol in path.Symbols)
            if (Word(symbol.Name, Words.NotState) is { } word)
                return $"'{word}' in '{symbol.Name}'";
        if (Word(enclosing.Name, Words.Artefact) is { } artefact)
            return $"'{artefact}' in '{enclosing.Name}'";
        return TemporaryHalf.Is(expression) ? "renamed afterwards" : null;
    }

    Judgement Weigh(TracedPath path, SyntaxNode expression, ISymbol enclosing)
    {
        if (path.Roots.FirstOrDefault(root => root.Kind == RootKind.Home) is { Name: not null } home)
            return new(Verdict.State, $"under {home.Name}");
        if (ReadBack(path, expression, enclosing) is { } read)
            return new(Verdict.State, $"read back by '{read.MemberName}' at line {read.Line}");

        var isData = path.Extension.Length == 0 || path.Extension == "*" || Words.DataExtensions.Contains(path.Extension);
        if (isData && Word(path.FileName, Words.State) is not null)
            return new(Verdict.State, $"the file name '{path.FileName}'");
        foreach (var symbol in path.Symbols.Where(_ => isData))
            if (Word(symbol.Name, Words.State) is not null)
                return new(symbol is IParameterSymbol or IMethodSymbol ? Verdict.ProbablyState : Verdict.State, $"the name '{symbol.Name}'");
        if (Words.DataExtensions.Contains(path.Extension) && Serialized.By(expression) is { } serializer)
            return new(path.Symbols.Any(symbol => symbol is IParameterSymbol) ? Verdict.ProbablyState : Verdict.State, $"'{path.FileName}' written by '{serializer}'");
        return path.Roots.FirstOrDefault(root => root.Kind == RootKind.Application) is { Name: not null } application && Words.DataExtensions.Contains(path.Extension)
            ? new(Verdict.ProbablyState, $"'{path.FileName}' under {application.Name}")
            : new(Verdict.Unknown, "nothing tells");
    }

    // A path that callers hand in is read and written by copying tools too; a member of the type is its own file.
    PathRead? ReadBack(TracedPath path, SyntaxNode expression, ISymbol enclosing)
    {
        if (enclosing.ContainingType is not { } type)
            return null;
        var uses = _definitions.UsesIn(type);
        foreach (var symbol in path.Symbols)
        {
            if (symbol is IParameterSymbol)
                continue;
            foreach (var read in uses.ReadsOf(symbol.Name))
                if (symbol is not ILocalSymbol || read.Member == expression.FirstAncestorOrSelf<MemberDeclarationSyntax>())
                    return read;
        }

        return path.FileName.Length > 0 && path.FileName.IndexOf('*') < 0 && uses.ReadsOf(path.FileName).ToArray() is [var first, ..] ? first : null;
    }

    static string? Word(string text, System.Collections.Immutable.ImmutableHashSet<string> vocabulary) => Words.Of(text).FirstOrDefault(vocabulary.Contains);
}
