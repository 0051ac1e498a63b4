using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>
/// A stream that may be written to and is not: many open by <c>OpenOrCreate</c> so as not to ask whether there is a
/// file, others hold it open as a lock.
/// </summary>
/// <param name="model">That of the file that opens it.</param>
/// <param name="isExclusive">Whether nobody else may open the file, as of a lock.</param>
sealed class UnwrittenStream(SemanticModel model, bool isExclusive)
{
    /// <summary>
    /// Whether what <paramref name="opening"/> makes is read, or held open, and nothing else is done with it. By names;
    /// in doubt it is written to.
    /// </summary>
    public bool Is(ExpressionSyntax opening)
    {
        switch (opening.Parent)
        {
            case ArgumentSyntax argument:
                return IsReader(argument)
                    || (isExclusive && IsKept(argument))
                    || (isExclusive && IsTakenAsLock(opening));
            case MemberAccessExpressionSyntax or UsingStatementSyntax:
                return IsRead(opening) || IsNeither(opening);
            case ReturnStatementSyntax or ArrowExpressionClauseSyntax { Parent: not AccessorDeclarationSyntax }:
                return IsReturnedAsDisposable(opening) || (isExclusive && IsTakenAsLock(opening));
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                var name = variable.Identifier.ValueText;
                return variable.Parent?.Parent is FieldDeclarationSyntax
                    ? IsHeldByField(name, opening)
                    : IsHeld(name, Names.Member(opening) ?? opening.SyntaxTree.GetRoot());
            case AssignmentExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SimpleAssignmentExpression or (int)SyntaxKind.CoalesceAssignmentExpression,
                Left: var target
            }:
                return Names.Simple(target) is { Length: > 0 } variableName
                    && (
                        Declares(Names.Member(opening), variableName)
                            ? IsHeld(variableName, Names.Member(opening))
                            : IsHeldByField(variableName, opening)
                    );
            default:
                return false;
        }
    }

    static bool Declares(SyntaxNode? member, string name) =>
        member is not null
        && Names.In(member).OfType<VariableDeclaratorSyntax>().Any(local => local.Identifier.ValueText == name);

    static bool IsHeld(string name, SyntaxNode? member) => member is not null && Uses(name, member).All(IsHarmless);

    // What a member does with another stream that it has put into the field first says nothing of this one.
    static bool IsHeldByField(string name, SyntaxNode opening)
    {
        var member = Names.Member(opening);
        return member?.Parent is TypeDeclarationSyntax type
            && !type.Modifiers.Any(SyntaxKind.PartialKeyword)
            && TypeIndex.Of(type) is { } index
            && index.HasPrivateField(name)
            && index
                .Uses(name)
                .GroupBy(use => type.Members.FirstOrDefault(other => other.Span.Contains(use.Span)))
                .Where(uses => uses.Key == member || (uses.Key is not null && !Assigns(uses.First(), name)))
                .All(uses => uses.Select(Whole).All(IsHarmless));
    }

    // new Handle(new FileStream(…)), where all that Handle does with it is to close it.
    bool IsKept(ArgumentSyntax argument)
    {
        if (
            argument.Parent?.Parent is not BaseObjectCreationExpressionSyntax creation
            || BoundCall.Of(creation, model) is not { } call
            || call.ParameterOf(argument) is not { } parameter
            || parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not ParameterSyntax declared
            || declared.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
        )
            return false;
        var names = type.DescendantNodes()
            .Select(node =>
                node switch
                {
                    AssignmentExpressionSyntax given when Names.Simple(given.Right) == parameter.Name => Names.Simple(
                        given.Left
                    ),
                    VariableDeclaratorSyntax { Initializer.Value: var value } variable
                        when Names.Simple(value) == parameter.Name => variable.Identifier.ValueText,
                    _ => "",
                }
            )
            .Where(name => name.Length > 0)
            .Append(parameter.Name);
        return names.All(name => Uses(name, type).All(use => IsHarmless(use) || IsHandedOn(use)));
    }

    // _stream = stream, within the type that keeps it.
    static bool IsHandedOn(ExpressionSyntax stream) =>
        stream.Parent
            is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax }
                or EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax }
                };

    // FileStream AcquireLock()
    static bool IsTakenAsLock(ExpressionSyntax opening) =>
        opening
            .Ancestors()
            .Select(node =>
                node switch
                {
                    MethodDeclarationSyntax method => method.Identifier.ValueText,
                    LocalFunctionStatementSyntax function => function.Identifier.ValueText,
                    TypeDeclarationSyntax type => type.Identifier.ValueText,
                    _ => "",
                }
            )
            .Any(LockWords.Name);

    static bool Assigns(IdentifierNameSyntax firstUse, string name) =>
        firstUse.FirstAncestorOrSelf<AssignmentExpressionSyntax>()
            is {
                RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                Right: BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax
            } assignment
        && Names.Simple(assignment.Left) == name;

    static IEnumerable<ExpressionSyntax> Uses(string name, SyntaxNode member) =>
        Names.In(member).OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == name).Select(Whole);

    // this._stream
    static ExpressionSyntax Whole(IdentifierNameSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : use;

    static bool IsHarmless(ExpressionSyntax stream) => IsRead(stream) || IsNeither(stream);

    // Who gets an IDisposable can only close it.
    static bool IsReturnedAsDisposable(ExpressionSyntax opening) =>
        Names.Simple(
            opening
                .Ancestors()
                .Select(node =>
                    node switch
                    {
                        MethodDeclarationSyntax method => method.ReturnType,
                        LocalFunctionStatementSyntax function => function.ReturnType,
                        _ => null,
                    }
                )
                .FirstOrDefault(type => type is not null)
        )
            is "IDisposable"
                or "IAsyncDisposable"
        && !opening.Ancestors().Any(node => node is AnonymousFunctionExpressionSyntax);

    static bool IsRead(ExpressionSyntax stream) =>
        stream.Parent switch
        {
            ArgumentSyntax argument => IsReader(argument),
            MemberAccessExpressionSyntax access when access.Expression == stream => IsReading(access.Name)
                || access.Name.Identifier.ValueText is "CopyTo" or "CopyToAsync",
            _ => false,
        };

    static bool IsNeither(ExpressionSyntax stream) =>
        stream.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Expression == stream => access.Name.Identifier.ValueText
                is "CanRead"
                    or "CanWrite"
                    or "Close"
                    or "ConfigureAwait"
                    or "Dispose"
                    or "DisposeAsync"
                    or "Length"
                    or "Lock"
                    or "Name"
                    or "Position"
                    or "Seek"
                    or "Unlock",
            ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax
                {
                    Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" }
                }
            } => true,
            AssignmentExpressionSyntax assignment => assignment.Left == stream,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression }
            or IsPatternExpressionSyntax => true,
            UsingStatementSyntax => true,
            _ => false,
        };

    // new StreamReader(stream), serializer.Deserialize(stream), new GZipStream(stream, CompressionMode.Decompress)
    static bool IsReader(ArgumentSyntax argument) =>
        argument.Parent?.Parent is { } call
        && (
            IsReading(Names.Called(call))
            || (
                call is BaseObjectCreationExpressionSyntax
                && NameVocabulary.Of(Names.Called(call)).LastOrDefault() == "reader"
            )
            || Names.Arguments(call).Any(other => Names.Simple(other.Expression) is "Decompress" or "Read")
        );

    static bool IsReading(SimpleNameSyntax name) => IsReading(name.Identifier.ValueText);

    static bool IsReading(string name) =>
        NameVocabulary.Of(name).FirstOrDefault() is "deserialize" or "load" or "parse" or "read";
}
