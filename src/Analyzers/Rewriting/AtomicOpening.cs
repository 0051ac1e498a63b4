using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Streams;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>What a creation of a stream or text writer opens, as far as <c>AtomicFile</c> can open the same.</summary>
/// <param name="IsText">A text writer, not a stream.</param>
/// <param name="Path">The file, without the trivia around it.</param>
/// <param name="Encoding">Null for UTF-8 without byte order mark.</param>
/// <param name="CreatesNew">When the file must not exist before, as the program says it; null for never.</param>
/// <param name="KeepsTail">Whether what is not overwritten stays.</param>
/// <param name="Appends">Whether what is there stays, and what is written comes after it.</param>
/// <param name="Initializer">What is set on it when it is made; null for nothing.</param>
sealed record AtomicOpening(
    bool IsText,
    ExpressionSyntax Path,
    ExpressionSyntax? Encoding,
    string? CreatesNew,
    bool KeepsTail,
    bool Appends,
    InitializerExpressionSyntax? Initializer
)
{
    /// <summary>Whether it cannot be read.</summary>
    public bool OnlyWrites { get; init; }

    /// <summary>
    /// Whether what is not overwritten may go, as the user has said, if it is written from the beginning to the end.
    /// </summary>
    public bool DropsTail { get; init; }

    /// <summary>Whether each write goes to the file at once, as if it were flushed.</summary>
    public bool IsUnbuffered { get; init; }

    /// <summary>The Unix permission bits that it is given; null for none.</summary>
    public ExpressionSyntax? Mode { get; init; }

    /// <summary>How a text writer over a stream is named there.</summary>
    public string TextType { get; init; } = "StreamWriter";

    /// <summary>Null where a mode, an option or an argument has no counterpart, or a comment would be lost.</summary>
    public static AtomicOpening? Of(
        ExpressionSyntax creation,
        SemanticModel model,
        Proof proof,
        CancellationToken cancellationToken
    ) =>
        WriterCall
            .Of(creation, model, cancellationToken)
            .Select(call => Of(creation, call.Call, call.Writer, proof))
            .FirstOrDefault(opening => opening is not null)
            is { } found
            ? found with
            {
                TextType = FrameworkName.At(creation, "System.IO", "StreamWriter", model),
            }
            : null;

    static AtomicOpening? Of(ExpressionSyntax creation, BoundCall call, Writer writer, Proof proof)
    {
        var method = call.Method;
        if (
            writer.Fix is not (Fix.Open or Fix.Append)
            || (
                writer.PathParameter == Writer.Instance
                    ? OfInstance(creation, call.Instance?.SemanticModel)
                    : call.For(writer.PathParameter)?.Syntax as ExpressionSyntax
            )
                is not { } path
        )
            return null;
        AtomicOpening? opening = new(
            IsText: writer.Twin != "Create",
            path,
            null,
            CreatesNew: null,
            KeepsTail: method.Name == "OpenWrite",
            Appends: writer.Fix == Fix.Append,
            (creation as BaseObjectCreationExpressionSyntax)?.Initializer
        )
        {
            OnlyWrites = method.Name == "OpenWrite",
        };
        foreach (var parameter in method.Parameters)
        {
            if (opening is null)
                break;
            if (parameter.Name == writer.PathParameter)
                continue;
            var passed = call.For(parameter);
            opening = passed is null
                ? (parameter.HasExplicitDefaultValue ? opening : null)
                : OpeningArguments.Read(opening, parameter, passed)
                    ?? (ProofClauses.IsAssumed(ProofClause.Opening) ? opening : null);
        }

        if (opening is null or { IsText: false, Initializer: not null })
            return proof.None<AtomicOpening>(ProofClause.Opening);
        return
            proof.Breaks(ProofClause.Comments, LosesTrivia(creation, opening))
            || proof.Breaks(ProofClause.Order, IsReordered(path, call))
            ? null
            : opening with
            {
                Path = path.WithoutTrivia(),
            };
    }

    // By names they may stand in any order; in the new call the path is the first.
    static bool IsReordered(ExpressionSyntax path, BoundCall call) =>
        call
            .Arguments.Select(argument => argument.Value)
            .Any(other =>
                other.Syntax is ExpressionSyntax value
                && value.SpanStart < path.SpanStart
                && value != path
                && !value.Span.Contains(path.Span)
                && other.SemanticModel is { } model
                && !Harmless.Is(value, model)
                && !EvaluationOrder.MaySwap(value, path, model)
            );

    /// <summary>The call that opens it.</summary>
    public ExpressionSyntax Call(string qualifier)
    {
        var method = IsText ? "CreateText" : "Create";
        var encoding = Encoding is null ? "" : $", {Encoding}";
        var options = Options(qualifier, isLast: IsText && Encoding is null);
        return SyntaxFactory.ParseExpression($"{qualifier}AtomicFile.{method}({Path}{encoding}{options})");
    }

    /// <summary>The same over a stream of that name.</summary>
    public ExpressionSyntax Over(string stream) =>
        SyntaxFactory.ParseExpression(
            IsText ? $"new {TextType}({stream}{(Encoding is null ? "" : $", {Encoding}")}){Written}" : stream
        );

    /// <summary>The argument for what is not the default; empty where all is.</summary>
    public string Options(string qualifier, bool isLast = false)
    {
        var set = new[]
        {
            CreatesNew is null ? null : $"CreateNew = {CreatesNew}",
            Mode is null ? null : $"Mode = {Mode}",
        }.OfType<string>();
        return set.Any()
            ? $", {(isLast ? "options: " : "")}new {qualifier}AtomicWriteOptions {{ {string.Join(", ", set)} }}"
            : "";
    }

    string Written =>
        Initializer is null
            ? ""
            : Initializer.GetFirstToken().GetPreviousToken().TrailingTrivia
                + Initializer.WithoutTrailingTrivia().ToFullString();

    // FileInfo.FullName, or what a FileInfo is made of in place. Which file a method means is not known: nothing may
    // look at it meanwhile.
    static ExpressionSyntax? OfInstance(ExpressionSyntax creation, SemanticModel? model) =>
        creation switch
        {
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: ObjectCreationExpressionSyntax
                    {
                        ArgumentList.Arguments: [{ NameColon: null } only],
                        Initializer: null
                    }
                }
            } => only.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var info } }
                when !new AskedFileInfo(model).Is(info)
                    && (info is not InvocationExpressionSyntax || EmptyFile.IsAtOnce(creation)) =>
                SyntaxFactory.MemberAccessExpression(
                    SyntaxKind.SimpleMemberAccessExpression,
                    info.WithoutTrivia(),
                    SyntaxFactory.IdentifierName("FullName")
                ),
            _ => null,
        };

    static bool LosesTrivia(ExpressionSyntax creation, AtomicOpening opening) =>
        creation
            .DescendantTrivia()
            .Any(trivia =>
                (
                    trivia.IsDirective
                    || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                    || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                )
                && !creation.GetLeadingTrivia().Contains(trivia)
                && !creation.GetTrailingTrivia().Contains(trivia)
                && !opening.Path.Span.Contains(trivia.Span)
                && opening.Initializer?.Span.Contains(trivia.Span) != true
            );
}
