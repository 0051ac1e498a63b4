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

    readonly Dictionary<IParameterSymbol, string> _passed = new(SymbolEqualityComparer.Default);
    readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);
    readonly List<string> _before = [];

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
            _renamed[token] = Free(token, taken);
        foreach (var parameter in call.Symbol.Parameters)
            if (!Pass(parameter, taken))
                return null;
        var isReturned = !call.Symbol.ReturnsVoid && !IsPlainTask(call.Symbol);
        SyntaxNode body = call.Method.Body ?? (SyntaxNode)call.Method.ExpressionBody!.Expression;
        if (Said(body) is not { } said)
            return null;
        var text = said is BlockSyntax block
            ? string.Concat(block.Statements.Select(statement => statement.ToFullString() + "\n"))
            : $"{(isReturned || call.Method.Modifiers.All(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)) && !call.Symbol.ReturnsVoid ? "return " : "")}{said.ToFullString()};";
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
            _passed[parameter] = declared.Default!.Value.ToString();
            return true;
        }

        var type = model.GetTypeInfo(passed, cancellationToken).Type;
        var isSame =
            parameter.Type is ITypeParameterSymbol or { SpecialType: SpecialType.System_Object }
            || type is null
            || SymbolEqualityComparer.Default.Equals(type, parameter.Type);
        var text = passed.WithoutTrivia().ToString();
        if (!isSame)
            text = $"({parameter.Type.ToMinimalDisplayString(model, call.Node.SpanStart)}){text}";
        if (IsStable(passed))
        {
            _passed[parameter] = text;
            return true;
        }

        var name = Free(parameter.Name, taken);
        _before.Add($"var {name} = {text};");
        _passed[parameter] = name;
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

    SyntaxNode? Said(SyntaxNode body)
    {
        var names = body.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Where(IsOfItself).ToArray();
        var isSaid = true;
        var replaced = body.ReplaceSyntax(
            names,
            (name, rewritten) =>
            {
                if (Said((SimpleNameSyntax)name, (SimpleNameSyntax)rewritten) is { } text)
                    return SyntaxFactory.ParseExpression(text).WithTriviaFrom(rewritten);
                isSaid = false;
                return rewritten;
            },
            body.DescendantTokens()
                .Where(token =>
                    token.IsKind(SyntaxKind.IdentifierToken)
                    && token.Parent is not SimpleNameSyntax
                    && _renamed.ContainsKey(token.ValueText)
                ),
            (token, _) =>
                SyntaxFactory.Identifier(token.LeadingTrivia, _renamed[token.ValueText], token.TrailingTrivia),
            body.DescendantTrivia().Where(trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia)),
            (_, _) => SyntaxFactory.Space
        );
        return isSaid ? replaced : null;
    }

    // Not the member of something else that is named before it.
    static bool IsOfItself(SimpleNameSyntax name) =>
        name is not IdentifierNameSyntax { IsVar: true }
            && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            && !(name.Parent is QualifiedNameSyntax qualified && qualified.Right == name)
            && name.Parent
                is not (
                    MemberBindingExpressionSyntax
                    or NameColonSyntax
                    or NameEqualsSyntax
                    or AssignmentExpressionSyntax
                    {
                        Parent: InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression }
                    }
                )
        || name.Parent is AssignmentExpressionSyntax set && set.Right == name;

    // Null where it cannot be named there.
    string? Said(SimpleNameSyntax name, SimpleNameSyntax rewritten)
    {
        var symbol = call.Model.GetSymbolInfo(name, cancellationToken).Symbol;
        switch (symbol)
        {
            case IParameterSymbol parameter when _passed.TryGetValue(parameter, out var passed):
                return
                    name.Parent is ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax
                    || SyntaxFactory.ParseExpression(passed) is not (BinaryExpressionSyntax or CastExpressionSyntax)
                    ? passed
                    : $"({passed})";
            case ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method, Ordinal: var ordinal }:
                return call.TypeArguments[ordinal].ToMinimalDisplayString(model, call.Node.SpanStart);
            case ILocalSymbol or IParameterSymbol:
                return _renamed.TryGetValue(name.Identifier.ValueText, out var other) ? other : rewritten.ToString();
            case INamedTypeSymbol type:
                return IsKnown(type)
                    ? rewritten.ToString()
                    : $"{(type.ContainingType ?? (ISymbol)type.ContainingNamespace).ToDisplayString()}.{rewritten}";
            case IFieldSymbol or IPropertySymbol or IMethodSymbol or IEventSymbol:
                return Member(symbol, rewritten);
            default:
                return rewritten.ToString();
        }
    }

    bool IsKnown(INamedTypeSymbol type) =>
        model
            .LookupNamespacesAndTypes(call.Node.SpanStart, name: type.Name)
            .Any(found =>
                SymbolEqualityComparer.Default.Equals(
                    (found is IAliasSymbol alias ? alias.Target : found).OriginalDefinition,
                    type.OriginalDefinition
                )
            );

    string? Member(ISymbol symbol, SimpleNameSyntax rewritten)
    {
        var own = model.GetEnclosingSymbol(call.Node.SpanStart, cancellationToken)?.ContainingType;
        if (
            symbol is IMethodSymbol { MethodKind: not MethodKind.Ordinary }
            || symbol.ContainingType is not { } type
            || SymbolEqualityComparer.Default.Equals(
                own?.OriginalDefinition,
                call.Symbol.ContainingType.OriginalDefinition
            )
        )
            return rewritten.ToString();
        if (!symbol.IsStatic)
            return null;
        if (model.IsAccessible(call.Node.SpanStart, symbol))
            return $"{type.ToMinimalDisplayString(model, call.Node.SpanStart)}.{rewritten}";
        return symbol switch
        {
            IFieldSymbol { HasConstantValue: true, ConstantValue: string constant } => SymbolDisplay.FormatLiteral(
                constant,
                true
            ),
            IFieldSymbol { Type.Name: "JsonSerializerOptions" }
            or IPropertySymbol { Type.Name: "JsonSerializerOptions" } => Options(symbol),
            _ => null,
        };
    }

    // Those that nobody else sees are made once more.
    string? Options(ISymbol symbol)
    {
        var declared = symbol.DeclaringSyntaxReferences is [var reference]
            ? reference.GetSyntax(cancellationToken)
            : null;
        var value = declared switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var set } => set,
            PropertyDeclarationSyntax { Initializer.Value: var set } => set,
            PropertyDeclarationSyntax { ExpressionBody.Expression: var set } => set,
            _ => null,
        };
        var use = call
            .Method.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .FirstOrDefault(name => name.Identifier.ValueText == symbol.Name);
        if (
            value is not BaseObjectCreationExpressionSyntax made
            || use is null
            || made.SyntaxTree != call.Method.SyntaxTree
            || JsonSettings.Of(use, call.Model, cancellationToken) is null
            || Said(made) is not BaseObjectCreationExpressionSyntax said
        )
            return null;
        return said is ImplicitObjectCreationExpressionSyntax implicitly
            ? $"new System.Text.Json.JsonSerializerOptions{implicitly.ArgumentList} {implicitly.Initializer}"
            : said.ToString();
    }
}
