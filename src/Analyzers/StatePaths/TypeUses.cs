using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>By name, what one type assigns to its members and which paths it reads; found by syntax alone, so that it costs no binding.</summary>
sealed class TypeUses
{
    static readonly ImmutableHashSet<string> Readers = ImmutableHashSet.Create(
        "ReadAllText", "ReadAllTextAsync", "ReadAllBytes", "ReadAllBytesAsync", "ReadAllLines", "ReadAllLinesAsync", "ReadLines", "ReadLinesAsync",
        "OpenRead", "OpenText", "StreamReader", "AddJsonFile", "AddXmlFile", "AddIniFile");

    readonly ILookup<string, ExpressionSyntax> _assigned;
    readonly ILookup<string, PathRead> _reads;

    public TypeUses(INamedTypeSymbol type)
    {
        var nodes = type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().DescendantNodes()).ToArray();
        _assigned = nodes.OfType<AssignmentExpressionSyntax>()
            .Where(assignment => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression))
            .ToLookup(assignment => SimpleName(assignment.Left), assignment => assignment.Right);
        _reads = nodes.SelectMany(Reads).ToLookup(read => read.Name, read => read.Read);
    }

    public IEnumerable<ExpressionSyntax> AssignedTo(string member) => _assigned[member];

    /// <summary>Reads of a path that an identifier or a literal of this text takes part in.</summary>
    public IEnumerable<PathRead> ReadsOf(string name) => _reads[name];

    static IEnumerable<(string Name, PathRead Read)> Reads(SyntaxNode node)
    {
        var (callee, arguments) = node switch
        {
            InvocationExpressionSyntax call => (SimpleName(call.Expression), call.ArgumentList),
            ObjectCreationExpressionSyntax creation => (SimpleName(creation.Type), creation.ArgumentList),
            _ => ("", null),
        };
        if (arguments is null || arguments.Arguments.Count == 0 || !IsRead(callee, arguments))
            yield break;
        var read = new PathRead(node);
        foreach (var part in arguments.Arguments[0].DescendantNodesAndSelf())
        {
            if (part is IdentifierNameSyntax name)
                yield return (name.Identifier.ValueText, read);
            else if (part is LiteralExpressionSyntax { Token.Value: string text })
                yield return (text.Substring(text.LastIndexOfAny(['/', '\\']) + 1), read);
        }
    }

    // Streams that are opened to be read say so in their arguments.
    static bool IsRead(string callee, ArgumentListSyntax arguments) =>
        Readers.Contains(callee)
        || (callee is "FileStream" or "Open" && arguments.Arguments.Skip(1).Any(argument => argument.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Open" or "Read" }))
        || (callee == "Load" && arguments.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "XDocument" or "XElement" } } });

    static string SimpleName(SyntaxNode expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };
}

/// <summary>A place that reads a path.</summary>
/// <param name="Node">The call or creation.</param>
readonly record struct PathRead(SyntaxNode Node)
{
    public int Line => Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    public SyntaxNode? Member => Node.FirstAncestorOrSelf<MemberDeclarationSyntax>();

    public string MemberName => Member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    };
}
