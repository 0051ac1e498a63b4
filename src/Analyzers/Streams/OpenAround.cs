using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// Whether the file is open already where it is written: the system refuses the second opening, and would not refuse a
/// rename. Or whether the filter of a handler around looks at it while it is open.
/// </summary>
sealed class OpenAround(SemanticModel model, CancellationToken cancellationToken)
{
    readonly StartedProcesses _processes = new(model, cancellationToken);

    /// <summary>
    /// Whether a stream, reader or handle of the same path may be open when <paramref name="site"/> runs: one of the
    /// same member, of a field of its type, or of what calls it there; or a filter looks at it.
    /// </summary>
    public bool Is(ExpressionSyntax site, ExpressionSyntax path) =>
        IsOpen(path, site) || IsAtCall(site, path) || IsAtCallOfOthers(site, path);

    bool IsOpen(ExpressionSyntax path, ExpressionSyntax at) =>
        AreOf(path, Openings(at).Concat(OfFields(at)).Where(MayHoldOpen).Concat(HeldByOthers(at)), at)
        || _processes.Launches(at).Any(call => new TargetUses(path, model, cancellationToken).AreGivenTo(call))
        || IsAsked(path, at);

    // catch (IOException) when (File.Exists(path)): a filter runs before what failed is closed.
    bool IsAsked(ExpressionSyntax path, ExpressionSyntax site)
    {
        var filters = site.Ancestors()
            .OfType<TryStatementSyntax>()
            .Where(attempt => attempt.Block.Span.Contains(site.Span))
            .SelectMany(attempt => attempt.Catches)
            .Select(handler => handler.Filter)
            .OfType<CatchFilterClauseSyntax>()
            .ToArray();
        return filters.Length > 0 && new TargetUses(path, model, cancellationToken).AreWithin(filters, site);
    }

    bool AreOf(ExpressionSyntax path, IEnumerable<ExpressionSyntax?> openings, ExpressionSyntax site)
    {
        var open = openings.OfType<ExpressionSyntax>().Where(opening => !opening.Span.Contains(site.Span)).ToArray();
        return open.Length > 0 && new TargetUses(path, model, cancellationToken).AreWithin(open, site);
    }

    // using (var reader = File.OpenText(path)) Save(); where Save writes, be it a method or what a variable holds.
    bool IsAtCall(ExpressionSyntax site, ExpressionSyntax path) =>
        TypeOf(site) is { } type
        && site.Ancestors()
            .Any(function =>
                CalledAs(function) is { } called
                && type.DescendantNodes()
                    .OfType<SimpleNameSyntax>()
                    .Where(use => use.Identifier.ValueText == called.Name && !function.Span.Contains(use.Span))
                    .Where(use =>
                        SymbolEqualityComparer.Default.Equals(
                            model.GetSymbolInfo(use, cancellationToken).Symbol,
                            called
                        )
                    )
                    .Any(use => IsAtUse(use, called, path))
            );

    // The same of another type that calls it, be it by an interface, and tells it the path.
    bool IsAtCallOfOthers(ExpressionSyntax site, ExpressionSyntax path) =>
        model.GetSymbolInfo(path, cancellationToken).Symbol
            is IParameterSymbol { ContainingSymbol: IMethodSymbol owner } parameter
        && new SourceIndex(model.Compilation) is var sources
        && Callers
            .All(owner.OriginalDefinition, sources, cancellationToken)
            .OfType<ExpressionSyntax>()
            .Take(Callers.Max)
            .Any(call =>
                TypeOf(call) != TypeOf(site)
                && sources.Model(call.SyntaxTree) is { } caller
                && BoundCall.Of(call, caller, cancellationToken)?.For(parameter)?.Syntax is ExpressionSyntax passed
                && new OpenAround(caller, cancellationToken) is var around
                && (around.IsOpen(passed, call) || around.IsAtCall(call, passed))
            );

    ISymbol? CalledAs(SyntaxNode function) =>
        function switch
        {
            LocalFunctionStatementSyntax or MethodDeclarationSyntax => model.GetDeclaredSymbol(
                function,
                cancellationToken
            ),
            AnonymousFunctionExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: { } variable } } =>
                model.GetDeclaredSymbol(variable, cancellationToken),
            AnonymousFunctionExpressionSyntax { Parent: AssignmentExpressionSyntax { Left: var held } } => model
                .GetSymbolInfo(held, cancellationToken)
                .Symbol,
            _ => null,
        };

    // A call, or the name alone, which somebody gets who calls it.
    bool IsAtUse(SimpleNameSyntax use, ISymbol called, ExpressionSyntax path)
    {
        var call = use.Ancestors()
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault(invocation => invocation.Expression.Span.Contains(use.Span));
        // A local function has the parameters of the method around as well.
        var parameter =
            model.GetSymbolInfo(path, cancellationToken).Symbol is IParameterSymbol own
            && SymbolEqualityComparer.Default.Equals(own.ContainingSymbol, called)
                ? own
                : null;
        var passed =
            parameter is null ? path
            : call is null ? null
            : BoundCall.Of(call, model, cancellationToken)?.For(parameter)?.Syntax as ExpressionSyntax;
        ExpressionSyntax at = call is null ? use : call;
        return passed is not null && IsOpen(passed, at);
    }

    // Unless it is closed before, in the same body. Much else that can be disposed is made of a file, and does not hold
    // it.
    IEnumerable<ExpressionSyntax?> OfFields(ExpressionSyntax site)
    {
        foreach (var node in TypeOf(site)?.DescendantNodes() ?? [])
        {
            var (holder, value) = node switch
            {
                AssignmentExpressionSyntax assignment => (
                    model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol,
                    assignment.Right
                ),
                VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field => (
                    model.GetDeclaredSymbol(field, cancellationToken),
                    field.Initializer?.Value
                ),
                _ => default,
            };
            if (
                holder is IFieldSymbol or IPropertySymbol
                && value is not null
                && model.GetTypeInfo(value, cancellationToken).Type is { } type
                && (IsOfFiles(type) || KeepsOpen(type))
                && !IsClosed(holder, site.SpanStart, Names.Body(site), CertainSteps.Before(site))
            )
                yield return value;
        }
    }

    IEnumerable<ExpressionSyntax?> HeldByOthers(ExpressionSyntax site) =>
        GivenAway(site).Concat(_processes.LeftRunning(site));

    // Open(path, out var stream); streams.Add(File.OpenRead(path)).
    IEnumerable<ExpressionSyntax?> GivenAway(ExpressionSyntax site) =>
        site.AncestorsAndSelf()
            .TakeWhile(node => node is not (TypeDeclarationSyntax or LocalFunctionStatementSyntax))
            .SelectMany(CertainSteps.Preceding)
            .SelectMany(Functions.Unnested)
            .OfType<ArgumentSyntax>()
            .Where(argument =>
                argument.Parent?.Parent is InvocationExpressionSyntax call
                && model.GetTypeInfo(argument.Expression, cancellationToken).Type is { } type
                && IsOfFiles(type)
                && StreamTypes.IsDisposable(type)
                && (
                    argument.RefOrOutKeyword.IsKind(SyntaxKind.OutKeyword)
                        ? SymbolOf(argument.Expression) is { } holder
                            && !IsClosed(holder, site.SpanStart, Names.Body(site), CertainSteps.Between(argument, site))
                        : PathNames.IsKeyed(SymbolOf(call)?.ContainingType)
                )
            )
            .Select(argument => argument.Parent?.Parent as ExpressionSyntax);

    ISymbol? SymbolOf(ExpressionSyntax expression) =>
        expression is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable }
            ? model.GetDeclaredSymbol(variable, cancellationToken)
            : model.GetSymbolInfo(expression, cancellationToken).Symbol;

    static SyntaxNode? TypeOf(ExpressionSyntax site) =>
        site.FirstAncestorOrSelf<SyntaxNode>(node => node is TypeDeclarationSyntax or CompilationUnitSyntax);

    IEnumerable<ExpressionSyntax?> Openings(ExpressionSyntax site)
    {
        // A local function is looked at where it is called.
        foreach (
            var node in site.AncestorsAndSelf()
                .TakeWhile(node => node is not (TypeDeclarationSyntax or LocalFunctionStatementSyntax))
        )
        {
            if (node.Parent is UsingStatementSyntax block && block.Statement == node)
            {
                if (block.Expression is { } held)
                    yield return held;
                foreach (var variable in block.Declaration?.Variables ?? default)
                    yield return variable.Initializer?.Value;
            }

            if (node.Parent is CommonForEachStatementSyntax loop && loop.Statement == node)
                yield return loop.Expression;

            // Also of a block that has ended, where nothing closes it.
            foreach (var before in CertainSteps.Preceding(node))
            foreach (var held in LeftOpen(before, site, site.Span))
                yield return held;
            // Also behind it: it comes again.
            if (CertainSteps.IsLoop(node))
                foreach (var held in LeftOpen(node, site, new TextSpan(node.Span.End, 1)))
                    yield return held;
        }
    }

    IEnumerable<ExpressionSyntax?> LeftOpen(SyntaxNode code, ExpressionSyntax site, TextSpan then)
    {
        foreach (var inner in Functions.Unnested(code))
            if (inner is AssignmentExpressionSyntax { Parent: not UsingStatementSyntax } assignment)
            {
                if (
                    model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is ILocalSymbol local
                    && IsLeft(assignment.Right, local)
                )
                    yield return assignment.Right;
            }
            else if (inner is LocalDeclarationStatementSyntax declaration)
                foreach (var variable in declaration.Declaration.Variables)
                    if (
                        declaration.UsingKeyword.RawKind != 0
                            ? declaration == code
                            : variable.Initializer?.Value is { } value
                                && model.GetDeclaredSymbol(variable, cancellationToken) is { } holder
                                && IsLeft(value, holder)
                    )
                        yield return variable.Initializer?.Value;

        bool IsLeft(ExpressionSyntax value, ISymbol holder) =>
            MayHoldOpen(value)
            && (
                IsReadAsNeeded(value)
                    ? IsStillRead(site, holder)
                    : !IsClosed(holder, then.Start, Names.Body(value), CertainSteps.Between(value, then))
            );
    }

    // Unless it was read before, to the end, and is not any more.
    static bool IsStillRead(ExpressionSyntax site, ISymbol holder)
    {
        var uses = Names
            .Body(site)
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Where(use => use.Identifier.ValueText == holder.Name)
            .ToArray();
        return uses.All(use => use.SpanStart > site.SpanStart) || uses.Any(use => use.Span.End > site.Span.End);
    }

    bool IsClosed(ISymbol holder, int then, SyntaxNode body, IEnumerable<StatementSyntax> before) =>
        before.Any(statement => Closes(statement, holder))
        || Uses(holder, body).Any(use => use.Parent is ArgumentSyntax && use.Span.End < then)
            && IsClosedByOthers(then, holder, body);

    // reader.Close(); reader?.Dispose(); await stream.DisposeAsync(); using (reader) …, which has ended.
    static bool Closes(StatementSyntax statement, ISymbol holder) =>
        statement switch
        {
            ExpressionStatementSyntax { Expression: var call } => IsClosing(call, holder),
            UsingStatementSyntax { Expression: { } held } => Names.Simple(held) == holder.Name,
            UsingStatementSyntax { Declaration.Variables: var held } => held.Any(one =>
                Names.Simple(one.Initializer?.Value) == holder.Name
            ),
            _ => false,
        };

    static bool IsClosing(ExpressionSyntax call, ISymbol holder) =>
        call switch
        {
            AwaitExpressionSyntax { Expression: var task } => IsClosing(task, holder),
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax task } access
            } when access.Name.Identifier.ValueText == "ConfigureAwait" => IsClosing(task, holder),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => Names.Simple(
                access.Expression
            ) == holder.Name
                && IsClose(access.Name),
            ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member }
            } maybe => Names.Simple(maybe.Expression) == holder.Name && IsClose(member.Name),
            _ => false,
        };

    static bool IsClose(SimpleNameSyntax name) =>
        name.Identifier.ValueText is "Close" or "CloseAsync" or "Dispose" or "DisposeAsync";

    static IEnumerable<IdentifierNameSyntax> Uses(ISymbol holder, SyntaxNode body) =>
        body.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == holder.Name);

    // Who may do anything with it, because nothing is known of him, is taken to leave it open.
    bool IsClosedByOthers(int then, ISymbol holder, SyntaxNode body)
    {
        var trace = new StreamTracer(model, cancellationToken).Of(holder, [body]);
        return trace
            .MayClose.Except(trace.Kept)
            .Any(closing =>
                closing is not BaseObjectCreationExpressionSyntax // new StreamReader(stream).ReadLine()
                && EndOf(closing) <= then
            );
    }

    // A using declaration closes at the end of the statements that it stands among.
    static int EndOf(SyntaxNode closing) =>
        closing switch
        {
            LocalDeclarationStatementSyntax { Parent: GlobalStatementSyntax { Parent: { } unit } } => unit.Span.End,
            LocalDeclarationStatementSyntax { Parent: { } scope } => scope.Span.End,
            _ => closing.Span.End,
        };

    bool MayHoldOpen(ExpressionSyntax? value) =>
        value is not null && (IsReadAsNeeded(value) || MayHoldOpen(model.GetTypeInfo(value, cancellationToken).Type));

    // File.ReadLines(path).Where(…) opens the file, and closes it after the last line.
    bool IsReadAsNeeded(ExpressionSyntax value) =>
        model.GetTypeInfo(value, cancellationToken).Type is { Name: "IEnumerable" or "IAsyncEnumerable" }
        && value
            .DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .Any(call => Names.Simple(call.Expression) is "ReadLines" or "ReadLinesAsync");

    // The library's lock is on the file beside it.
    static bool MayHoldOpen(ITypeSymbol? type) =>
        type is not null
        && !Library.Has(type, "FileLock")
        && !StartedProcesses.Is(type)
        && (
            type.AllInterfaces.Any(one => one is { Name: "IDisposable", ContainingNamespace.Name: "System" })
            || KeepsOpen(type)
        );

    // new Tail(path), which has a reader in a field.
    static bool KeepsOpen(ITypeSymbol type) =>
        type.Locations.Any(place => place.IsInSource)
        && type.GetMembers()
            .OfType<IFieldSymbol>()
            .Any(field => !field.IsStatic && IsOfFiles(field.Type) && StreamTypes.IsDisposable(field.Type));

    // A watcher has no file open.
    static bool IsOfFiles(ITypeSymbol type) =>
        type.ContainingNamespace is { Name: "IO", ContainingNamespace.Name: "System" } or { Name: "SafeHandles" }
        && type.Name != "FileSystemWatcher";
}
