using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>A place that reads a path.</summary>
/// <param name="Node">The call or creation.</param>
readonly record struct PathRead(SyntaxNode Node)
{
    const int MaxParts = 24;

    static readonly ImmutableHashSet<string> Readers = ImmutableHashSet.Create(
        "StreamReader",
        "XmlTextReader",
        "XPathDocument",
        "AddJsonFile",
        "AddXmlFile",
        "AddIniFile",
        "FromFile",
        "Deserialize",
        "DeserializeFromFile",
        "ParseFile"
    );

    // A user's own Load(path) reads as File.ReadAllText does.
    static readonly ImmutableArray<string> Prefixes = ImmutableArray.Create(
        "Read",
        "Load",
        "TryRead",
        "TryLoad",
        "OpenRead",
        "OpenText",
        "Deserialize",
        "Import"
    );

    /// <summary>The expression that names the file: the first argument, or what it is called on.</summary>
    public ExpressionSyntax? Path =>
        Names.Arguments(Node) is [var first, ..]
            ? first.Expression
            : ((Node as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression;

    public int Line => Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    public SyntaxNode? Member => Names.Member(Node);

    public string MemberName =>
        Member switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            _ => Names.Simple(
                Node is InvocationExpressionSyntax call
                    ? call.Expression
                    : ((Node as ObjectCreationExpressionSyntax)?.Type)
            ),
        };

    public static PathRead? Of(SyntaxNode call, string callee) => Reads(call, callee) ? new(call) : null;

    /// <summary>Whether a call reads the file that it is given, or that it is called on.</summary>
    public static bool Reads(SyntaxNode call, string callee) =>
        Names.Arguments(call).Count == 0
            ? callee is "OpenRead" or "OpenText"
            : IsRead(call, callee) || (callee == "Open" && Names.Simple(Names.Arguments(call)[0].Expression) == "Open");

    /// <summary>Identifiers and literal file names of what is read, also through the locals that hold it.</summary>
    public IEnumerable<string> PartNames(MemberIndex member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var work = new Queue<SyntaxNode>();
        if (Path is { } path)
            work.Enqueue(path);
        while (work.Count > 0 && names.Count < MaxParts)
        {
            foreach (var part in work.Dequeue().DescendantNodesAndSelf().Take(MaxParts))
            {
                if (part is LiteralExpressionSyntax { Token.Value: string text })
                    names.Add(text.Substring(text.LastIndexOfAny(['/', '\\']) + 1));
                else if (part is InterpolatedStringTextSyntax { TextToken.ValueText: var piece })
                    names.Add(piece.Substring(piece.LastIndexOfAny(['/', '\\']) + 1));
                else if (part is InvocationExpressionSyntax { ArgumentList: { Arguments.Count: > 0 } arguments } call)
                    names.Add(Names.Simple(call.Expression) + arguments.ToString());
                else if (
                    part is IdentifierNameSyntax { Identifier.ValueText: var name }
                    && !IsStaticClass(part, name)
                    && names.Add(name)
                    && member.Local(name) is { } value
                )
                    work.Enqueue(value);
            }
        }

        return names;
    }

    // Path.Combine is not a read of a property that is called Path.
    static bool IsStaticClass(SyntaxNode part, string name) =>
        name is "Path" or "File" or "Directory" or "Environment"
        && part.Parent is MemberAccessExpressionSyntax access
        && access.Expression == part;

    static bool IsRead(SyntaxNode call, string callee) =>
        Readers.Contains(callee)
        || (
            Prefixes.Any(prefix => callee.StartsWith(prefix, StringComparison.Ordinal))
            && !callee.EndsWith("Line", StringComparison.Ordinal)
        )
        || callee switch
        {
            // Streams that are opened to be read say so in their arguments.
            "FileStream" or "Open" or "OpenFile" or "OpenHandle" => Names
                .Arguments(call)
                .Skip(1)
                .Select(argument => Names.Simple(argument.Expression))
                .ToArray()
                is var modes
                && modes.Any(mode => mode is "Open" or "Read")
                && !modes.Contains("Write"),
            "Create" => call
                is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Expression: IdentifierNameSyntax { Identifier.ValueText: "XmlReader" }
                    }
                },
            _ => false,
        };
}
