using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Everything that is done with a stream, and with what is wrapped around it, within its scope. What could outlive the scope, be kept by
/// somebody else or run at another time makes it <see cref="Escapes"/>.
/// </summary>
sealed class StreamUses(SemanticModel model, CancellationToken cancellationToken)
{
    const int MaxDepth = 3;

    /// <summary>A mention that is no use.</summary>
    public IdentifierNameSyntax? Ignored { get; init; }

    /// <summary>Where it is written to, in whatever way.</summary>
    public List<SyntaxNode> Writes { get; } = [];

    /// <summary>Where it, or what is wrapped around it, is closed.</summary>
    public List<SyntaxNode> Closings { get; } = [];

    /// <summary>Calls of <c>Flush(flushToDisk)</c>, which only a file has.</summary>
    public List<InvocationExpressionSyntax> FlushesToDisk { get; } = [];

    /// <summary>Types of parameters of private methods that it is passed for, which take no other stream than that of a file.</summary>
    public HashSet<TypeSyntax> NarrowTypes { get; } = [];

    /// <summary>Blocks and declarations that write out something at their end.</summary>
    public List<SyntaxNode> FinishingScopes { get; } = [];

    /// <summary>Whether it may be closed before its own scope ends.</summary>
    public bool MayBeClosed { get; private set; }

    /// <summary>Whether something wrapped around it writes out the rest only when the scope ends.</summary>
    public bool IsFinishedLate { get; private set; }

    /// <summary>Whether it may be written to elsewhere than at its end.</summary>
    public bool Moves { get; private set; }

    public bool Escapes { get; private set; }

    public IEnumerable<SyntaxNode> All => Writes.Concat(Closings);

    /// <summary>Collects what a scope does with a local or parameter.</summary>
    public StreamUses Of(ISymbol symbol, IEnumerable<SyntaxNode> scope)
    {
        Collect(symbol, scope, isRoot: true, owns: true, 0);
        return this;
    }

    /// <summary>Collects what is done with the value of an expression, and with what it is wrapped into.</summary>
    public StreamUses Of(ExpressionSyntax value, IEnumerable<SyntaxNode> scope)
    {
        Use(value, scope, isRoot: true, owns: true, 0);
        return this;
    }

    void Collect(ISymbol symbol, IEnumerable<SyntaxNode> scope, bool isRoot, bool owns, int depth)
    {
        foreach (var name in scope.SelectMany(node => node.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>())
            if (
                name != Ignored
                && name.Identifier.ValueText == symbol.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol, symbol)
            )
                Use(name, scope, isRoot, owns, depth);
    }

    // owns: whether closing it closes the stream, too.
    void Use(ExpressionSyntax value, IEnumerable<SyntaxNode> scope, bool isRoot, bool owns, int depth)
    {
        while (
            value.Parent
                is ParenthesizedExpressionSyntax
                    or CastExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }
        )
            value = (ExpressionSyntax)value.Parent;
        if (IsDeferred(value, scope))
        {
            Escapes = true;
            return;
        }

        switch (value.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Expression == value:
                UseMember(access.Name.Identifier.ValueText, access, isRoot, owns);
                break;
            case ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding }
            } conditional when conditional.Expression == value:
                UseMember(binding.Name.Identifier.ValueText, binding, isRoot, owns);
                break;
            case BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression
            } comparison when IsNull(comparison.Left) || IsNull(comparison.Right):
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var constant } }
                when IsNull(constant):
            case IsPatternExpressionSyntax
            {
                Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var excluded } }
            } when IsNull(excluded):
                break;
            case ArgumentSyntax
            {
                RefKindKeyword.RawKind: 0,
                Parent: ArgumentListSyntax { Parent: ExpressionSyntax call }
            } argument:
                Pass(argument, call, scope, owns, depth);
                break;
            default:
                Escapes = true;
                break;
        }
    }

    void UseMember(string name, ExpressionSyntax member, bool isRoot, bool owns)
    {
        if (member.Parent is InvocationExpressionSyntax call && call.Expression == member)
        {
            if (name is "Dispose" or "Close" or "DisposeAsync")
            {
                Closings.Add(call);
                MayBeClosed |= !isRoot && owns;
                return;
            }

            Moves |=
                name == "Seek"
                || name == "SetLength"
                    && call.ArgumentList.Arguments
                        is not [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Position" } }];
            if (isRoot && name == "Flush" && call.ArgumentList.Arguments.Count == 1)
                FlushesToDisk.Add(call);
            if (
                model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol
                {
                    IsExtensionMethod: true
                } extension
            )
            {
                MayBeClosed |= MayClose(extension.ReducedFrom ?? extension, 0, 0);
                Moves |= !IsTrusted(extension);
            }

            Writes.Add(call);
            Escapes |= IsPending(call);
        }
        else if (
            member.Parent is AssignmentExpressionSyntax assignment && assignment.Left == member
            || member.Parent is MemberAccessExpressionSyntax
            || IsValue(model.GetTypeInfo(member, cancellationToken).Type)
        )
        {
            Writes.Add(member); // a property such as Position or Length
            Moves |= name == "BaseStream" || name == "Position" && (member.Parent is not ArgumentSyntax);
        }
        else
        {
            Escapes = true; // a method group, or something that belongs to the stream
        }
    }

    void Pass(ArgumentSyntax argument, ExpressionSyntax call, IEnumerable<SyntaxNode> scope, bool owns, int depth)
    {
        var method = model.GetSymbolInfo(call, cancellationToken).Symbol as IMethodSymbol;
        Moves |=
            (method is null || !IsTrusted(method))
            && !(HasWritten && !IsStream(model.GetTypeInfo(argument.Expression, cancellationToken).Type));
        var made = model.GetTypeInfo(call, cancellationToken).Type;
        if (call is BaseObjectCreationExpressionSyntax || IsDisposable(made))
        {
            Wrap(
                call,
                owns
                    && Owns(
                        method,
                        argument,
                        (call as BaseObjectCreationExpressionSyntax)?.ArgumentList
                            ?? ((InvocationExpressionSyntax)call).ArgumentList
                    ),
                scope,
                depth
            );
            return;
        }

        Writes.Add(call);
        Escapes |= IsPending(call);
        // Where another argument does not compile, each method that would fit is asked.
        var meant = BoundCall.All(call, model, cancellationToken);
        foreach (var bound in meant)
            if (
                bound.ParameterOf(argument) is { Type.Name: "FileStream" } parameter
                && bound.Method is { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable }
            )
                NarrowTypes.UnionWith(
                    parameter
                        .DeclaringSyntaxReferences.Where(reference => reference.SyntaxTree == model.SyntaxTree)
                        .Select(reference => reference.GetSyntax(cancellationToken))
                        .OfType<ParameterSyntax>()
                        .Select(declared => declared.Type!)
                );
        if (
            owns
            && (
                meant.Count == 0
                || meant.Any(bound =>
                    bound.ParameterOf(argument)?.Ordinal is not { } ordinal || MayClose(bound.Method, ordinal, depth)
                )
            )
        )
            MayBeClosed = true;
    }

    // A writer that has begun to write sequentially is trusted to be so elsewhere.
    bool HasWritten =>
        Writes.Any(write =>
            write
                is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }
                }
            && name.StartsWith("Write", StringComparison.Ordinal)
        );

    void Wrap(ExpressionSyntax wrapper, bool owns, IEnumerable<SyntaxNode> scope, int depth)
    {
        Writes.Add(wrapper);
        var value = wrapper;
        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax)
            value = (ExpressionSyntax)value.Parent;
        if (depth > MaxDepth)
        {
            Escapes = true;
        }
        else if (
            value.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: ExpressionSyntax outer } } argument
        )
        {
            Pass(argument, outer, scope, owns, depth + 1);
        }
        else if (value.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call })
        {
            MayBeClosed |= owns; // new BinaryWriter(stream).Write(…)
            Escapes |= IsPending(call);
        }
        else if (
            value.Parent
                is EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration
                    } declarator
                }
            && model.GetDeclaredSymbol(declarator, cancellationToken) is ILocalSymbol local
        )
        {
            switch (declaration.Parent)
            {
                case UsingStatementSyntax block:
                    FinishingScopes.Add(block);
                    MayBeClosed |= owns;
                    Collect(local, [block.Statement], isRoot: false, owns, depth + 1);
                    break;
                case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } statement:
                    FinishingScopes.Add(statement);
                    IsFinishedLate = true;
                    Collect(local, StatementList.From(statement)?.ToArray() ?? [], isRoot: false, owns, depth + 1);
                    break;
                case LocalDeclarationStatementSyntax statement:
                    Collect(local, StatementList.From(statement)?.ToArray() ?? [], isRoot: false, owns, depth + 1);
                    break;
                default:
                    Escapes = true;
                    break;
            }
        }
        else
        {
            Escapes = true;
        }
    }

    // A wrapper closes what it wraps, unless told not to or known not to.
    static bool Owns(IMethodSymbol? made, ArgumentSyntax stream, BaseArgumentListSyntax? arguments)
    {
        if (made is null)
            return true;
        if (
            made.ContainingType.ToDisplayString() is "System.Text.Json.Utf8JsonWriter"
            || made is { Name: "Create", ContainingType.Name: "XmlWriter" or "XmlReader" }
        )
            return false;
        if (!IsDisposable(made.MethodKind == MethodKind.Constructor ? made.ContainingType : made.ReturnType))
            return !IsTrusted(made); // it may close it on another occasion
        for (var i = 0; i < (arguments?.Arguments.Count ?? 0); i++)
        {
            var argument = arguments!.Arguments[i];
            var name = argument.NameColon?.Name.Identifier.ValueText
                ?? (i < made.Parameters.Length ? made.Parameters[i].Name : "");
            if (
                argument != stream
                && (
                    name is "leaveOpen" && argument.Expression.IsKind(SyntaxKind.TrueLiteralExpression)
                    || name is "ownsStream" && argument.Expression.IsKind(SyntaxKind.FalseLiteralExpression)
                )
            )
                return false;
        }

        return true;
    }

    /// <summary>Whether a method may close what it is passed for a parameter. The framework's do not; others are read where their source is there.</summary>
    bool MayClose(IMethodSymbol method, int ordinal, int depth)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return !IsTrusted(method);
        if (
            depth > MaxDepth
            || method.IsAbstract
            || method.IsVirtual
            || method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed
            || ordinal >= method.Parameters.Length
        )
            return true;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(cancellationToken);
            if (!model.Compilation.ContainsSyntaxTree(declaration.SyntaxTree))
                return true; // of another project
#pragma warning disable RS1030 // A fix, not an analyzer: it looks at one method of another file.
            var theirs =
                declaration.SyntaxTree == model.SyntaxTree
                    ? model
                    : model.Compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
            if (
                theirs.GetDeclaredSymbol(declaration, cancellationToken) is not IMethodSymbol declared
                || ordinal >= declared.Parameters.Length
            )
                return true;
            var body = declaration
                .ChildNodes()
                .Where(child => child is BlockSyntax or ArrowExpressionClauseSyntax)
                .ToArray();
            if (body.Length == 0)
                return true;
            var uses = new StreamUses(theirs, cancellationToken);
            uses.Collect(declared.Parameters[ordinal], body, isRoot: true, owns: true, depth + 1);
            NarrowTypes.UnionWith(uses.NarrowTypes.Where(type => type.SyntaxTree == model.SyntaxTree));
            if (uses.Escapes || uses.MayBeClosed || uses.Closings.Count > 0 || uses.IsFinishedLate)
                return true;
        }

        return false;
    }

    // What the framework does itself: not what somebody else puts behind its delegates and interfaces.
    static bool IsTrusted(IMethodSymbol method) =>
        method.ContainingType?.TypeKind is not (null or TypeKind.Delegate or TypeKind.Interface)
        && method.ContainingAssembly?.Name is { } assembly
        && (
            assembly is "mscorlib" or "netstandard" or "System" or "Newtonsoft.Json"
            || assembly.StartsWith("System.", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
        );

    // Within a lambda or local function of the scope, other than the body of a ForEach that ends before the next statement.
    static bool IsDeferred(SyntaxNode node, IEnumerable<SyntaxNode> scope)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is LocalFunctionStatementSyntax && scope.Any(part => part.Span.Contains(ancestor.Span)))
                return true;
            if (
                ancestor is AnonymousFunctionExpressionSyntax
                && scope.Any(part => part.Span.Contains(ancestor.Span))
                && ancestor.Parent
                    is not ArgumentSyntax
                    {
                        Parent.Parent: InvocationExpressionSyntax
                        {
                            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ForEach" }
                        }
                    }
            )
                return true;
            if (ancestor is MemberDeclarationSyntax)
                return false;
        }

        return false;
    }

    // A task that nobody waits for on the spot.
    bool IsPending(ExpressionSyntax call)
    {
        var type = model.GetTypeInfo(call, cancellationToken).Type;
        if (
            type is null or IErrorTypeSymbol
                ? !Names.Called(call).EndsWith("Async", StringComparison.Ordinal)
                : type is not INamedTypeSymbol { Name: "Task" or "ValueTask" }
        )
            return false;
        SyntaxNode? outer = call.Parent;
        if (outer is ConditionalAccessExpressionSyntax)
            outer = outer.Parent;
        return outer switch
        {
            AwaitExpressionSyntax => false,
            MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "ConfigureAwait",
                Parent: InvocationExpressionSyntax { Parent: AwaitExpressionSyntax }
            } => false,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "GetAwaiter" or "Result" } => false,
            _ => true,
        };
    }

    static bool IsDisposable(ITypeSymbol? type) =>
        type is not null
        && type.TypeKind != TypeKind.Error
        && (IsDisposableItself(type) || type.AllInterfaces.Any(IsDisposableItself))
        && type.Name is not ("Task" or "ValueTask");

    static bool IsStream(ITypeSymbol? type)
    {
        for (; type is not null and not IErrorTypeSymbol; type = type.BaseType)
            if (type is { Name: "Stream", ContainingNamespace.Name: "IO" })
                return true;
        return false;
    }

    static bool IsDisposableItself(ITypeSymbol type) =>
        type is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace.Name: "System" };

    static bool IsValue(ITypeSymbol? type) =>
        type is { IsValueType: true } or { SpecialType: SpecialType.System_String };

    static bool IsNull(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NullLiteralExpression);
}
