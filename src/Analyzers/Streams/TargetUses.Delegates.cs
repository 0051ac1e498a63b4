using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// Code that a delegate holds. Whoever is called back may look at the file; whoever gets the stream is taken to write to
// it.
sealed partial class TargetUses
{
    // A call of a delegate, or one that gets a delegate to call.
    bool RunsUnseen(SyntaxNode call, IMethodSymbol? method, PathAliases aliases, SemanticModel model, int depth)
    {
        if (method is { ContainingType: { Name: "IProgress", ContainingNamespace.Name: "System" } })
            return true;
        if (method is { MethodKind: MethodKind.DelegateInvoke })
            return IsWriter(method)
                ? IsAskedByCaller(Called((ExpressionSyntax)call), model, depth)
                    || IsAskedByListener(Called((ExpressionSyntax)call), model)
                : MayTouch(Called((ExpressionSyntax)call), aliases, model, depth);
        return Names
            .Arguments(call)
            .Select(argument => argument.Expression)
            .Where(value => value is SimpleNameSyntax or MemberAccessExpressionSyntax)
            .Any(value =>
                model.GetTypeInfo(value, _cancellationToken).ConvertedType
                    is INamedTypeSymbol { DelegateInvokeMethod: { } invoked }
                && !IsWriter(invoked)
                && MayTouch(value, aliases, model, depth)
            );
    }

    bool MayTouch(ExpressionSyntax value, PathAliases aliases, SemanticModel model, int depth)
    {
        switch (model.GetSymbolInfo(value, _cancellationToken).Symbol)
        {
            case IMethodSymbol method:
                return _sources.Has(method.OriginalDefinition) && Enters(method.OriginalDefinition, [], depth);
            case ILocalSymbol local when depth < MaxDepth:
                return LocalValues.Of(local) is not [_, ..] values
                    || values.Any(set =>
                        set is AnonymousFunctionExpressionSyntax lambda
                            ? Touches(lambda.Body, aliases, model, null, depth + 1)
                            : MayTouch(set, aliases, model, depth + 1)
                    );
            default:
                return true;
        }
    }

    // Save(path, writer => writer.Write(File.Exists(path))): who calls the method around has the path, too.
    bool IsAskedByCaller(ExpressionSyntax writer, SemanticModel model, int depth) =>
        depth < MaxDepth
        && model.GetSymbolInfo(writer, _cancellationToken).Symbol
            is IParameterSymbol { ContainingSymbol: IMethodSymbol owner } parameter
        && Callers
            .All(owner.OriginalDefinition, _sources, _cancellationToken)
            .Any(call =>
                _sources.Model(call.SyntaxTree) is { } caller
                && BoundCall.Of(call, caller, _cancellationToken) is { } bound
                && bound.For(parameter)?.Syntax is ExpressionSyntax given
                && owner
                    .Parameters.Where(_aliases.Contains)
                    .Select(path => bound.For(path)?.Syntax)
                    .OfType<ExpressionSyntax>()
                    .Select(path => new TargetUses(path, caller, _cancellationToken))
                    .DefaultIfEmpty(this)
                    .Any(uses => uses.AreIn(given, caller, depth))
            );

    bool AreIn(ExpressionSyntax writer, SemanticModel model, int depth)
    {
        if (writer.SyntaxTree == _model.SyntaxTree)
            AddNames(writer);
        return Asks(writer, model, depth);
    }

    bool Asks(ExpressionSyntax writer, SemanticModel model, int depth) =>
        writer is AnonymousFunctionExpressionSyntax lambda
            ? Touches(lambda.Body, _aliases, model, null, depth)
            : model.GetSymbolInfo(writer, _cancellationToken).Symbol switch
            {
                IMethodSymbol method => _sources.Has(method.OriginalDefinition)
                    && Enters(method.OriginalDefinition, [], depth),
                ILocalSymbol local => depth < MaxDepth
                    && LocalValues.Of(local)?.Any(value => Asks(value, model, depth + 1)) == true,
                _ => IsAskedByCaller(writer, model, depth + 1),
            };

    // Writing += writer => writer.Write(File.Exists(path))
    bool IsAskedByListener(ExpressionSyntax writer, SemanticModel model) =>
        model.GetSymbolInfo(writer, _cancellationToken).Symbol is { } member
        && member is IEventSymbol or IFieldSymbol or IPropertySymbol
        && _sources
            .AssignedTo(member.Name)
            .Concat(_sources.AppendedTo(member.Name))
            .OfType<AnonymousFunctionExpressionSyntax>()
            .SelectMany(lambda => lambda.DescendantNodes())
            .Where(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax)
            .Any(call =>
                _sources.Model(call.SyntaxTree)?.GetSymbolInfo(call, _cancellationToken).Symbol is IMethodSymbol look
                && PathReaders.LooksAtFile(look)
            );

    static bool IsWriter(IMethodSymbol invoked) =>
        invoked.Parameters.Any(parameter => StreamTypes.IsDisposable(parameter.Type));

    /// <summary>The delegate that a call calls.</summary>
    public static ExpressionSyntax Called(ExpressionSyntax call) =>
        call switch
        {
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: var on }
            } => on,
            InvocationExpressionSyntax
            {
                Expression: MemberBindingExpressionSyntax,
                Parent: ConditionalAccessExpressionSyntax { Expression: var on }
            } => on,
            InvocationExpressionSyntax { Expression: var name } => name,
            _ => call,
        };
}
