using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>Variables that hold the path of a file, or one that is made of it.</summary>
static partial class PathNames
{
    /// <summary>
    /// The path of an opening where it stands in it; what it is the path of, where it was made up
    /// (<c>info.FullName</c>).
    /// </summary>
    public static ExpressionSyntax Within(ExpressionSyntax opening, ExpressionSyntax path)
    {
        var texts = new[] { path, (path as MemberAccessExpressionSyntax)?.Expression }
            .OfType<ExpressionSyntax>()
            .Select(text => text.ToString());
        return texts
            .SelectMany(text =>
                opening
                    .DescendantNodesAndSelf(node => node is not NameColonSyntax) // path: path
                    .OfType<ExpressionSyntax>()
                    .Where(node => node.ToString() == text)
            )
            .FirstOrDefault()
            ?? opening;
    }

    /// <summary>The variables that name the file itself.</summary>
    public static IEnumerable<ISymbol> Of(ExpressionSyntax path, SemanticModel model)
    {
        for (var layer = 0; layer < MaxLayers; layer++)
        {
            path = Inner(path);
            if (model.SyntaxTree != path.SyntaxTree)
                yield break;
            if ((Collection(path, model) ?? Named(path, model)) is { } source)
            {
                path = source;
                continue;
            }

            if (
                path is not (IdentifierNameSyntax or MemberAccessExpressionSyntax)
                || model.GetSymbolInfo(path).Symbol is not { } symbol
                || !IsVariable(symbol)
            )
                yield break;
            yield return symbol;
            if ((GivenBy(symbol) ?? Initializer.Of(model.GetOperation(path))) is not { } value || value == path)
                yield break;
            path = value;
        }
    }

    /// <summary>The element of a collection that a path is; null where it is none.</summary>
    public static ElementAccessExpressionSyntax? Element(ExpressionSyntax path) =>
        Inner(path) as ElementAccessExpressionSyntax;

    /// <summary>The variables that name a directory that the file is in.</summary>
    public static IEnumerable<ISymbol> DirectoriesOf(ExpressionSyntax path, SemanticModel model)
    {
        for (var layer = 0; layer < MaxLayers; layer++)
        {
            path = Inner(path);
            if (path.SyntaxTree != model.SyntaxTree)
                yield break;
            if (
                path is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var first }, ..] } call
                && Names.Simple(call.Expression) is "Combine" or "Join"
            )
            {
                path = first;
                if (model.GetSymbolInfo(Inner(first)).Symbol is { } directory && IsVariable(directory))
                    yield return directory;
            }

            if (Initializer.Of(model.GetOperation(path)) is not { } value || value == path)
                yield break;
            path = value;
        }
    }

    /// <summary>Whether an expression is one of them, or a path or text that is put together of one.</summary>
    public static bool IsMadeOf(ExpressionSyntax expression, PathAliases names, SemanticModel model) =>
        Inner(expression) switch
        {
            IdentifierNameSyntax name => IsOne(name, names, model),
            MemberAccessExpressionSyntax access => IsOne(access, names, model)
                || (
                    access.Name.Identifier.ValueText
                        is "AbsolutePath"
                            or "Directory"
                            or "DirectoryName"
                            or "LocalPath"
                            or "Name"
                            or "OriginalString"
                            or "Parent"
                    || model.GetTypeInfo(access.Expression).Type is { IsTupleType: true } or { IsAnonymousType: true }
                    || IsOfCollections(model.GetSymbolInfo(access).Symbol)
                ) && IsMadeOf(access.Expression, names, model),
            ElementAccessExpressionSyntax element => IsMadeOf(element.Expression, names, model)
                && !names.IsBesideElement(element, model),
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax } access => IsMadeOf(
                access.Expression,
                names,
                model
            ),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum => IsMadeOf(sum.Left, names, model)
                || IsMadeOf(sum.Right, names, model),
            InterpolatedStringExpressionSyntax text => text
                .Contents.OfType<InterpolationSyntax>()
                .Any(hole => IsMadeOf(hole.Expression, names, model)),
            InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is { } method
                && (
                    MayReturn(method) && Names.Operands(call).Any(operand => IsMadeOf(operand, names, model))
                    || method is IMethodSymbol { MethodKind: MethodKind.DelegateInvoke }
                        && IsMadeOf(TargetUses.Called(call), names, model)
                ),
            BaseObjectCreationExpressionSyntax made when Named(made, model) is { } named => IsMadeOf(
                named,
                names,
                model
            ),
            BaseObjectCreationExpressionSyntax made when model.GetTypeInfo(made).Type?.Name == "ProcessStartInfo" =>
                Names
                    .Arguments(made)
                    .Select(argument => argument.Expression)
                    .Concat(
                        made.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>().Select(set => set.Right)
                            ?? []
                    )
                    .Any(value => IsMadeOf(value, names, model)),
            var whole => Parts(whole, model).Any(part => IsMadeOf(part, names, model)),
        };

    // What a file is named by where an object of it is made.
    static ExpressionSyntax? Named(ExpressionSyntax made, SemanticModel model) =>
        made is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var only] }
        && model.GetTypeInfo(made).Type is { Name: "FileInfo" or "DirectoryInfo" or "Uri" }
            ? only.Expression
            : null;

    // A method of the program may do with it what it likes.
    static bool MayReturn(ISymbol? method) =>
        method
            is IMethodSymbol
                {
                    DeclaringSyntaxReferences.IsEmpty: true,
                    ContainingType: { Name: "Path" } or { SpecialType: SpecialType.System_String }
                }
                or IMethodSymbol
                {
                    DeclaringSyntaxReferences.IsEmpty: false,
                    ReturnType: { SpecialType: SpecialType.System_String } or { Name: "FileInfo" }
                }
        || IsOfCollections(method);

    const int MaxLayers = 6;

    static bool IsOne(ExpressionSyntax name, PathAliases names, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is { } symbol && names.Contains(symbol);

    static bool IsVariable(ISymbol symbol) =>
        symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol or IRangeVariableSymbol;

    static ExpressionSyntax Inner(ExpressionSyntax expression)
    {
        while (true)
        {
            var inner = expression switch
            {
                ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
                CastExpressionSyntax cast => cast.Expression,
                PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure =>
                    sure.Operand,
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FullName", Expression: var file } => file,
                _ => null,
            };
            if (inner is null)
                return expression;
            expression = inner;
        }
    }
}
