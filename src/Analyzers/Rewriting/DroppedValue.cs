using System.Collections.Immutable;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Whether nobody misses that a value is found out: that does nothing, and does not fail. What finding out the target does
/// once more may have been done before.
/// </summary>
sealed class DroppedValue
{
    static readonly ImmutableHashSet<string> FailingOnText = ImmutableHashSet.Create(
        "CopyTo",
        "Insert",
        "PadLeft",
        "PadRight",
        "Remove",
        "Substring"
    );

    readonly PathExpression _target;
    readonly SemanticModel _model;
    readonly SourceIndex _sources;
    readonly HashSet<ISymbol> _kept = new(SymbolEqualityComparer.Default);
    readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);

    /// <param name="target">What is still found out.</param>
    /// <param name="model">Of the file.</param>
    public DroppedValue(ExpressionSyntax target, SemanticModel model)
    {
        (_target, _model) = (PathExpression.Of(target), model);
        _sources = new(model.Compilation);
        Keep(target);
    }

    /// <summary>Whether that is so of all that is declared.</summary>
    public bool Is(LocalDeclarationStatementSyntax declaration) =>
        _model.GetOperation(declaration) is { } operation && Is(operation, isKept: false);

    // Also by the variables that hold a part of the target.
    void Keep(SyntaxNode value)
    {
        foreach (var name in value.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
            switch (_model.GetSymbolInfo(name).Symbol)
            {
                case IPropertySymbol property:
                    _kept.Add(property);
                    break;
                case ILocalSymbol local when ReplaceSteps.Declaration(local) is { } declaration && _kept.Add(local):
                    Keep(declaration);
                    break;
            }
    }

    bool Is(IOperation operation, bool isKept)
    {
        if (operation.ConstantValue.HasValue)
            return true;
        isKept |= _target.Is(operation.Syntax, _model);
        return IsOne(operation, isKept) && operation.ChildOperations.All(child => Is(child, isKept));
    }

    bool IsOne(IOperation operation, bool isKept) =>
        operation switch
        {
            IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Add,
                Type.SpecialType: SpecialType.System_String
            } sum => IsText(sum.LeftOperand) && IsText(sum.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder } => false,
            IBinaryOperation { OperatorMethod: var method, IsChecked: false } => IsOfFramework(method),
            IUnaryOperation { OperatorMethod: var method, IsChecked: false } => IsOfFramework(method),
            IConversionOperation { IsChecked: false, Conversion: var conversion } cast => isKept
                || cast.IsTryCast
                || IsOfFramework(cast.OperatorMethod) && (conversion.IsImplicit || conversion.IsNumeric),
            IInterpolationOperation hole => IsText(hole.Expression),
            IPropertyReferenceOperation reference => Gets(reference.Property, isKept),
            IInvocationOperation call => Calls(call.TargetMethod, isKept),
            IObjectCreationOperation { Type.Name: "FileInfo" or "DirectoryInfo", Constructor: { } made } =>
                IsOfFramework(made),
            IArrayElementReferenceOperation or ICoalesceAssignmentOperation or IThrowOperation => isKept,
            IArgumentOperation
            or IArrayCreationOperation
            or IArrayInitializerOperation
            or IBlockOperation
            or ICoalesceOperation
            or IConditionalAccessInstanceOperation
            or IConditionalAccessOperation
            or IConditionalOperation
            or IExpressionStatementOperation
            or IFieldReferenceOperation
            or IInstanceReferenceOperation
            or IInterpolatedStringOperation
            or IInterpolatedStringTextOperation
            or IIsPatternOperation
            or ILocalReferenceOperation
            or IParameterReferenceOperation
            or IConstantPatternOperation
            or INegatedPatternOperation
            or IReturnOperation
            or IVariableDeclarationGroupOperation
            or IVariableDeclarationOperation
            or IVariableDeclaratorOperation
            or IVariableInitializerOperation => true,
            _ => false,
        };

    bool Gets(IPropertySymbol property, bool isKept)
    {
        isKept |= _kept.Contains(property);
        if (property.DeclaringSyntaxReferences.IsEmpty)
            return isKept || !property.IsIndexer && property.Name is not ("Value" or "Result");
        if (property.IsAbstract || property.IsVirtual || property.IsOverride)
            return isKept; // who knows which
        if (!_open.Add(property))
            return true;
        var isOne = property.DeclaringSyntaxReferences.All(reference =>
            Getter(reference.GetSyntax()) is not { } body
            || _sources.Operation(body) is { } operation && Is(operation, isKept)
        );
        _open.Remove(property);
        return isOne;
    }

    static SyntaxNode? Getter(SyntaxNode declaration)
    {
        var whole = declaration switch
        {
            PropertyDeclarationSyntax property => property.ExpressionBody,
            IndexerDeclarationSyntax indexer => indexer.ExpressionBody,
            _ => null,
        };
        var accessor = (declaration as BasePropertyDeclarationSyntax)?.AccessorList?.Accessors.FirstOrDefault(one =>
            one.Keyword.ValueText == "get"
        );
        return (SyntaxNode?)(whole ?? accessor?.ExpressionBody)?.Expression ?? accessor?.Body;
    }

    // One of the program may make a directory.
    static bool Calls(IMethodSymbol method, bool isKept) =>
        method.DeclaringSyntaxReferences.IsEmpty
        && StreamTypes.IsOfFramework(method.ContainingType)
        && method.ContainingType.Name switch
        {
            "Path" => true,
            "String" => isKept || !FailingOnText.Contains(method.Name),
            "Guid" => method.Name is "NewGuid" or "ToString",
            "Int32" or "Int64" => method.Name == "ToString",
            "DateTime" or "DateTimeOffset" => method.Name.StartsWith("To", StringComparison.Ordinal),
            "Environment" => method.Name.StartsWith("Get", StringComparison.Ordinal),
            "Process" => method.Name == "GetCurrentProcess",
            "File" => method.Name == "Exists",
            "Directory" => method.Name == "Exists" || isKept && method.Name == "CreateDirectory",
            _ => false,
        };

    // What is put into a text is asked for its own.
    static bool IsText(IOperation part)
    {
        while (part is IConversionOperation { OperatorMethod: null, Operand: var operand })
            part = operand;
        return part.ConstantValue.HasValue
            || part.Type
                is { SpecialType: not (SpecialType.None or SpecialType.System_Object) }
                    or { TypeKind: TypeKind.Enum }
            || part.Type
                is { TypeKind: TypeKind.Struct or TypeKind.Class }
                    and not { SpecialType: SpecialType.System_Object }
                && StreamTypes.IsOfFramework(part.Type);
    }

    static bool IsOfFramework(IMethodSymbol? method) =>
        method is null || StreamTypes.IsOfFramework(method.ContainingType);
}
