using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Sources;

/// <summary>What an expression of a type gives, be it by a task.</summary>
static class AwaitedType
{
    /// <summary>What a task is awaited for; any other type as it is.</summary>
    public static ITypeSymbol Awaited(this ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : type;
}
