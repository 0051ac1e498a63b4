using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What one method, constructor or property declares and calls, as far as it tells of files.</summary>
sealed class MemberIndex
{
    // A member with more of them is generated, and its first ones tell.
    const int MaxCalls = 64;

    readonly Dictionary<string, ExpressionSyntax> _locals = [];
    readonly List<InvocationExpressionSyntax> _disposals = [];
    readonly List<SyntaxNode> _serializers = [];
    readonly HashSet<string> _called = new(StringComparer.Ordinal);
    readonly HashSet<string> _functions = new(StringComparer.Ordinal);

    public static MemberIndex Empty { get; } = new();

    /// <summary>Calls that turn objects into text or bytes, in their order.</summary>
    public IReadOnlyList<SyntaxNode> Serializers => _serializers;

    /// <summary>Calls that move, delete or start what they are given.</summary>
    public IReadOnlyList<InvocationExpressionSyntax> Disposals => _disposals;

    /// <summary>Names of all that it calls.</summary>
    public IReadOnlyCollection<string> Called => _called;

    /// <summary>Names of its local functions.</summary>
    public IReadOnlyCollection<string> Functions => _functions;

    public bool Reads { get; private set; }

    public ExpressionSyntax? Local(string name) => _locals.TryGetValue(name, out var value) ? value : null;

    public void AddLocal(string name, ExpressionSyntax value)
    {
        if (!_locals.ContainsKey(name))
            _locals.Add(name, value);
    }

    public void AddFunction(string name) => _functions.Add(name);

    public void AddName(string name) => _called.Add(name);

    public void AddRead() => Reads = true;

    public void AddCall(string name, SyntaxNode call)
    {
        if (
            _serializers.Count < MaxCalls
            && (name.StartsWith("Serialize", StringComparison.Ordinal) || name is "ToJson" or "WriteTo")
        )
            _serializers.Add(call);
        if (
            _disposals.Count < MaxCalls
            && call is InvocationExpressionSyntax invocation
            && name
                is "Move"
                    or "Replace"
                    or "MoveFile"
                    or "ReplaceFile"
                    or "MoveTo"
                    or "Delete"
                    or "DeleteFile"
                    or "Start"
        )
            _disposals.Add((InvocationExpressionSyntax)call);
    }
}
