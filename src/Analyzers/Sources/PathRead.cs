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

    // A user's own Load(path) or NonExclusiveReadAllText(path) reads as File.ReadAllText does.
    static readonly ImmutableArray<string> Verbs = ImmutableArray.Create(
        "Read",
        "Load",
        "OpenText",
        "Deserialize",
        "Import"
    );

    // Deserialize(type, path), LoadString(context, path, …).
    const int MaxPaths = 3;

    /// <summary>The expressions that may name the file: the first arguments, or what it is called on.</summary>
    public IEnumerable<ExpressionSyntax> Paths =>
        Names.Arguments(Node) is { Count: > 0 } arguments
            ? arguments
                .Take(Node is InvocationExpressionSyntax ? MaxPaths : 1)
                .Select(argument => argument.Expression)
                .Where((value, at) => at == 0 || MayBePath(value))
        : ((Node as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax)?.Expression is { } receiver
            ? [receiver]
        : [];

    static bool MayBePath(ExpressionSyntax value) =>
        value
            is IdentifierNameSyntax
                or InvocationExpressionSyntax
                or InterpolatedStringExpressionSyntax
                or BinaryExpressionSyntax
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: not ("Read" or "Open" or "UTF8") };

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

    /// <summary>
    /// The path of <c>fileSystem.File.ReadAllText(path)</c> of a package that is not restored: its shape says enough.
    /// </summary>
    public static IOperation? Unbound(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken) =>
        call
            is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Expression: var receiver,
                    Name.Identifier.ValueText: var name
                },
                ArgumentList.Arguments: [var first, ..]
            }
        && Names.Simple(receiver) == "File"
        && (name.StartsWith("Read", StringComparison.Ordinal) || name is "OpenRead" or "OpenText")
        && model.GetTypeInfo(receiver, cancellationToken).Type is null or IErrorTypeSymbol
            ? model.GetOperation(first.Expression, cancellationToken)
            : null;

    /// <summary>Identifiers and literal file names of what is read, also through the locals that hold it.</summary>
    public IEnumerable<string> PartNames(MemberIndex member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var work = new Queue<SyntaxNode>();
        foreach (var path in Paths)
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

    /// <summary>
    /// Whether what is opened so is only read, by what is passed: also to a method that passes it on.
    /// </summary>
    public static bool OpensToRead(SyntaxNode call)
    {
        var isRead = false;
        foreach (var argument in Names.Arguments(call).Skip(1))
        {
            if (
                argument.Expression
                is not MemberAccessExpressionSyntax { Expression: var type, Name.Identifier.ValueText: var member }
            )
                continue;
            if (Names.Simple(type) == "FileAccess" && member != "Read")
                return false;
            isRead |= Names.Simple(type) is "FileMode" or "FileAccess" && member is "Open" or "Read";
        }

        return isRead;
    }

    // As a word: no Reader, no Loading, no ReadOnly, and no Download.
    static bool Says(string callee, string verb) =>
        callee.IndexOf(verb, StringComparison.Ordinal) is >= 0 and var at
        && (at + verb.Length is var end)
        && (end == callee.Length || !char.IsLower(callee[end]))
        && string.CompareOrdinal(callee, end, "Only", 0, 4) != 0;

    static bool IsRead(SyntaxNode call, string callee) =>
        Readers.Contains(callee)
        || (Verbs.Any(verb => Says(callee, verb)) && !callee.EndsWith("Line", StringComparison.Ordinal))
        || (callee.StartsWith("From", StringComparison.Ordinal) && Says(callee, "File"))
        || OpensToRead(call)
        || callee switch
        {
            // Streams that are opened to be read say so in their arguments.
            "FileStream" or "Open" or "OpenFile" or "OpenHandle" => Names
                .Arguments(call)
                .Skip(1)
                .Select(argument => Names.Simple(argument.Expression))
                .ToArray()
                is var modes
                && (
                    (modes.Any(mode => mode is "Open" or "Read") && !modes.Contains("Write"))
                    || (modes.Contains("OpenOrCreate") && modes.Contains("ReadWrite"))
                ),
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
