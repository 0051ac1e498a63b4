using System.Globalization;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>What the name of a file may be, from harmless to not.</summary>
enum NameKind
{
    /// <summary>Without a separator: the file is in the folder.</summary>
    Plain,

    /// <summary>Nothing is known; where it is a whole path, the folder does not count.</summary>
    Text,

    /// <summary>A whole path.</summary>
    Path,
}

/// <summary>Looks at where a name comes from: <c>Path.Combine(folder, name)</c> is the name where that is rooted.</summary>
sealed class ToldName(SourceIndex sources, CancellationToken cancellationToken)
{
    const int MaxDepth = 5;

    public NameKind Of(ExpressionSyntax name) => Of(name, MaxDepth);

    NameKind Of(ExpressionSyntax name, int depth)
    {
        if (depth == 0 || sources.Model(name.SyntaxTree) is not { } model)
            return NameKind.Text;
        if (model.GetConstantValue(name, cancellationToken) is { HasValue: true, Value: var constant })
            return OfText(Convert.ToString(constant, CultureInfo.InvariantCulture) ?? "");
        if (IsPlain(model.GetTypeInfo(name, cancellationToken).Type))
            return NameKind.Plain;
        var symbol = model.GetSymbolInfo(name, cancellationToken).Symbol;
        if (symbol is IParameterSymbol parameter)
            return OfCallers(parameter, depth);
        var type = symbol?.ContainingType?.ToDisplayString();
        switch (name)
        {
            case InvocationExpressionSyntax when type == "System.IO.Path":
                return symbol!.Name.StartsWith("GetFileName", StringComparison.Ordinal)
                    ? NameKind.Plain
                    : NameKind.Path;
            case InvocationExpressionSyntax when type == "System.IO.Directory" || symbol?.Name == "GetFolderPath":
            case MemberAccessExpressionSyntax
                when type is "System.IO.FileSystemInfo" or "System.AppContext" || symbol?.Name == "CurrentDirectory":
                return NameKind.Path;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var of } }
                when Names.Called(name)
                    is "ToString"
                        or "ToLowerInvariant"
                        or "ToUpperInvariant"
                        or "ToLower"
                        or "ToUpper":
                return Of(of, depth - 1);
        }

        var parts = new PathParts(sources, cancellationToken).Of(name);
        if (parts is [{ Value: { } same }] && same == name)
            return NameKind.Text;
        var kinds = parts.Select(part => part.Value is { } value ? Of(value, depth - 1) : OfText(part.Constant!));
        return kinds.First() == NameKind.Path ? NameKind.Path
            : kinds.All(kind => kind == NameKind.Plain) ? NameKind.Plain
            : NameKind.Text;
    }

    NameKind OfCallers(IParameterSymbol parameter, int depth)
    {
        if (
            parameter.ContainingSymbol
            is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false } method
        )
            return NameKind.Text;
        var worst = sources
            .Calls(method.Name)
            .Select(call =>
                sources.Model(call.SyntaxTree) is { } model ? BoundCall.Of(call, model, cancellationToken) : null
            )
            .Where(call => SymbolEqualityComparer.Default.Equals(call?.Method.OriginalDefinition, method))
            .Select(call =>
                call!.For(parameter)?.Syntax is ExpressionSyntax passed ? Of(passed, depth - 1) : NameKind.Text
            )
            .DefaultIfEmpty(NameKind.Text)
            .Max();
        return worst == NameKind.Plain && !IsKnown(method) ? NameKind.Text : worst;
    }

    // Nobody else can call it, nor hand it on.
    bool IsKnown(IMethodSymbol method) =>
        method.DeclaredAccessibility == Accessibility.Private
        && method
            .ContainingType.DeclaringSyntaxReferences.SelectMany(reference =>
                reference.GetSyntax(cancellationToken).DescendantNodes().OfType<SimpleNameSyntax>()
            )
            .Where(use => use.Identifier.ValueText == method.Name)
            .All(use =>
                use.Parent is InvocationExpressionSyntax
                || use.Parent?.Parent is InvocationExpressionSyntax call && call.Expression == use.Parent
            );

    // Numbers, GUIDs and enumerations.
    static bool IsPlain(ITypeSymbol? type) =>
        type
            is {
                    SpecialType: SpecialType.System_Boolean
                        or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64)
                }
                or { TypeKind: TypeKind.Enum }
                or { Name: "Guid", ContainingNamespace.Name: "System" };

    static NameKind OfText(string text) =>
        text.IndexOfAny(['/', '\\', ':']) < 0 ? NameKind.Plain
        : text[0] is '/' or '\\' || text.Length > 1 && text[1] == ':' ? NameKind.Path
        : NameKind.Text;
}
