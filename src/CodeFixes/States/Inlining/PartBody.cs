using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States.Inlining;

/// <summary>
/// The statements of a method as they mean the same where it is called: with what is passed in place of its parameters.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="model">Of the call's file.</param>
/// <param name="cancellationToken">Ends the work.</param>
sealed class PartBody(PartCall call, SemanticModel model, CancellationToken cancellationToken)
{
    static readonly string[] PathMethods = ["Combine", "Join", "GetFullPath", "GetDirectoryName", "GetFolderPath"];

    readonly List<string> _before = [];
    readonly PartNames _names = new(call, model, cancellationToken);

    /// <summary>Without comments, and not laid out; null where something of it cannot be said there.</summary>
    public IReadOnlyList<StatementSyntax>? Statements()
    {
        var type = call.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        var member = Names.Member(call.Node) ?? type;
        var taken = new HashSet<string>(
            member
                .DescendantTokens()
                .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                .Select(token => token.ValueText),
            StringComparer.Ordinal
        );
        foreach (var token in Declared())
            _names.Renamed[token] = Free(token, taken);
        foreach (var parameter in call.Symbol.Parameters)
            if (!Pass(parameter, taken))
                return null;
        var isReturned = !call.Symbol.ReturnsVoid && !IsPlainTask(call.Symbol);
        SyntaxNode body = call.Method.Body ?? (SyntaxNode)call.Method.ExpressionBody!.Expression;
        if (_names.In(body) is not { } said)
            return null;
        var isPassedOn = !call.Symbol.IsAsync && !call.Symbol.ReturnsVoid;
        var text = said is BlockSyntax block
            ? string.Concat(block.Statements.Select(statement => statement.ToFullString() + "\n"))
            : (isReturned || isPassedOn ? "return " : "") + said.ToFullString() + ";";
        return ((BlockSyntax)SyntaxFactory.ParseStatement("{" + string.Concat(_before) + text + "}")).Statements;
    }

    static bool IsPlainTask(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.IsEmpty: true };

    IEnumerable<string> Declared() =>
        call
            .Method.DescendantNodes()
            .Select(node =>
                node switch
                {
                    VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
                    SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
                    ForEachStatementSyntax each => each.Identifier.ValueText,
                    CatchDeclarationSyntax caught => caught.Identifier.ValueText,
                    ParameterSyntax { Parent: not ParameterListSyntax { Parent: MethodDeclarationSyntax } } parameter =>
                        parameter.Identifier.ValueText,
                    _ => "",
                }
            )
            .Where(name => name.Length > 0)
            .Distinct();

    static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 1; !taken.Add(free); i++)
            free = name + i;
        return free;
    }

    // What may be said again wherever the parameter stands; anything else gets a variable.
    bool Pass(IParameterSymbol parameter, HashSet<string> taken)
    {
        if (call.Bound.For(parameter)?.Syntax is not ExpressionSyntax passed)
        {
            if (
                parameter.DeclaringSyntaxReferences is not [var reference]
                || reference.GetSyntax(cancellationToken)
                    is not ParameterSyntax
                    {
                        Default.Value: LiteralExpressionSyntax or DefaultExpressionSyntax
                    } declared
            )
                return false;
            _names.Passed[parameter] = declared.Default!.Value.ToString();
            return true;
        }

        var type = model.GetTypeInfo(passed, cancellationToken).Type;
        var expected = call.Called.Parameters[parameter.Ordinal].Type;
        var isSame =
            expected.SpecialType == SpecialType.System_Object
            || type is null
            || SymbolEqualityComparer.Default.Equals(type, expected);
        var text = passed.WithoutTrivia().ToString();
        if (!isSame)
            text = $"({expected.ToMinimalDisplayString(model, call.Node.SpanStart)}){text}";
        if (IsStable(passed))
        {
            _names.Passed[parameter] = text;
            return true;
        }

        var name = Free(parameter.Name, taken);
        _before.Add($"var {name} = {text};");
        _names.Passed[parameter] = name;
        return true;
    }

    static bool IsStable(ExpressionSyntax passed) =>
        passed switch
        {
            LiteralExpressionSyntax or ThisExpressionSyntax or IdentifierNameSyntax or TypeOfExpressionSyntax => true,
            DefaultExpressionSyntax => true,
            MemberAccessExpressionSyntax { Expression: PredefinedTypeSyntax } => true,
            MemberAccessExpressionSyntax { Expression: var of } => IsStable(of),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } both => IsStable(both.Left)
                && IsStable(both.Right),
            PostfixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SuppressNullableWarningExpression,
                Operand: var inner
            } => IsStable(inner),
            InvocationExpressionSyntax path => PathMethods.Contains(Names.Called(path))
                && path.ArgumentList.Arguments.All(argument => IsStable(argument.Expression)),
            _ => false,
        };
}
