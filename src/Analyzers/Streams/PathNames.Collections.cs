using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// A path that is taken from a collection: whoever has the collection has the path.
static partial class PathNames
{
    /// <summary>
    /// What a collection, a tuple or an object without a name holds, a choice chooses among, and a file's name is of.
    /// </summary>
    public static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax whole, SemanticModel model) =>
        Inner(whole) switch
        {
            TupleExpressionSyntax tuple => tuple.Arguments.Select(part => part.Expression),
            AnonymousObjectCreationExpressionSyntax made => made.Initializers.Select(part => part.Expression),
            ArrayCreationExpressionSyntax { Initializer: { } list } => list.Expressions,
            ImplicitArrayCreationExpressionSyntax { Initializer: var list } => list.Expressions,
            InitializerExpressionSyntax list => list.Expressions,
            CollectionExpressionSyntax list => list.Elements.SelectMany(element =>
                element.ChildNodes().OfType<ExpressionSyntax>()
            ),
            // new List<string> { path }, new Queue<string>(paths); who is given an object may look into it.
            BaseObjectCreationExpressionSyntax made => (made.Initializer?.Expressions ?? default).Concat(
                IsOfCollections(model.GetSymbolInfo(made).Symbol)
                    ? Names.Arguments(made).Select(argument => argument.Expression)
                    : []
            ),
            InvocationExpressionSyntax call when IsOfCollections(model.GetSymbolInfo(call).Symbol) => Names.Operands(
                call
            ),
            QueryExpressionSyntax query => query
                .DescendantNodes()
                .OfType<SelectClauseSyntax>()
                .Select(select => select.Expression)
                .Prepend(query.FromClause.Expression),
            AssignmentExpressionSyntax given => [given.Right],
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Name", Expression: var file }
                when model.GetTypeInfo(file).Type is { Name: "FileInfo" or "FileSystemInfo" } => [file],
            ConditionalExpressionSyntax choice => [choice.WhenTrue, choice.WhenFalse],
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either =>
            [
                either.Left,
                either.Right,
            ],
            SwitchExpressionSyntax choice => choice.Arms.Select(arm => arm.Expression),
            _ => [],
        };

    /// <summary>The collection that an expression takes something from; null where it is none.</summary>
    static ExpressionSyntax? Collection(ExpressionSyntax taken, SemanticModel model) =>
        taken switch
        {
            ElementAccessExpressionSyntax element => element.Expression,
            MemberAccessExpressionSyntax access when IsOfCollections(model.GetSymbolInfo(access).Symbol) =>
                access.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var list } } call
                when IsOfCollections(model.GetSymbolInfo(call).Symbol) => list,
            _ => null,
        };

    // What a loop, or an out argument of TryGetValue, gives a local.
    static ExpressionSyntax? GivenBy(ISymbol variable) =>
        variable is ILocalSymbol { DeclaringSyntaxReferences: [var reference] }
            ? reference.GetSyntax() switch
            {
                ForEachStatementSyntax loop => loop.Expression,
                SingleVariableDesignationSyntax
                {
                    Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: var call } }
                } => (call as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax access
                    ? access.Expression
                    : null,
                SyntaxNode part => part.FirstAncestorOrSelf<ForEachVariableStatementSyntax>()?.Expression,
            }
            : null;

    /// <summary>Whether a type is a collection of the framework, which may compare what is in it.</summary>
    public static bool IsKeyed(ITypeSymbol? type) =>
        type is { DeclaringSyntaxReferences.IsEmpty: true, SpecialType: SpecialType.None }
        && type.ContainingNamespace?.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal)
            == true;

    static bool IsOfCollections(ISymbol? member) =>
        member?.ContainingType is { DeclaringSyntaxReferences.IsEmpty: true } type
        && (
            type
                is { Name: "Enumerable", ContainingNamespace.Name: "Linq" }
                    or { Name: "Tuple" or "ValueTuple", ContainingNamespace.Name: "System" }
            || type.SpecialType == SpecialType.System_Array
            || IsKeyed(type)
        );
}
