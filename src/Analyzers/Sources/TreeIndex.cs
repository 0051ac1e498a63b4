using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>
/// By name, what one source file calls, assigns and reads; found by syntax alone, in one pass, and kept as long as the
/// file is unchanged, so that an edit of another file costs nothing here.
/// </summary>
sealed class TreeIndex
{
    static readonly ConditionalWeakTable<SyntaxTree, TreeIndex> Cache = new();

    const int MinFileName = 3;
    const int MaxFileName = 100;

    readonly Dictionary<string, List<SyntaxNode>> _calls = [];
    readonly Dictionary<string, List<SyntaxNode>> _bareCalls = [];
    readonly Dictionary<string, List<ExpressionSyntax>> _assigned = [];
    readonly Dictionary<string, List<ExpressionSyntax>> _appended = [];
    readonly Dictionary<string, List<PathRead>> _reads = [];
    readonly HashSet<string> _deserialized = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<SyntaxNode>> _fileNames = [];
    readonly Dictionary<SyntaxNode, MemberIndex> _members = [];

    TreeIndex(SyntaxTree tree)
    {
        var reads = new List<PathRead>();
        var member = (SyntaxNode?)null;
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (member is not null && node.SpanStart >= member.Span.End)
                member = null;
            switch (node)
            {
                case BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax:
                    member = null;
                    break;
                case MemberDeclarationSyntax:
                    member = Names.Member(node);
                    break;
                case VariableDeclaratorSyntax { Initializer: not null } local when member is not null:
                    Of(member).AddLocal(local.Identifier.ValueText, local.Initializer.Value);
                    break;
                case LiteralExpressionSyntax { Token.Value: string text }:
                    AddFileName(text, node);
                    break;
                case InterpolatedStringTextSyntax { TextToken.ValueText: var piece }:
                    AddFileName(piece, node);
                    break;
                case ForEachStatementSyntax loop when member is not null:
                    Of(member).AddLocal(loop.Identifier.ValueText, loop.Expression);
                    break;
                case AssignmentExpressionSyntax assignment
                    when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                        || assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression):
                    Add(_assigned, Names.Simple(assignment.Left), assignment.Right);
                    break;
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } addition:
                    Add(_appended, Names.Simple(addition.Left), addition.Right);
                    break;
                case LocalFunctionStatementSyntax { Identifier.ValueText: var function } when member is not null:
                    Of(member).AddFunction(function);
                    break;
                case InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call:
                    AddBareCall(Names.Simple(call.Expression), call);
                    break;
                case InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call:
                    AddCall(Names.Simple(call.Expression), call);
                    break;
                case ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } creation:
                    AddCall(Names.Simple(creation.Type), creation);
                    break;
                case ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } creation:
                    AddCall(Names.Created(creation), creation);
                    break;
                case ConstructorInitializerSyntax
                {
                    ArgumentList.Arguments.Count: > 0,
                    Parent.Parent: TypeDeclarationSyntax type
                } initializer:
                    foreach (
                        var name in initializer.IsKind(SyntaxKind.ThisConstructorInitializer)
                            ? [type.Identifier.ValueText]
                            : type.BaseList?.Types.Select(parent => Names.Simple(parent.Type)) ?? []
                    )
                        Add(_calls, name, initializer);
                    break;
                case PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments.Count: > 0 } parent:
                    Add(_calls, Names.Simple(parent.Type), parent);
                    break;
            }
        }

        foreach (var read in reads)
        foreach (
            var part in read.PartNames(
                read.Member is { } reader && _members.TryGetValue(reader, out var index) ? index : MemberIndex.Empty
            )
        )
            Add(_reads, part, read);

        void AddFileName(string text, SyntaxNode node)
        {
            var name = text.Substring(text.LastIndexOfAny(['/', '\\']) + 1);
            if (name.Length is >= MinFileName and <= MaxFileName && name.IndexOf('.') >= 0)
                Add(_fileNames, name, node);
        }

        void AddCall(string name, SyntaxNode call)
        {
            Add(_calls, name, call);
            if (member is not null)
                Of(member).AddCall(name, call);
            AddName(name, call);
            if (PathRead.Of(call, name) is { } read)
                reads.Add(read);
            if (name.StartsWith("Deserialize", StringComparison.Ordinal))
                _deserialized.UnionWith(Deserialized.By(call));
            if (name is "Append" or "AppendLine" && call is InvocationExpressionSyntax append)
                Add(_appended, Builder(append), append.ArgumentList.Arguments[0].Expression);
        }

        void AddBareCall(string name, SyntaxNode call)
        {
            Add(_bareCalls, name, call);
            AddName(name, call);
            if (PathRead.Of(call, name) is { } read)
                reads.Add(read);
        }

        void AddName(string name, SyntaxNode call)
        {
            if (member is null)
                return;
            Of(member).AddName(name);
            if (PathRead.Reads(call, name))
                Of(member).AddRead();
        }

        MemberIndex Of(SyntaxNode key)
        {
            if (!_members.TryGetValue(key, out var index))
                _members.Add(key, index = new());
            return index;
        }
    }

    public static TreeIndex Of(SyntaxTree tree) => Cache.GetValue(tree, static key => new TreeIndex(key));

    /// <summary>What the member around a node declares and calls.</summary>
    public static MemberIndex Around(SyntaxNode node) =>
        Names.Member(node) is { } member && Of(node.SyntaxTree)._members.TryGetValue(member, out var index)
            ? index
            : MemberIndex.Empty;

    /// <summary>Calls of a method, and creations of a type, with at least one argument.</summary>
    public IReadOnlyList<SyntaxNode> Calls(string name) => _calls.TryGetValue(name, out var calls) ? calls : [];

    /// <summary>Calls of a method without arguments.</summary>
    public IReadOnlyList<SyntaxNode> BareCalls(string name) => _bareCalls.TryGetValue(name, out var calls) ? calls : [];

    /// <summary>The members, each with what it calls.</summary>
    public IReadOnlyDictionary<SyntaxNode, MemberIndex> Members => _members;

    /// <summary>What is assigned to anything of this name.</summary>
    public IReadOnlyList<ExpressionSyntax> AssignedTo(string name) =>
        _assigned.TryGetValue(name, out var values) ? values : [];

    /// <summary>Names of the types that something is deserialized to.</summary>
    public IReadOnlyCollection<string> DeserializedTypes => _deserialized;

    /// <summary>Literals that end in a file's name.</summary>
    public IReadOnlyList<SyntaxNode> FileNames(string name) =>
        _fileNames.TryGetValue(name, out var literals) ? literals : [];

    /// <summary>What is added to the end of anything of this name.</summary>
    public IReadOnlyList<ExpressionSyntax> AppendedTo(string name) =>
        _appended.TryGetValue(name, out var values) ? values : [];

    /// <summary>Reads of a path that a symbol or a literal file name of this name takes part in.</summary>
    public IReadOnlyList<PathRead> Reads(string name) => _reads.TryGetValue(name, out var reads) ? reads : [];

    // builder.Append(a).Append(b)
    static string Builder(InvocationExpressionSyntax append)
    {
        ExpressionSyntax receiver = append;
        while (
            receiver
                is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var inner } }
        )
            receiver = inner;
        return receiver is IdentifierNameSyntax name ? name.Identifier.ValueText : "";
    }

    static void Add<T>(Dictionary<string, List<T>> index, string name, T value)
    {
        if (name.Length == 0)
            return;
        if (!index.TryGetValue(name, out var values))
            index.Add(name, values = []);
        values.Add(value);
    }
}
