using System.Collections.Immutable;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>A call of the library that takes the lock of a state file.</summary>
/// <param name="Node">The call.</param>
/// <param name="Name">Type and member.</param>
/// <param name="Type">The type alone.</param>
/// <param name="Path">The state; of a <c>StateFile</c> the object, which has one path.</param>
sealed record LockTaker(InvocationExpressionSyntax Node, string Name, string Type, IOperation? Path)
{
    /// <summary>Simple names by which a call may be one: the cheap question before any binding.</summary>
    public static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        "WithLock",
        "WithLockAsync",
        "Update",
        "UpdateAsync",
        "Edit",
        "EditAsync",
        "Acquire",
        "AcquireAsync",
        "TryAcquire",
        "TryAcquireAsync"
    );

    /// <summary>The type of whatever keeps typed state.</summary>
    public const string StateType = "StateFile";

    public bool IsFileLock => Type == "FileLock";

    public static LockTaker? Of(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            node is not InvocationExpressionSyntax invocation
            || BoundCall.Of(node, model, cancellationToken)
                is not { Method: { ContainingType: { } type, Name: var name } } call
            || !Names.Contains(name)
        )
            return null;
        if (Library.Has(type, "AtomicFile") || Library.Has(type, "FileLock"))
            return new(invocation, $"{type.Name}.{name}", type.Name, call.For("path"));
        // What a saver is told is saved later, in a flow of its own.
        return StateCall.Is(type) && StateCall.StateOf(call) is { Type.Name: not "StateSaver" } state
            ? new(invocation, StateCall.NameOf(call), StateType, state)
            : null;
    }
}
