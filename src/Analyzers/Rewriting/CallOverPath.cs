using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>A call that takes a path, and has a form that takes a stream or our copy instead.</summary>
sealed class CallOverPath
{
    readonly ExpressionSyntax _site;
    readonly ArgumentSyntax _argument;
    readonly Writer _writer;
    readonly SemanticModel _model;

    CallOverPath(ExpressionSyntax site, ArgumentSyntax argument, Writer writer, SemanticModel model) =>
        (_site, _argument, _writer, _model) = (site, argument, writer, model);

    /// <summary>The file.</summary>
    public ExpressionSyntax Path => _argument.Expression.WithoutTrivia();

    /// <summary>Whether all that is done with what it makes has to go on over the stream.</summary>
    public bool IsWrapped => _writer.Fix == Fix.Wrap;

    public static CallOverPath? Of(
        ExpressionSyntax site,
        SemanticModel model,
        Proof proof,
        CancellationToken cancellationToken
    )
    {
        foreach (var (call, writer) in WriterCall.Of(site, model, cancellationToken))
            if (
                writer.Fix is Fix.Save or Fix.WriteXml or Fix.Wrap or Fix.Copy or Fix.None
                && !proof.Breaks(ProofClause.Counterpart, writer.Fix == Fix.None)
                && call.For(writer.PathParameter)?.Syntax is { } path
                && Names.Arguments(site).FirstOrDefault(argument => argument.Span.Contains(path.Span)) is { } argument
            )
                return new(site, argument, writer, model);
        return null;
    }

    /// <summary>The call replaced as a whole; null where what it makes is used.</summary>
    public SyntaxNode? Rewrite(SyntaxNode root, string qualifier, Proof proof)
    {
        if (
            _site is not InvocationExpressionSyntax call
            || proof.Breaks(ProofClause.Value, !IsAlone(call))
            || proof.Breaks(ProofClause.Directives, call.ContainsDirectives)
            || _writer.Type == "System.Xml.XmlDocument" && !HasRoot(call)
        )
            return null;
        if (
            _writer.Fix is Fix.Save or Fix.WriteXml
            && call.Expression is MemberAccessExpressionSyntax { Expression: var document }
            && proof.Breaks(
                ProofClause.Order,
                !EvaluationOrder.MaySwap(document, _argument.Expression, _model) || !MayComeLater(call, document)
            )
        )
            return null;
        var text = _writer.Fix switch
        {
            Fix.Save or Fix.None => Save(call, qualifier),
            Fix.WriteXml => WriteXml(call, qualifier),
            _ => Copy(call, qualifier),
        };
        return text is null ? null : root.ReplaceNode(call, SyntaxFactory.ParseExpression(text).WithTriviaFrom(call));
    }

    /// <summary>The call over a stream of that name.</summary>
    public ExpressionSyntax Over(string stream) =>
        _site.ReplaceNode(
            _argument,
            SyntaxFactory.Argument(SyntaxFactory.IdentifierName(stream).WithTriviaFrom(_argument.Expression))
        );

    bool IsSavedByName(InvocationExpressionSyntax call) =>
        _writer.Fix is Fix.Save or Fix.None && call.ArgumentList.Arguments.Count == 1;

    // In the callback, what is saved and the other arguments are evaluated after the opening.
    bool MayComeLater(InvocationExpressionSyntax call, ExpressionSyntax document) =>
        IsSavedByName(call) && NeverNull.Is(document, _model)
        || call.ArgumentList.Arguments.Where(argument => argument != _argument)
            .Select(argument => argument.Expression)
            .Prepend(document)
            .All(expression => Harmless.Is(expression, _model));

    // A delegate of null cannot be made, which is another exception than the call's.
    string Save(InvocationExpressionSyntax call, string qualifier)
    {
        if (
            IsSavedByName(call)
            && call.Expression is MemberAccessExpressionSyntax { Expression: var document }
            && NeverNull.Is(document, _model)
        )
            return $"{qualifier}AtomicFile.Write({Path}, {call.Expression.WithoutTrivia()})";
        var stream = FreeName.Like("stream", call, _model);
        return $"{qualifier}AtomicFile.Write({Path}, {stream} => {Over(stream).WithoutTrivia()})";
    }

    // A path gets a declaration and indented lines, which a stream does not.
    string WriteXml(InvocationExpressionSyntax call, string qualifier)
    {
        string stream = FreeName.Like("stream", call, _model),
            writer = FreeName.Like("writer", call, _model),
            unit = Layout.Unit(call),
            outer = Layout.EndOfLine(call) + Layout.Indentation(call),
            inner = outer + unit;
        return $"{qualifier}AtomicFile.Write({Path}, {stream} =>{outer}{{"
            + $"{inner}using (var {writer} = new {Xml("XmlTextWriter")}({stream}, null) "
            + $"{{ Formatting = {Xml("Formatting")}.Indented }}){inner}{{"
            + $"{inner}{unit}{writer}.WriteStartDocument(true);"
            + $"{inner}{unit}{Over(writer).WithoutTrivia()};"
            + $"{inner}{unit}{writer}.WriteEndDocument();{inner}}}{outer}}})";
    }

    string Xml(string type) => FrameworkName.At(_site, "System.Xml", type, _model);

    static string? Copy(InvocationExpressionSyntax call, string qualifier)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var source })
            return null;
        var arguments = string.Join(", ", call.ArgumentList.Arguments.Select(argument => argument.WithoutTrivia()));
        return $"{qualifier}AtomicFile.Copy({source.WithoutTrivia()}.FullName, {arguments})";
    }

    // To a path, an XmlDocument without a root refuses to be saved; to a stream, it does not. By name: the type fills
    // it somewhere.
    bool HasRoot(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: var document }
        && call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Any(access =>
                (
                    access.Name.Identifier.ValueText is "Load" or "LoadXml" or "DocumentElement"
                    || access is { Name.Identifier.ValueText: "AppendChild", Parent: InvocationExpressionSyntax added }
                        && added.ArgumentList.Arguments is [{ Expression: var child }]
                        && _model.GetTypeInfo(child).Type is { Name: "XmlElement" }
                )
                && Names.Simple(access.Expression) == Names.Simple(document)
            );

    // Its value, if it has one, is not used.
    bool IsAlone(InvocationExpressionSyntax call) =>
        call.Parent is ExpressionStatementSyntax
        || call.Parent is ArrowExpressionClauseSyntax or LambdaExpressionSyntax
            && _model.GetTypeInfo(call).Type?.SpecialType == SpecialType.System_Void;
}
