using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>
/// Whether what a write of a body writes comes of what a read has read there. A write of something else is no update.
/// </summary>
sealed class ContentFlow
{
    readonly SyntaxNode _read;
    readonly SemanticModel _model;
    readonly CancellationToken _cancellationToken;
    readonly SyntaxNode[] _nodes;
    readonly ContentHolders _holders;

    public ContentFlow(
        SyntaxNode body,
        SyntaxNode read,
        IMethodSymbol? reader,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        (_read, _model, _cancellationToken) = (read, model, cancellationToken);
        _nodes =
        [
            .. Names
                .Within(body)
                .Where(node =>
                    node
                        is VariableDeclaratorSyntax
                            or AssignmentExpressionSyntax
                            or CommonForEachStatementSyntax
                            or IsPatternExpressionSyntax
                            or SwitchStatementSyntax
                            or SwitchExpressionSyntax
                            or InvocationExpressionSyntax
                            or BaseObjectCreationExpressionSyntax
                    || Mutations.IsIncrement(node)
                ),
        ];
        _holders = ContentSpread.Of(read, reader, _nodes, model, cancellationToken);
    }

    /// <summary>The variables that hold something of what was read.</summary>
    public IReadOnlyCollection<ISymbol> Holders => _holders.Variables;

    /// <summary>Whether the object that read it keeps it in its members.</summary>
    public bool IsKeptByObject => _holders.Keeper is not null;

    /// <summary>Whether an expression is, or has in it, something of what was read.</summary>
    public bool IsIn(SyntaxNode expression) => _holders.Holds(expression);

    /// <summary>The members of types that hold something of it.</summary>
    public ImmutableArray<ISymbol> Members =>
        _holders
            .Variables.Where(holder =>
                holder
                    is IFieldSymbol { IsConst: false }
                        or IPropertySymbol { SetMethod: not null }
                        or IPropertySymbol { Type: { IsReferenceType: true, SpecialType: SpecialType.None } }
            )
            .ToImmutableArray();

    /// <summary>Whether what a write writes comes of what was read.</summary>
    /// <param name="write">The write, or the call of a method that writes.</param>
    /// <param name="site">The write, where it is that itself.</param>
    /// <param name="writer">The method that is called.</param>
    /// <param name="writesItsObject">Whether that writes something of the object that it is called on.</param>
    public bool Reaches(SyntaxNode write, WriteSite? site, IMethodSymbol? writer, Func<bool> writesItsObject)
    {
        if (
            Names
                .Operands(write)
                .Any(part =>
                    !IsPath(part, site) && (writer is null || part != Names.Receiver(write)) && _holders.Holds(part)
                )
        )
            return true;
        if (writer is not null)
            return (
                    (Names.Receiver(write) is { } receiver && _holders.Holds(receiver))
                    || writer.DeclaringSyntaxReferences.Any(reference => UsesHolder(reference.GetSyntax(), writer))
                ) && (writer.IsExtensionMethod || writesItsObject());
        return site is not null && (IsPartOfHolder(write) || FlowsInto(write) || ByTemporary(write, site));
    }

    /// <summary>Whether something is changed between the two: what is only read and written again is not.</summary>
    public bool IsChangedBefore(SyntaxNode write) =>
        _nodes.Any(node =>
            node.SpanStart >= _read.Span.End
            && node.Span.End <= write.SpanStart
            && (
                node is AssignmentExpressionSyntax
                || Mutations.IsIncrement(node)
                || (node is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax })
            )
        )
        || _nodes.Any(node =>
            node is InvocationExpressionSyntax
            && node.SpanStart >= _read.Span.End
            && node.Span.End <= write.SpanStart
            && Mutations.Changers.Contains(Names.Called(node))
            && Names.Receiver(node) is { } changed
            && _holders.Holds(changed)
        )
        || Names
            .Operands(write)
            .Any(part =>
                part is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)
                && _holders.Holds(part)
            );

    // Save() without arguments writes what the object holds.
    bool UsesHolder(SyntaxNode declaration, IMethodSymbol writer)
    {
        if (
            _holders.Keeper is not null
            && SymbolEqualityComparer.Default.Equals(writer.ContainingType, _holders.Keeper)
        )
            return true;
        var members = _holders
            .Variables.Where(holder =>
                holder is IFieldSymbol or IPropertySymbol
                && SymbolEqualityComparer.Default.Equals(holder.ContainingType, writer.ContainingType)
            )
            .Select(holder => holder.Name)
            .ToImmutableHashSet();
        return !members.IsEmpty
            && declaration
                .DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Any(name => members.Contains(name.Identifier.ValueText));
    }

    static bool IsPath(ExpressionSyntax part, WriteSite? site) =>
        site is not null && part.Span.Contains(site.Path.Syntax.Span);

    // serializer.Serialize(File.Create(path), settings)
    bool IsPartOfHolder(SyntaxNode write)
    {
        for (
            var node = write.Parent;
            node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax;
            node = node.Parent
        )
            if (
                node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && Names.Operands(node).Any(part => !part.Span.Contains(write.Span) && _holders.Holds(part))
            )
                return true;
        return false;
    }

    // using var stream = File.Create(path); … serializer.Serialize(stream, settings);
    bool FlowsInto(SyntaxNode write)
    {
        var carriers = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var node in _nodes)
        {
            var (target, value) = node switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var initial } variable => (Declared(variable), initial),
                AssignmentExpressionSyntax assignment => (
                    OwnerVariable.Of(assignment.Left, _model, _cancellationToken),
                    assignment.Right
                ),
                _ => (null, null),
            };
            if (
                target is not null
                && value is not null
                && (
                    value.Span.Contains(write.Span)
                    || value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(IsCarrier)
                )
            )
                carriers.Add(target);
        }

        return carriers.Count > 0
            && _nodes.Any(node =>
                node.SpanStart > write.SpanStart
                && node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
                && Names
                    .Operands(node)
                    .Any(part => part.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(IsCarrier))
                && Names.Operands(node).Any(_holders.Holds)
            );

        bool IsCarrier(IdentifierNameSyntax name) =>
            carriers.Any(carrier => carrier.Name == name.Identifier.ValueText)
            && _model.GetSymbolInfo(name, _cancellationToken).Symbol is { } symbol
            && carriers.Contains(symbol);
    }

    // File.WriteAllText(temporary, …); File.Move(temporary, path);
    bool ByTemporary(SyntaxNode write, WriteSite site)
    {
        if (
            !WriterTable.ReplacerNames.Contains(site.Writer.Member)
            || site.Writer.Member is not ("Move" or "MoveTo" or "Replace")
            || Names.Operands(write).FirstOrDefault(part => !IsPath(part, site)) is not { } source
        )
            return false;
        foreach (var node in _nodes)
            if (
                node.SpanStart < write.SpanStart
                && WriteSite.Of(node, _model, _cancellationToken) is { } first
                && Names
                    .Operands(write)
                    .Any(part => !IsPath(part, site) && SyntaxFactory.AreEquivalent(part, first.Path.Syntax))
                && Reaches(node, first, null, static () => true)
            )
                return true;
        return false;
    }

    ISymbol? Declared(SyntaxNode node) => _model.GetDeclaredSymbol(node, _cancellationToken);
}
