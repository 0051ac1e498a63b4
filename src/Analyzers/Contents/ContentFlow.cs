using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Contents;

/// <summary>
/// Which variables of a body hold something of what a read has read: those that are assigned, filled or called with it,
/// again and again until none is added. A write of something else is no update.
/// </summary>
sealed class ContentFlow
{
    const int MaxPasses = 8;
    const int MaxAsked = 8;

    // Their receiver, or what else they are given, takes in what they are given.
    static readonly ImmutableHashSet<string> Takers = ImmutableHashSet.Create(
        "Add",
        "AddLast",
        "AddFirst",
        "AddRange",
        "Append",
        "AppendLine",
        "Concat",
        "CopyFrom",
        "Enqueue",
        "Insert",
        "InsertRange",
        "Load",
        "LoadXml",
        "Merge",
        "Push",
        "Set",
        "UnionWith"
    );

    static readonly ImmutableHashSet<string> Fillers = ImmutableHashSet.Create(
        "Bind",
        "CopyTo",
        "CopyToAsync",
        "Map",
        "Merge",
        "Populate",
        "PopulateObject",
        "Read",
        "ReadAsync",
        "ReadExactly",
        "ReadExactlyAsync"
    );

    static readonly ImmutableHashSet<string> Changers = ImmutableHashSet.Create(
        "Add",
        "Clear",
        "Insert",
        "Remove",
        "RemoveAll",
        "RemoveAt",
        "RemoveWhere",
        "Reverse",
        "Sort",
        "TryAdd",
        "TryRemove"
    );

    readonly SyntaxNode _read;
    readonly IMethodSymbol? _reader;
    readonly SemanticModel _model;
    readonly CancellationToken _cancellationToken;
    readonly SyntaxNode[] _nodes;
    readonly HashSet<ISymbol> _holders = new(SymbolEqualityComparer.Default);
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly Overwrites _overwrites;

    // The overwrites that are being asked about.
    readonly HashSet<SyntaxNode> _asked = [];

    /// <summary>The type whose object keeps what was read in itself, as a <c>void Load()</c> does.</summary>
    readonly INamedTypeSymbol? _keeper;

    public ContentFlow(
        SyntaxNode body,
        SyntaxNode read,
        IMethodSymbol? reader,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        (_read, _reader, _model, _cancellationToken) = (read, reader, model, cancellationToken);
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
                    || IsIncrement(node)
                ),
        ];
        _overwrites = new(_nodes.Where(node => node.SpanStart > read.Span.End));
        if (
            read is InvocationExpressionSyntax { Expression: var callee }
            && (
                read.Parent is ExpressionStatementSyntax
                || read.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax }
                || IsCondition(reader)
            )
        )
        {
            if (callee is MemberAccessExpressionSyntax { Expression: var receiver } && Root(receiver) is { } owner)
                Hold(owner);
            else
                _keeper = reader?.ContainingType;
        }

        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var count = _holders.Count;
            foreach (var node in _nodes)
                Follow(node);
            if (_holders.Count == count)
                break;
        }
    }

    /// <summary>The variables that hold something of what was read.</summary>
    public IReadOnlyCollection<ISymbol> Holders => _holders;

    /// <summary>Whether the object that read it keeps it in its members.</summary>
    public bool IsKeptByObject => _keeper is not null;

    /// <summary>Whether an expression is, or has in it, something of what was read.</summary>
    public bool IsIn(SyntaxNode expression) => Holds(expression);

    /// <summary>The members of types that hold something of it.</summary>
    public ImmutableArray<ISymbol> Members =>
        _holders
            .Where(holder => holder is IFieldSymbol { IsConst: false } or IPropertySymbol { SetMethod: not null })
            .ToImmutableArray();

    /// <summary>
    /// Whether a use of a variable changes what it holds: <c>_items.Add(…)</c>, <c>_items[key] = …</c>,
    /// <c>_settings.Theme = …</c>.
    /// </summary>
    public static bool IsChanged(ExpressionSyntax use)
    {
        ExpressionSyntax target = use;
        while (
            target.Parent
                is MemberAccessExpressionSyntax
                    or ElementAccessExpressionSyntax
                    or PostfixUnaryExpressionSyntax
                    or ParenthesizedExpressionSyntax
        )
        {
            if (
                target.Parent
                    is MemberAccessExpressionSyntax
                    {
                        Parent: InvocationExpressionSyntax,
                        Name.Identifier.ValueText: var called
                    } access
                && access.Expression == target
            )
                return Changers.Contains(called) || Takers.Contains(called);
            target = (ExpressionSyntax)target.Parent;
        }

        return target.Parent is AssignmentExpressionSyntax assignment && assignment.Left == target
            || IsIncrement(target);
    }

    /// <summary>Whether what a write writes comes of what was read.</summary>
    /// <param name="write">The write, or the call of a method that writes.</param>
    /// <param name="site">The write, where it is that itself.</param>
    /// <param name="writer">The method that is called.</param>
    /// <param name="writesItsObject">Whether that writes something of the object that it is called on.</param>
    public bool Reaches(SyntaxNode write, WriteSite? site, IMethodSymbol? writer, Func<bool> writesItsObject)
    {
        if (Parts(write).Any(part => !IsPath(part, site) && (writer is null || part != Receiver(write)) && Holds(part)))
            return true;
        if (writer is not null)
            return (
                    (Receiver(write) is { } receiver && Holds(receiver))
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
                || IsIncrement(node)
                || (node is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax })
            )
        )
        || _nodes.Any(node =>
            node is InvocationExpressionSyntax
            && node.SpanStart >= _read.Span.End
            && node.Span.End <= write.SpanStart
            && Changers.Contains(Names.Called(node))
            && Receiver(node) is { } changed
            && Holds(changed)
        )
        || Parts(write)
            .Any(part =>
                part is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)
                && Holds(part)
            );

    static bool IsIncrement(SyntaxNode node) =>
        node.IsKind(SyntaxKind.PostIncrementExpression)
        || node.IsKind(SyntaxKind.PostDecrementExpression)
        || node.IsKind(SyntaxKind.PreIncrementExpression)
        || node.IsKind(SyntaxKind.PreDecrementExpression);

    static bool IsCondition(IMethodSymbol? reader) => reader is { ReturnType.SpecialType: SpecialType.System_Boolean };

    void Hold(ISymbol? symbol)
    {
        if (
            symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol or IRangeVariableSymbol
            && _holders.Add(symbol)
        )
            _names.Add(symbol.Name);
    }

    void Follow(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: var value } variable when Holds(value):
                Hold(Declared(variable));
                break;
            case AssignmentExpressionSyntax assignment when Holds(assignment.Right):
                foreach (
                    var target in assignment.Left is TupleExpressionSyntax tuple
                        ? tuple.Arguments.Select(argument => argument.Expression)
                        : [assignment.Left]
                )
                    HoldTarget(target);
                break;
            case CommonForEachStatementSyntax loop when Holds(loop.Expression):
                if (loop is ForEachStatementSyntax)
                    Hold(Declared(loop));
                else if (loop is ForEachVariableStatementSyntax { Variable: var variables })
                    HoldTarget(variables);
                break;
            case IsPatternExpressionSyntax pattern when Holds(pattern.Expression):
                HoldDesignations(pattern.Pattern);
                break;
            case SwitchStatementSyntax choice when Holds(choice.Expression):
                foreach (var label in choice.Sections.SelectMany(section => section.Labels))
                    HoldDesignations(label);
                break;
            case SwitchExpressionSyntax choice when Holds(choice.GoverningExpression):
                foreach (var arm in choice.Arms)
                    HoldDesignations(arm.Pattern);
                break;
            case InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax:
                FollowCall(node);
                break;
        }
    }

    void FollowCall(SyntaxNode call)
    {
        var arguments = Names.Arguments(call);
        var name = Names.Called(call);
        var receiver = Receiver(call);
        var isGiven = arguments.Any(argument =>
            argument.Expression is not AnonymousFunctionExpressionSyntax && Holds(argument.Expression)
        );
        var isOfHolder = receiver is not null && Holds(receiver);
        var isRead = call == _read;
        if (!isGiven && !isOfHolder && !isRead)
            return;
        foreach (var argument in arguments)
        {
            if (
                !argument.RefOrOutKeyword.IsKind(SyntaxKind.None)
                || (isRead ? IsFilled(argument.Expression) : Fillers.Contains(name))
            )
                HoldTarget(argument.Expression);
            if (argument.Expression is AnonymousFunctionExpressionSyntax lambda)
                foreach (
                    var parameter in lambda is SimpleLambdaExpressionSyntax simple
                        ? [simple.Parameter]
                        : (lambda as ParenthesizedLambdaExpressionSyntax)?.ParameterList.Parameters.AsEnumerable() ?? []
                )
                    Hold(Declared(parameter));
        }

        // A local object may take in what it is given; of a service that lives longer only what says so.
        if (
            (isGiven || isRead)
            && receiver is not null
            && Root(receiver) is { } owner
            && (owner is ILocalSymbol || Takers.Contains(name))
            && !IsStream(owner)
        )
            Hold(owner);
    }

    // void LoadInto(Settings settings) of the program returns it so.
    bool IsFilled(ExpressionSyntax argument) =>
        _reader is { ReturnsVoid: true }
        && _model.GetTypeInfo(argument, _cancellationToken).Type
            is { IsReferenceType: true, SpecialType: SpecialType.None, DeclaringSyntaxReferences.IsEmpty: false };

    // A stream that is written to is no content.
    static bool IsStream(ISymbol owner) =>
        owner is ILocalSymbol { Type: var type }
        && (type.Name.EndsWith("Writer", StringComparison.Ordinal) && type.Name != "StringWriter");

    void HoldTarget(ExpressionSyntax target)
    {
        if (target is DeclarationExpressionSyntax declaration)
            HoldDesignations(declaration);
        else
            Hold(Root(target));
    }

    void HoldDesignations(SyntaxNode node)
    {
        foreach (var designation in node.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>())
            Hold(Declared(designation));
    }

    /// <summary>The variable at the left end: of <c>settings.Theme.Name</c> it is <c>settings</c>.</summary>
    ISymbol? Root(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case MemberAccessExpressionSyntax
                {
                    Expression: ThisExpressionSyntax or BaseExpressionSyntax,
                    Name: var name
                }:
                    expression = name;
                    break;
                case MemberAccessExpressionSyntax access
                    when _model.GetSymbolInfo(access.Expression, _cancellationToken).Symbol
                        is not (INamedTypeSymbol or INamespaceSymbol):
                    expression = access.Expression;
                    break;
                case MemberAccessExpressionSyntax access:
                    expression = access.Name;
                    break;
                case ElementAccessExpressionSyntax element:
                    expression = element.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax chained }:
                    expression = chained.Expression;
                    break;
                case PostfixUnaryExpressionSyntax postfix:
                    expression = postfix.Operand;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                case ConditionalAccessExpressionSyntax conditional:
                    expression = conditional.Expression;
                    break;
                case IdentifierNameSyntax name:
                    return _model.GetSymbolInfo(name, _cancellationToken).Symbol;
                default:
                    return null;
            }
        }
    }

    bool Holds(SyntaxNode? part)
    {
        if (part is null)
            return false;
        if (part.Span.Contains(_read.Span))
            return true;
        foreach (var node in part.DescendantNodesAndSelf())
        {
            if (
                node is IdentifierNameSyntax name
                && (_names.Contains(name.Identifier.ValueText) || _keeper is not null)
                && _model.GetSymbolInfo(name, _cancellationToken).Symbol is { } symbol
                && (_holders.Contains(symbol) || IsKept(symbol))
                && !IsGone(symbol, name)
            )
                return true;
            if (node is ThisExpressionSyntax && _keeper is not null)
                return true;
        }

        return false;
    }

    // Where the object itself keeps what was read, its variable members do.
    bool IsKept(ISymbol symbol) =>
        _keeper is not null
        && symbol
            is IFieldSymbol { IsConst: false, IsReadOnly: false }
                or IPropertySymbol { SetMethod: not null }
                or IFieldSymbol { IsReadOnly: true, Type.SpecialType: SpecialType.None }
        && SymbolEqualityComparer.Default.Equals(symbol.ContainingType, _keeper);

    // id = GetNewId(); Save(id): what was read is gone by then, unless it has come back since, or comes back in a loop.
    // What comes back only out of itself does not.
    bool IsGone(ISymbol symbol, SyntaxNode use)
    {
        if (_overwrites.Last(symbol.Name, use, target => IsOf(target, symbol)) is not var (setter, value))
            return false;
        if (_asked.Count >= MaxAsked || !_asked.Add(setter))
            return true;
        var isGone = !Holds(value) && !ComesBack(symbol, setter, use);
        _asked.Remove(setter);
        return isGone;
    }

    bool ComesBack(ISymbol symbol, SyntaxNode setter, SyntaxNode use)
    {
        var end = use.Ancestors()
            .TakeWhile(node => !node.Span.Contains(setter.Span))
            .LastOrDefault(node =>
                node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
            )
            ?.Span.End;
        return _nodes.Any(node =>
            node.SpanStart > setter.Span.End
            && node.Span.End <= (end ?? use.SpanStart)
            && node switch
            {
                AssignmentExpressionSyntax other => IsOf(other.Left, symbol) && Holds(other.Right),
                InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax => TakesIn(node, symbol),
                _ => false,
            }
        );
    }

    bool TakesIn(SyntaxNode call, ISymbol symbol) =>
        Parts(call).Any(part => IsOf(part, symbol)) && Parts(call).Any(part => !IsOf(part, symbol) && Holds(part));

    bool IsOf(ExpressionSyntax expression, ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(Root(expression), symbol);

    // Save() without arguments writes what the object holds.
    bool UsesHolder(SyntaxNode declaration, IMethodSymbol writer)
    {
        if (_keeper is not null && SymbolEqualityComparer.Default.Equals(writer.ContainingType, _keeper))
            return true;
        var members = _holders
            .Where(holder =>
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

    static IEnumerable<ExpressionSyntax> Parts(SyntaxNode call)
    {
        if (Receiver(call) is { } receiver)
            yield return receiver;
        foreach (var argument in Names.Arguments(call))
            yield return argument.Expression;
    }

    static ExpressionSyntax? Receiver(SyntaxNode call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } }
            ? receiver
            : null;

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
                && Parts(node).Any(part => !part.Span.Contains(write.Span) && Holds(part))
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
                AssignmentExpressionSyntax assignment => (Root(assignment.Left), assignment.Right),
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
                && Parts(node).Any(part => part.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(IsCarrier))
                && Parts(node).Any(Holds)
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
            || Parts(write).FirstOrDefault(part => !IsPath(part, site)) is not { } source
        )
            return false;
        foreach (var node in _nodes)
            if (
                node.SpanStart < write.SpanStart
                && WriteSite.Of(node, _model, _cancellationToken) is { } first
                && Parts(write).Any(part => !IsPath(part, site) && SyntaxFactory.AreEquivalent(part, first.Path.Syntax))
                && Reaches(node, first, null, static () => true)
            )
                return true;
        return false;
    }

    ISymbol? Declared(SyntaxNode node) => _model.GetDeclaredSymbol(node, _cancellationToken);
}
