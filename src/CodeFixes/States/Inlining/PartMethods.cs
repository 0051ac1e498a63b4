using System.Runtime.CompilerServices;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>What a method may have to do with a load or a save.</summary>
[Flags]
enum PartKinds
{
    None = 0,

    /// <summary>It deserializes.</summary>
    Reads = 1,

    /// <summary>It serializes.</summary>
    Writes = 2,

    /// <summary>It uses files.</summary>
    Files = 4,
}

/// <summary>Methods that do a part of a load or a save, and are told the rest.</summary>
static class PartMethods
{
    const int MaxLayers = 2;

    static readonly ConditionalWeakTable<ProgramSources, Dictionary<(string Name, int Layers), PartKinds>> Known =
        new();

    static readonly string[] Files = ["File", "AtomicFile", "Directory", "FileStream", "StreamReader", "StreamWriter"];

    /// <summary>Names cost nothing: what methods of a name may do, themselves or in what they call.</summary>
    public static PartKinds Of(string name, ProgramSources sources) => Of(name, sources, MaxLayers);

    static PartKinds Of(string name, ProgramSources sources, int layers)
    {
        if (name.Length == 0)
            return PartKinds.None;
        var known = Known.GetOrCreateValue(sources);
        lock (known)
            if (known.TryGetValue((name, layers), out var kinds))
                return kinds;
        var found = sources
            .Methods(name)
            .SelectMany(method => method.DescendantNodes())
            .Aggregate(PartKinds.None, (kinds, node) => kinds | Of(node, name, sources, layers));
        lock (known)
            known[(name, layers)] = found;
        return found;
    }

    static PartKinds Of(SyntaxNode node, string name, ProgramSources sources, int layers) =>
        node switch
        {
            IdentifierNameSyntax { Identifier.ValueText: var used } => Files.Contains(used)
                ? PartKinds.Files
                : PartKinds.None,
            InvocationExpressionSyntax when JsonCall.MayRead(node) => PartKinds.Reads,
            InvocationExpressionSyntax when JsonCall.MayWrite(node) => PartKinds.Writes,
            InvocationExpressionSyntax when layers > 0 && Names.Called(node) != name => Of(
                Names.Called(node),
                sources,
                layers - 1
            ),
            _ => PartKinds.None,
        };

    /// <summary>
    /// Whether a parameter is its path, the text or the options, its type parameter is the state, or it returns the
    /// text.
    /// </summary>
    public static bool IsOne(
        IMethodSymbol method,
        MethodDeclarationSyntax declaration,
        SemanticModel model,
        ProgramSources sources,
        CancellationToken cancellationToken
    ) => IsOne(method, declaration, model, sources, MaxLayers, cancellationToken);

    static bool IsOne(
        IMethodSymbol method,
        MethodDeclarationSyntax declaration,
        SemanticModel model,
        ProgramSources sources,
        int layers,
        CancellationToken cancellationToken
    )
    {
        var calls = Names
            .Within(declaration)
            .Where(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
            .ToArray();
        var returnsText = ReturnsText(method.ReturnType);
        var json = calls.Select(node => JsonCall.Of(node, model, cancellationToken)).OfType<JsonCall>().ToArray();
        if (
            json.Any(call =>
                call.State is ITypeParameterSymbol
                || IsTold(call.Content)
                || IsTold(call.Options)
                || returnsText && !call.IsRead && call.Content is null
            )
        )
            return true;
        foreach (var node in calls)
        {
            if (FileCall.Of((ExpressionSyntax)node, model, cancellationToken) is { } file)
            {
                if (IsTold(file.Path) || returnsText && file.Name.StartsWith("Read", StringComparison.Ordinal))
                    return true;
                continue;
            }

            if (
                node is not InvocationExpressionSyntax call
                || !Names.Arguments(call).Any(passed => IsTold(passed.Expression))
            )
                continue;
            if (
                call.Expression is MemberAccessExpressionSyntax
                {
                    Expression: IdentifierNameSyntax { Identifier.ValueText: "Directory" }
                }
            )
                return true;
            if (
                layers > 0
                && Of(Names.Called(call), sources) != PartKinds.None
                && PartTarget(call, model, sources, cancellationToken) is var (target, code, other)
                && !SymbolEqualityComparer.Default.Equals(target, method)
                && IsOne(target, code, other, sources, layers - 1, cancellationToken)
            )
                return true;
        }

        return false;

        // By a parameter of the method, or what is made of one.
        bool IsTold(ExpressionSyntax? value) =>
            value is not null
            && value
                .DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Any(name =>
                    model.GetSymbolInfo(name, cancellationToken).Symbol is IParameterSymbol { Type: var type } told
                        && SymbolEqualityComparer.Default.Equals(told.ContainingSymbol, method)
                        && (
                            ReturnsText(type)
                            || type.Name is "Stream" or "FileInfo" or "JsonSerializerOptions" or "JsonTypeInfo"
                        )
                    || OnlyLocal.Of(name, model, cancellationToken) is { } local
                        && !local.Value.Span.Contains(name.Span)
                        && IsTold(local.Value)
                );
    }

    static (IMethodSymbol Method, MethodDeclarationSyntax Code, SemanticModel Model)? PartTarget(
        InvocationExpressionSyntax call,
        SemanticModel model,
        ProgramSources sources,
        CancellationToken cancellationToken
    ) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol called
        && (called.ReducedFrom ?? called).OriginalDefinition is { DeclaringSyntaxReferences: [var reference] }
        && reference.GetSyntax(cancellationToken) is MethodDeclarationSyntax declaration
        && sources.Model(declaration.SyntaxTree) is { } other
        && other.GetDeclaredSymbol(declaration, cancellationToken) is IMethodSymbol method
            ? (method, declaration, other)
            : null;

    static bool ReturnsText(ITypeSymbol type) =>
        type.Awaited()
            is { SpecialType: SpecialType.System_String }
                or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };
}
