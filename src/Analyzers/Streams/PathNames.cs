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
            if (Collection(path, model) is { } collection)
            {
                path = collection;
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
                    || model.GetTypeInfo(access.Expression).Type is { IsTupleType: true }
                    || IsOfCollections(model.GetSymbolInfo(access).Symbol)
                ) && IsMadeOf(access.Expression, names, model),
            ElementAccessExpressionSyntax element => IsMadeOf(element.Expression, names, model)
                && !names.IsBesideElement(element, model),
            AssignmentExpressionSyntax given => IsMadeOf(given.Right, names, model),
            TupleExpressionSyntax tuple => tuple.Arguments.Any(part => IsMadeOf(part.Expression, names, model)),
            ArrayCreationExpressionSyntax { Initializer: { } list } => AreMadeOf(list, names, model),
            ImplicitArrayCreationExpressionSyntax { Initializer: var list } => AreMadeOf(list, names, model),
            InitializerExpressionSyntax list => AreMadeOf(list, names, model),
            CollectionExpressionSyntax list => list
                .Elements.OfType<ExpressionElementSyntax>()
                .Any(part => IsMadeOf(part.Expression, names, model)),
            SwitchExpressionSyntax choice => choice.Arms.Any(arm => IsMadeOf(arm.Expression, names, model)),
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax } access => IsMadeOf(
                access.Expression,
                names,
                model
            ),
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.CoalesceExpression
            } sum => IsMadeOf(sum.Left, names, model) || IsMadeOf(sum.Right, names, model),
            ConditionalExpressionSyntax choice => IsMadeOf(choice.WhenTrue, names, model)
                || IsMadeOf(choice.WhenFalse, names, model),
            InterpolatedStringExpressionSyntax text => text
                .Contents.OfType<InterpolationSyntax>()
                .Any(hole => IsMadeOf(hole.Expression, names, model)),
            InvocationExpressionSyntax call => MayReturn(model.GetSymbolInfo(call).Symbol)
                && (
                    call.ArgumentList.Arguments.Any(argument => IsMadeOf(argument.Expression, names, model))
                    || call.Expression is MemberAccessExpressionSyntax { Expression: var text }
                        && IsMadeOf(text, names, model)
                ),
            ObjectCreationExpressionSyntax { ArgumentList.Arguments: [var only] } made
                when Names.Simple(made.Type) is "FileInfo" or "DirectoryInfo" or "Uri" => IsMadeOf(
                only.Expression,
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
            // new List<string> { path }, new Queue<string>(paths); who is given an object may look into it.
            BaseObjectCreationExpressionSyntax made => made.Initializer is { } list && AreMadeOf(list, names, model)
                || IsOfCollections(model.GetSymbolInfo(made).Symbol)
                    && Names.Arguments(made).Any(argument => IsMadeOf(argument.Expression, names, model)),
            _ => false,
        };

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

    static bool AreMadeOf(InitializerExpressionSyntax list, PathAliases names, SemanticModel model) =>
        list.Expressions.Any(part => IsMadeOf(part, names, model));

    static bool IsOne(ExpressionSyntax name, PathAliases names, SemanticModel model) =>
        model.GetSymbolInfo(name).Symbol is { } symbol && names.Contains(symbol);

    static bool IsVariable(ISymbol symbol) =>
        symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol;

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
