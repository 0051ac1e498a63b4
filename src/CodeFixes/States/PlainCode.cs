using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Whether code of a state only makes a value. It runs once more for each save, which is loaded again to be sure that
/// it comes back.
/// </summary>
sealed class PlainCode(Compilation compilation)
{
    // Types whose methods make the same of the same.
    static readonly string[] Pure =
    [
        "string",
        "char",
        "object",
        "System.Convert",
        "System.Enum",
        "System.Linq.Enumerable",
        "System.Math",
        "System.MathF",
        "System.TimeSpan",
        "System.Version",
    ];

    static readonly string[] PurePaths =
    [
        "ChangeExtension",
        "Combine",
        "GetDirectoryName",
        "GetExtension",
        "GetFileName",
        "GetFileNameWithoutExtension",
        "Join",
    ];

    static readonly string[] Looking =
    [
        "Contains",
        "ContainsKey",
        "Equals",
        "GetValueOrDefault",
        "IndexOf",
        "TryGetValue",
    ];

    // What begins something when it is made.
    static readonly string[] Beginners =
    [
        "FileStream",
        "FileSystemWatcher",
        "Mutex",
        "Process",
        "StreamWriter",
        "Thread",
        "Timer",
    ];

    // What changes something that others see.
    static readonly string[] Changers = ["Directory", "File", "Interlocked", "Process", "Task", "Thread", "ThreadPool"];

    readonly ProgramSources _sources = ProgramSources.Of(compilation);
    readonly HashSet<SyntaxNode> _seen = [];

    /// <summary>Whether a call makes the same of the same, and does nothing else.</summary>
    public bool IsPure(InvocationExpressionSyntax call) =>
        Names.Called(call) is "nameof"
        || SymbolOf(call) is IMethodSymbol { ContainingType: { } type } method
            && (
                type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String
                || Pure.Contains(type.ToDisplayString())
                || type.ToDisplayString() == "System.IO.Path" && PurePaths.Contains(method.Name)
                || Looking.Contains(method.Name) && StreamTypes.IsOfFramework(type)
            );

    /// <summary>Whether a static member, or what it holds, is set, which is the same for all objects.</summary>
    public bool ChangesShared(SyntaxNode node) =>
        node switch
        {
            AssignmentExpressionSyntax set => set.Left,
            PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } change =>
                change.Operand,
            PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
            } change => change.Operand,
            _ => null,
        }
            is { } target
        && IsShared(target);

    // Store.Count, Store.Current.Theme, Store.All["a"]
    bool IsShared(ExpressionSyntax target) =>
        SymbolOf(target) is { IsStatic: true } and (IFieldSymbol or IPropertySymbol or IEventSymbol)
        || target switch
        {
            MemberAccessExpressionSyntax member => IsShared(member.Expression),
            ElementAccessExpressionSyntax element => IsShared(element.Expression),
            _ => false,
        };

    /// <summary>
    /// Whether what the members of a type are set to before its constructor runs, and the constructors of what it derives
    /// from, do nothing else.
    /// </summary>
    public bool InitializesOnly(INamedTypeSymbol type)
    {
        for (var parent = type; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
            if (
                !parent
                    .GetMembers()
                    .Where(member => !member.IsStatic)
                    .SelectMany(member => member.DeclaringSyntaxReferences)
                    .Select(reference => Initial(reference.GetSyntax()))
                    .Concat<SyntaxNode?>(
                        parent.Equals(type, SymbolEqualityComparer.Default) ? [] : Constructors(parent)
                    )
                    .All(code => code is null || MakesOnly(code))
            )
                return false;
        return true;
    }

    static IEnumerable<SyntaxNode> Constructors(INamedTypeSymbol type) =>
        type
            .InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax())
            .OfType<ConstructorDeclarationSyntax>();

    static ExpressionSyntax? Initial(SyntaxNode declaration) =>
        declaration switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => null,
        };

    /// <summary>Whether code makes something, and does nothing else.</summary>
    /// <remarks>What is within a lambda runs when somebody calls it.</remarks>
    public bool MakesOnly(SyntaxNode code) =>
        !_seen.Add(code)
        || code.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax)
            .All(node =>
                node switch
                {
                    _ when ChangesShared(node) => false,
                    AwaitExpressionSyntax => false,
                    AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } set => SymbolOf(
                        set.Left
                    )
                        is not IEventSymbol,
                    InvocationExpressionSyntax call => IsPure(call)
                        || SymbolOf(call) is not { } called
                        || !IsOfSharedList(call, called) && Runs(called),
                    BaseObjectCreationExpressionSyntax made => SymbolOf(made) is not { } constructor
                        || Runs(constructor),
                    SimpleNameSyntax name => SymbolOf(name) is not IPropertySymbol property || Runs(property),
                    _ => true,
                }
            );

    // Store.All.Add(this)
    bool IsOfSharedList(InvocationExpressionSyntax call, ISymbol called) =>
        Names.Receiver(call) is { } receiver
        && IsShared(receiver)
        && called.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);

    bool Runs(ISymbol called)
    {
        if (called is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } or { IsAbstract: true })
            return false;
        if (called.DeclaringSyntaxReferences.IsEmpty)
            return called is IMethodSymbol { MethodKind: MethodKind.Constructor }
                ? !Beginners.Contains(called.ContainingType.Name)
                    && (
                        !called.IsImplicitlyDeclared
                        || called.ContainingType.DeclaringSyntaxReferences.IsEmpty
                        || InitializesOnly(called.ContainingType)
                    )
                : called is IPropertySymbol
                    || StreamTypes.IsOfFramework(called.ContainingType)
                        && !Changers.Contains(called.ContainingType.Name);
        return called
                .DeclaringSyntaxReferences.Select(reference => reference.GetSyntax())
                .All(code => code is TypeDeclarationSyntax || MakesOnly(code))
            && (
                called is not IMethodSymbol { MethodKind: MethodKind.Constructor }
                || InitializesOnly(called.ContainingType)
            );
    }

    ISymbol? SymbolOf(SyntaxNode node) => _sources.Model(node.SyntaxTree)?.GetSymbolInfo(node).Symbol;
}
