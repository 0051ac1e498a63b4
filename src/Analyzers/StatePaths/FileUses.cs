using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What becomes of the file in the member that writes it: moved over another, deleted again, handed to a process.
/// </summary>
static class FileUses
{
    public static string? Veto(WriteSite site)
    {
        foreach (var (callee, argument) in CallsAfter(site))
        {
            switch (callee)
            {
                case "Move" or "Replace" or "MoveFile" or "ReplaceFile" or "MoveTo":
                    return "renamed afterwards";
                case "Delete" or "DeleteFile":
                    return "deleted again by the same member";
                case "Start":
                    return "made for a process that is started";
            }
        }

        return null;
    }

    /// <summary>
    /// Whoever replaces by a rename what comes from the network hides half of it, and loses nothing, unless the program
    /// reads it again.
    /// </summary>
    public static string? Hidden(WriteSite site) =>
        site.Replaces && CounterCues.Fetcher(site) is { } fetcher ? $"fetched by '{fetcher}'" : null;

    /// <summary>What becomes of the file where it is likely, not sure.</summary>
    public static IEnumerable<Evidence> Of(WriteSite site)
    {
        var around = TreeIndex.Around(site.Node);
        if (around.Called.Contains("ProcessStartInfo") || around.Disposals.Any(IsProcess))
            yield return new("not-for-process", "made where a process is started");
        if (around.Called.FirstOrDefault(Packing.Contains) is { } packing)
            yield return new("not-packed", $"made where '{packing}' packs files");
        if (
            !site.Replaces
            && site is { Node: ExpressionSyntax write, Path.Syntax: ExpressionSyntax path }
            && MissingFile.IsAssured(path, write)
        )
            yield return new("kept", "made only where it is missing, and trusted from then on");
        if (IsMarker(site.Node))
            yield return new("not-marker", "an empty file");
    }

    static readonly ImmutableHashSet<string> Packing = ImmutableHashSet.Create(
        "CreateFromDirectory",
        "CreateEntryFromFile",
        "ExtractToDirectory",
        "PutObjectAsync",
        "UploadAsync",
        "UploadFileAsync"
    );

    static bool IsProcess(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start", Expression: var receiver }
        && Names.Simple(receiver) == "Process";

    // File.Create(path).Close(), using (File.Create(path)) { }
    static bool IsMarker(SyntaxNode node) =>
        node.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Close" or "Dispose" } => true,
            UsingStatementSyntax { Statement: BlockSyntax { Statements.Count: 0 } } => true,
            _ => false,
        };

    // Only calls that name the same expression, later in the same member.
    static IEnumerable<(string Callee, ExpressionSyntax Argument)> CallsAfter(WriteSite site)
    {
        if (site.Path.Syntax is not ExpressionSyntax path)
            yield break;
        foreach (var call in TreeIndex.Around(site.Node).Disposals)
            if (
                call.SpanStart > site.Node.SpanStart
                && SyntaxFactory.AreEquivalent(call.ArgumentList.Arguments[0].Expression, path)
                && IsReached(call, site.Node, path)
            )
                yield return (Names.Simple(call.Expression), path);
    }

    // A clean-up where the write failed, or the other branch, says nothing of the write.
    static bool IsReached(SyntaxNode call, SyntaxNode write, ExpressionSyntax path)
    {
        for (var node = call.Parent; node is not null && !node.Span.Contains(write.Span); node = node.Parent)
            if (
                node
                    is CatchClauseSyntax
                        or LocalFunctionStatementSyntax
                        or AnonymousFunctionExpressionSyntax
                        or ElseClauseSyntax
                        or SwitchSectionSyntax
                || (node is IfStatementSyntax choice && !IsOfFile(choice.Condition, path))
            )
                return false;
        return !IsLeft(write, call);
    }

    // File.Exists(path), and File.ReadAllText(path) == "test": where it was written, so it is.
    static bool IsOfFile(ExpressionSyntax condition, ExpressionSyntax path) =>
        condition switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both => IsOfFile(both.Left, path)
                && IsOfFile(both.Right, path),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } compared => IsOfFile(
                compared.Left,
                path
            ),
            InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var asked }] } call => Names.Simple(
                call.Expression
            )
                is "Exists"
                    or "ReadAllText"
                    or "ReadAllBytes"
                && SyntaxFactory.AreEquivalent(asked, path),
            _ => false,
        };

    // if (keep) { File.WriteAllText(path, text); return; } File.Delete(path);
    static bool IsLeft(SyntaxNode write, SyntaxNode call) =>
        write
            .Ancestors()
            .TakeWhile(node => !node.Span.Contains(call.Span))
            .Any(node =>
                node is BlockSyntax { Statements: [.., ReturnStatementSyntax or ThrowStatementSyntax] }
                && !call.Ancestors()
                    .Any(other => other is FinallyClauseSyntax && other.Parent!.Span.Contains(write.Span))
            );
}
