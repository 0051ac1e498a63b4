using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>What the code does that runs when a state file could not be read.</summary>
/// <param name="code">The code.</param>
/// <param name="model">Of its file.</param>
/// <param name="effects">What calls do to files.</param>
/// <param name="isLoaded">Whether an expression is that file.</param>
/// <param name="cancellationToken">Ends the work.</param>
sealed class Handler(
    SyntaxNode code,
    SemanticModel model,
    FileEffects effects,
    Func<ExpressionSyntax, bool> isLoaded,
    CancellationToken cancellationToken
)
{
    // Moves and copies of files, by whatever file system.
    static readonly ImmutableHashSet<string> Keeping = ImmutableHashSet.Create(
        "Copy",
        "CopyFile",
        "CopyTo",
        "KeepAside",
        "Move",
        "MoveFile",
        "MoveTo",
        "Rename",
        "RenameFile",
        "Replace"
    );

    static readonly ImmutableHashSet<string> KeepingWords = ImmutableHashSet.Create(
        "archive",
        "aside",
        "backup",
        "bak",
        "bck",
        "good",
        "preserve",
        "quarantine",
        "recover",
        "recovery",
        "rescue",
        "restore"
    );

    static readonly ImmutableHashSet<string> KeepingNames = KeepingWords.Union([
        "bad",
        "broken",
        "corrupt",
        "corrupted",
    ]);

    static readonly ImmutableHashSet<string> Asking = ImmutableHashSet.Create("ask", "confirm", "prompt", "choose");

    static readonly ImmutableHashSet<string> Ending = ImmutableHashSet.Create(
        "Abort",
        "Exit",
        "ExitThread",
        "FailFast",
        "Kill",
        "Quit",
        "Shutdown",
        "Terminate",
        "TryShutdown"
    );

    readonly SyntaxNode[] _nodes = [.. code.DescendantNodesAndSelf(node => node is not LocalFunctionStatementSyntax)];

    /// <summary>
    /// Whether the program goes on, of its own accord, without what was in the file, and nobody has kept that.
    /// </summary>
    public bool StartsAnew => !Throws && LosesIt;

    /// <summary>The same where it throws on, too, but for other failures.</summary>
    public bool StartsAnewOnOneWay => Throws && (RunsOn || Returns.Any()) && LosesIt;

    bool LosesIt => !Calls.Any(EndsIt) && !Calls.Any(Asks) && !Calls.Any(Keeps) && !Retries;

    /// <summary>Whether it keeps the file, or leaves it to the user.</summary>
    public bool KeepsOrAsks => Calls.Any(call => Keeps(call) || Asks(call));

    // Also on one way only: then it has looked at what went wrong.
    bool Throws => _nodes.Any(node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    bool Retries =>
        _nodes.Any(node => node is ContinueStatementSyntax or GotoStatementSyntax)
        || Calls.Any(call => NameVocabulary.Of(Names.Called(call)).Contains("retry"));

    /// <summary>The calls in it.</summary>
    public IEnumerable<InvocationExpressionSyntax> Calls => _nodes.OfType<InvocationExpressionSyntax>();

    /// <summary>The members of type <c>bool</c> that it sets: what saves may ask them.</summary>
    public IEnumerable<string> Flags =>
        _nodes
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment =>
                model.GetTypeInfo(assignment.Left, cancellationToken).Type?.SpecialType == SpecialType.System_Boolean
                && model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol
            )
            .Select(assignment => Names.Simple(assignment.Left));

    /// <summary>What it sets the <c>out</c> and <c>ref</c> parameters of the method to.</summary>
    public IEnumerable<(IParameterSymbol Parameter, ExpressionSyntax Value)> Given =>
        _nodes
            .OfType<AssignmentExpressionSyntax>()
            .Select(set =>
                (Parameter: model.GetSymbolInfo(set.Left, cancellationToken).Symbol as IParameterSymbol, set.Right)
            )
            .Where(set => set.Parameter is { RefKind: not RefKind.None })
            .Select(set => (set.Parameter!, set.Right));

    /// <summary>The members that it leaves the exception in, or what that says.</summary>
    public IEnumerable<string> KeptFailures =>
        code.Parent is CatchClauseSyntax { Declaration.Identifier: { RawKind: not 0, ValueText: var failure } }
            ? _nodes
                .Select(node =>
                    node switch
                    {
                        AssignmentExpressionSyntax set when IsOf(set.Right, failure) => set.Left,
                        InvocationExpressionSyntax
                        {
                            Expression: MemberAccessExpressionSyntax
                            {
                                Name.Identifier.ValueText: "Add" or "Enqueue" or "Push",
                                Expression: var several
                            },
                            ArgumentList.Arguments: [var added]
                        } when IsOf(added.Expression, failure) => several,
                        _ => null,
                    }
                )
                .OfType<ExpressionSyntax>()
                .Where(kept => model.GetSymbolInfo(kept, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol)
                .Select(Names.Simple)
            : [];

    // e, e.Message, e.ToString()
    static bool IsOf(ExpressionSyntax value, string failure) =>
        value switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var name } => name == failure,
            MemberAccessExpressionSyntax { Expression: var of } => IsOf(of, failure),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var of } } => IsOf(
                of,
                failure
            ),
            _ => false,
        };

    /// <summary>
    /// Whether it reads the file again before it writes anything, in the format of an older version, by another method.
    /// </summary>
    public bool ReadsAnotherWay(string path) =>
        Calls.FirstOrDefault(call => effects.Of(call, model, cancellationToken).Any(effect => effect.Path == path))
            is { Parent: not ExpressionStatementSyntax } again
        && Loads.Says(Names.Called(again))
        && effects.Target(again, model, cancellationToken) is { } reader
        && !SymbolEqualityComparer.Default.Equals(reader, model.GetEnclosingSymbol(code.SpanStart, cancellationToken))
        && effects.Of(again, model, cancellationToken).All(effect => !effect.IsWrite);

    /// <summary>Whether it sets a member that the path is made of: what is saved then goes elsewhere.</summary>
    public bool ChangesPath(string path) =>
        _nodes
            .OfType<AssignmentExpressionSyntax>()
            .Any(assignment =>
                path.Contains("." + Names.Simple(assignment.Left))
                && model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol
            );

    /// <summary>The statements that leave the method.</summary>
    public IEnumerable<ReturnStatementSyntax> Returns => Functions.Unnested(code).OfType<ReturnStatementSyntax>();

    /// <summary>Whether it comes to its end, so that what stands behind it runs.</summary>
    public bool RunsOn =>
        code is SwitchSectionSyntax section
            ? section.Statements.LastOrDefault() is BreakStatementSyntax
            : code is not StatementSyntax statement
                || (
                    model.AnalyzeControlFlow(statement) is { Succeeded: true, EndPointIsReachable: var isReachable }
                        ? isReachable
                        : (statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement)
                            is not ReturnStatementSyntax
                );

    bool EndsIt(InvocationExpressionSyntax call) =>
        Ending.Contains(Names.Called(call))
        || call.Expression
            is IdentifierNameSyntax { Identifier.ValueText: "Close" }
                or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: "Close" }
        || NameVocabulary.Of(Names.Called(call)).FirstOrDefault() is "throw" or "rethrow"
        || effects.Target(call, model, cancellationToken) is { } target
            && (
                target.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
                || target.DeclaringSyntaxReferences.Any(reference => OnlyEnds(reference.GetSyntax(cancellationToken)))
            );

    // static Settings Fail(Exception failure) { Log(failure); throw new …; }, … Environment.Exit(2); }
    static bool OnlyEnds(SyntaxNode method) =>
        method is BaseMethodDeclarationSyntax { ExpressionBody.Expression: var only } && IsEnd(only)
        || method is BaseMethodDeclarationSyntax { Body: { Statements: [.., var last] } body }
            && IsEnd((last as ExpressionStatementSyntax)?.Expression ?? (SyntaxNode)last)
            && !Functions.Unnested(body).Any(node => node is ReturnStatementSyntax);

    static bool IsEnd(SyntaxNode last) =>
        last is ThrowStatementSyntax or ThrowExpressionSyntax
        || last is InvocationExpressionSyntax && Ending.Contains(Names.Called(last));

    /// <summary>Whether some code leaves to the user what becomes of the file.</summary>
    public static bool Asks(SyntaxNode code) => code.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(Asks);

    // A message with one button asks nothing.
    static bool Asks(InvocationExpressionSyntax call)
    {
        var name = Names.Called(call);
        if (name is "ReadLine" or "ReadKey" || NameVocabulary.Of(name).Any(Asking.Contains))
            return true;
        SyntaxNode value = call;
        while (
            value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax
            || value.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == value
        )
            value = value.Parent;
        return (name.StartsWith("Show", StringComparison.Ordinal) || NameVocabulary.Of(name).Contains("message"))
            && value.Parent is not (ExpressionStatementSyntax or ArrowExpressionClauseSyntax);
    }

    /// <summary>Whether a call copies or moves a file, or says that it keeps or restores one.</summary>
    public bool Keeps(InvocationExpressionSyntax call) =>
        KeptAside.Is(call)
            ? IsOfLoaded(call) && (!code.Span.Contains(call.Span) || IsKeptFirst(call))
            : KeepsItself(call, model) || CallsWhatKeeps(call);

    // AtomicFile.KeepAside(otherPath) says nothing of this one.
    bool IsOfLoaded(InvocationExpressionSyntax keep) =>
        Names.Arguments(keep).FirstOrDefault()?.Expression is not { } file
        || PathOf(file) is not { } path
        || !Saves.IsKnownEverywhere(path)
        || isLoaded(file);

    bool IsKeptFirst(InvocationExpressionSyntax keep) =>
        KeptAside.IsCertain(keep, code)
        && !Calls
            .TakeWhile(call => call.SpanStart < keep.SpanStart)
            .Any(call =>
                Names.Called(call) == "Delete" && Names.Arguments(call).Any(file => isLoaded(file.Expression))
                || Names.Arguments(keep).FirstOrDefault() is { Expression: var kept }
                    && effects
                        .Of(call, model, cancellationToken)
                        .Any(effect => effect.IsWrite && effect.Path == PathOf(kept))
            );

    string? PathOf(ExpressionSyntax file) => PathKey.Of(model.GetOperation(file, cancellationToken), effects.Sources);

    bool CallsWhatKeeps(InvocationExpressionSyntax call) =>
        effects.Target(call, model, cancellationToken) is { } target
        && target.DeclaringSyntaxReferences.Any(reference =>
            effects.Sources.Model(reference.SyntaxTree) is { } other
            && reference.GetSyntax(cancellationToken) is var method
            && method
                .DescendantNodes()
                .OfType<InvocationExpressionSyntax>()
                .Any(inner => KeptAside.Is(inner) ? KeptAside.IsCertain(inner, method) : KeepsItself(inner, other))
        );

    bool KeepsItself(InvocationExpressionSyntax call, SemanticModel of)
    {
        var name = Names.Called(call);
        return SaysThatItKeeps(name)
            || (Keeping.Contains(name) && IsOfFiles(call, of) && !IsCommit(call) && !(of == model && Overwrites(call)))
            || Names.Arguments(call).Any(argument => argument.DescendantNodes().Any(IsKeepingName));
    }

    // File.Move(temporary, path, true) puts a new file in its place.
    static bool IsCommit(InvocationExpressionSyntax call) =>
        NameVocabulary
            .Of(Names.Simple(Names.Arguments(call).FirstOrDefault()?.Expression))
            .Any(word => word is "temp" or "temporary" or "tmp");

    // File.Copy(shipped, path, true) is the end of what was there.
    bool Overwrites(InvocationExpressionSyntax call) => TargetOf(call) is { } target && isLoaded(target);

    static ExpressionSyntax? TargetOf(InvocationExpressionSyntax call)
    {
        var arguments = Names.Arguments(call);
        var isCalledOnSource = Names.Called(call) is "CopyTo" or "MoveTo";
        return arguments.ElementAtOrDefault(isCalledOnSource ? 0 : 1)?.Expression;
    }

    // Not string.Replace nor Stream.CopyTo.
    bool IsOfFiles(InvocationExpressionSyntax call, SemanticModel of) =>
        of.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol { ContainingType: { } type }
        || type is { SpecialType: SpecialType.None, Name: not nameof(Stream) }
            && type.ContainingNamespace?.ToDisplayString() is not ("System" or "System.Text");

    /// <summary>Whether some code names a backup, or calls what keeps or restores one.</summary>
    public static bool NamesCopy(SyntaxNode code) =>
        code.DescendantNodesAndSelf()
            .Any(node =>
                IsKeepingName(node) || node is InvocationExpressionSyntax && SaysThatItKeeps(Names.Called(node))
            );

    // RestoreDefaults() keeps nothing.
    static bool SaysThatItKeeps(string method) =>
        NameVocabulary.Of(method).ToArray() is var words
        && words.Any(KeepingWords.Contains)
        && !words.Any(word => word is "default" or "defaults");

    // path + ".bak"; not a sentence of the log.
    static bool IsKeepingName(SyntaxNode node) =>
        node switch
        {
            LiteralExpressionSyntax { Token.Value: string text } => IsName(text),
            InterpolatedStringTextSyntax { TextToken.ValueText: var text } => IsName(text),
            IdentifierNameSyntax { Identifier.ValueText: var name } => !KeptAside.Is(node.Parent?.Parent)
                && NameVocabulary.Of(name).Any(KeepingWords.Contains),
            _ => false,
        };

    static bool IsName(string text) => !text.Contains(" ") && NameVocabulary.Of(text).Any(KeepingNames.Contains);
}
