using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
        AreOf(path, Openings(site).Concat(OfFields(site)).Where(MayHoldOpen).Concat(HeldByOthers(site)), site)
        || IsAsked(path, site)
        || IsAtCall(site, path);

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

    // using (var reader = File.OpenText(path)) Save(); where Save writes.
    bool IsAtCall(ExpressionSyntax site, ExpressionSyntax path)
    {
        var function = site.Ancestors()
            .FirstOrDefault(node => node is LocalFunctionStatementSyntax or MethodDeclarationSyntax);
        if (
            function is null
            || model.GetDeclaredSymbol(function, cancellationToken) is not IMethodSymbol method
            || TypeOf(site) is not { } type
        )
            return false;
        // A local function has those of the method around as well.
        var parameter =
            model.GetSymbolInfo(path, cancellationToken).Symbol is IParameterSymbol own
            && SymbolEqualityComparer.Default.Equals(own.ContainingSymbol, method)
                ? own
                : null;
        return type.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call => Names.Simple(call.Expression) == method.Name && !function.Span.Contains(call.Span))
            .Where(call =>
                SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(call, cancellationToken).Symbol, method)
            )
            .Any(call =>
                (parameter is null ? path : BoundCall.Of(call, model, cancellationToken)?.For(parameter)?.Syntax)
                    is ExpressionSyntax passed
                && (
                    AreOf(
                        passed,
                        Openings(call).Concat(OfFields(call)).Where(MayHoldOpen).Concat(HeldByOthers(call)),
                        call
                    ) || IsAsked(passed, call)
                )
            );
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
                && !IsClosed(holder, site, Names.Body(site), CertainSteps.Before(site))
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
                            && !IsClosed(holder, site, Names.Body(site), CertainSteps.Between(argument, site))
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
            foreach (var inner in Functions.Unnested(before))
                if (inner is AssignmentExpressionSyntax { Parent: not UsingStatementSyntax } assignment)
                {
                    if (
                        model.GetSymbolInfo(assignment.Left, cancellationToken).Symbol is ILocalSymbol local
                        && IsLeftOpen(assignment.Right, local)
                    )
                        yield return assignment.Right;
                }
                else if (inner is LocalDeclarationStatementSyntax declaration)
                    foreach (var variable in declaration.Declaration.Variables)
                        if (
                            declaration.UsingKeyword.RawKind != 0
                                ? declaration == before
                                : variable.Initializer?.Value is { } value
                                    && model.GetDeclaredSymbol(variable, cancellationToken) is { } holder
                                    && IsLeftOpen(value, holder)
                        )
                            yield return variable.Initializer?.Value;
        }

        bool IsLeftOpen(ExpressionSyntax value, ISymbol holder) =>
            MayHoldOpen(value)
            && (
                IsReadAsNeeded(value)
                    ? IsStillRead(site, holder)
                    : !IsClosed(holder, site, Names.Body(value), CertainSteps.Between(value, site))
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

    bool IsClosed(ISymbol holder, ExpressionSyntax site, SyntaxNode body, IEnumerable<StatementSyntax> before) =>
        before.Any(statement => Closes(statement, holder))
        || Uses(holder, body).Any(use => use.Parent is ArgumentSyntax && use.Span.End < site.SpanStart)
            && IsClosedByOthers(site, holder, body);

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
    bool IsClosedByOthers(ExpressionSyntax site, ISymbol holder, SyntaxNode body)
    {
        var trace = new StreamTracer(model, cancellationToken).Of(holder, [body]);
        return trace
            .MayClose.Except(trace.Kept)
            .Any(closing =>
                closing is not BaseObjectCreationExpressionSyntax // new StreamReader(stream).ReadLine()
                && EndOf(closing) <= site.SpanStart
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
