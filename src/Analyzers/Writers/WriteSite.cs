using System.Collections.Immutable;
using AtomicWrites.Analyzers.Options;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>
/// A place that writes to a path. What opens a file for its existence or its handle alone is none: see
/// <see cref="MarkerFile"/>.
/// </summary>
/// <param name="Node">The call or creation.</param>
/// <param name="Writer">What it does to the file in the end.</param>
/// <param name="Path">The expression that names the file.</param>
/// <param name="Member">The member that it stands in; not the lambda or local function.</param>
sealed record WriteSite(SyntaxNode Node, Writer Writer, IOperation Path, ISymbol? Member)
{
    /// <summary>
    /// How the program names what it calls, where that is not the writer itself but a method that forwards to it.
    /// </summary>
    public string? Wrapper { get; init; }

    /// <summary>Whether the file must not exist before.</summary>
    public bool CreatesNew { get; init; }

    /// <summary>The text that is written, or the file that is copied, where that is passed to the very call.</summary>
    public IOperation? Content { get; init; }

    /// <summary>Whether it is the rename of a new file that the program has written.</summary>
    public bool Replaces { get; init; }

    public string DisplayName => Wrapper ?? Writer.DisplayName;

    /// <summary>Null where <paramref name="node"/> writes nothing that <see cref="WriterTable"/> knows.</summary>
    public static WriteSite? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken = default)
    {
        if (!MayWrite(node))
            return null;
        var calls = BoundCall.All(node, model, cancellationToken);
        if (calls.Count == 0)
            return Unbound(node, model, cancellationToken);
        foreach (var call in calls)
        {
            if (
                (WriterTable.Find(call.Method) ?? StandIn(call.Method, model)) is not { } writer
                || Opening.Of(call) is not { Writes: true } opening
            )
                continue;
            if (
                PathOf(call, writer, model, cancellationToken) is { } path
                && !MarkerFile.Is(call, writer, path, opening, model)
            )
                return new(
                    node,
                    opening.Appends ? writer.Appending : writer,
                    path,
                    MemberOf(model.GetEnclosingSymbol(node.SpanStart, cancellationToken))
                )
                {
                    CreatesNew = opening.CreatesNew || (writer.Twin == "Copy" && !Overwrites(call)),
                    Content = call.For("contents")
                        ?? call.For("bytes")
                        ?? call.For("sourceFileName")
                        ?? (writer.Twin == "Copy" ? call.Instance : null),
                };
        }

        return null;
    }

    /// <summary>
    /// Null where <paramref name="node"/> is a call of none of the user's own <paramref name="writers"/>.
    /// </summary>
    public static WriteSite? Of(
        SyntaxNode node,
        SemanticModel model,
        ImmutableArray<WriterId> writers,
        CancellationToken cancellationToken
    )
    {
        if (writers.IsEmpty || !writers.Any(writer => writer.Name == Names.Called(node)))
            return null;
        foreach (var call in BoundCall.All(node, model, cancellationToken))
            if (
                writers.Any(writer => writer.Means(call.Method))
                && WriterId.PathOf(call.Method) is { } parameter
                && call.For(parameter) is { } path
            )
                return new(
                    node,
                    new(ExtensionBlock.TypeOf(call.Method)?.Name ?? "", call.Method.Name, parameter.Name, "Write"),
                    path,
                    MemberOf(model.GetEnclosingSymbol(node.SpanStart, cancellationToken))
                );
        return null;
    }

    /// <summary>Of a call that replaces a file as a whole, which is no torn write.</summary>
    public static WriteSite? OfReplacer(
        SyntaxNode node,
        SemanticModel model,
        CancellationToken cancellationToken = default
    )
    {
        if (
            node is not InvocationExpressionSyntax invocation
            || !WriterTable.ReplacerNames.Contains(Names.Simple(invocation.Expression))
        )
            return null;
        return
            BoundCall.Of(node, model, cancellationToken) is { } call
            && WriterTable.FindReplacer(call.Method) is { } writer
            && call.For(writer.PathParameter) is { } path
            ? new(node, writer, path, MemberOf(model.GetEnclosingSymbol(node.SpanStart, cancellationToken)))
            : null;
    }

    // File.Copy(source, target) and overwrite: false fail where there is a file.
    static bool Overwrites(BoundCall copy) =>
        copy.Method.Parameters.Any(parameter =>
            parameter.Type.SpecialType == SpecialType.System_Boolean
            && copy.For(parameter)?.ConstantValue.Value is not false
        );

    /// <summary>Names cost nothing; binding does.</summary>
    public static bool MayWrite(SyntaxNode node) => WriterTable.Names.Contains(Names.Called(node));

    public static ISymbol? MemberOf(ISymbol? symbol)
    {
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            symbol = symbol.ContainingSymbol;
        return symbol is IMethodSymbol { AssociatedSymbol: { } property } ? property : symbol;
    }

    static IOperation? PathOf(
        BoundCall call,
        Writer writer,
        SemanticModel model,
        CancellationToken cancellationToken
    ) =>
        writer.PathParameter switch
        {
            Writer.Instance => call.Instance,
            Writer.Opened => PathOpened(call.Instance ?? call.For("handle"), model, cancellationToken),
            var parameter => call.For(parameter),
        };

    // Of this project, the method itself is looked into.
    static Writer? StandIn(IMethodSymbol method, SemanticModel model) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, model.Compilation.Assembly)
            ? null
            : WriterTable.FindStandIn(method);

    // Only of what is opened as it is: what creates or truncates is a site itself.
    static IOperation? PathOpened(IOperation? stream, SemanticModel model, CancellationToken cancellationToken) =>
        Initializer.Of(stream) is { } opened
        && opened.SyntaxTree == model.SyntaxTree
        && MayWrite(opened)
        && BoundCall.Of(opened, model, cancellationToken) is { } call
        && WriterTable.Find(call.Method) is { PathParameter: not Writer.Opened } opener
        && Opening.Of(call).Updates
            ? PathOf(call, opener, model, cancellationToken)
            : null;

    static bool Creates(ExpressionSyntax mode) =>
        mode
            is MemberAccessExpressionSyntax
            {
                Expression: var type,
                Name.Identifier.ValueText: "Create" or "OpenOrCreate" or "Truncate"
            }
        && Names.Simple(type) == "FileMode";

    // fileSystem.File.WriteAllText(…), FileUtils.WriteAllText(…) of a package that is not restored: its shape says enough.
    static WriteSite? Unbound(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: var receiver,
                    Name.Identifier.ValueText: var name
                },
                ArgumentList.Arguments: [var first, ..] arguments
            }
        && name != "Create"
        && (name != "Open" || arguments.Any(argument => Creates(argument.Expression)))
        && WriterTable.OfFile(name) is { PathParameter: "path" } writer
        && (Names.Simple(receiver) == "File" || WriterTable.IsStandIn(writer, Names.Simple(receiver)))
        && !arguments.Any(argument => Names.Simple(argument.Expression) is "Open" or "Read")
        && model.GetTypeInfo(receiver, cancellationToken).Type is null or IErrorTypeSymbol
        && model.GetOperation(first.Expression, cancellationToken) is { } path
            ? new(node, writer, path, MemberOf(model.GetEnclosingSymbol(node.SpanStart, cancellationToken)))
            : null;
}
