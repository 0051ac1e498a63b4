using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace AtomicWrites.States;

/// <summary>
/// Whether two values are equal by what their type says of it, as records do. That of a record with a list in it goes
/// by which list it is, and says nothing.
/// </summary>
sealed class Equality
{
    readonly ConcurrentDictionary<Type, bool> _trusted = new();

    /// <summary>Whether a type says so of two values of it.</summary>
    public bool AreUnequal(object one, object other) =>
        _trusted.GetOrAdd(one.GetType(), SaysWhatIsEqual) && !one.Equals(other);

    /// <summary>No longer believes a type.</summary>
    public void Distrust(Type type) => _trusted[type] = false;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What object declares is never trimmed away.")]
    static bool SaysWhatIsEqual(Type type) =>
        type.GetMethod(nameof(Equals), [typeof(object)])?.DeclaringType is { } declaring
        && declaring != typeof(object)
        && declaring != typeof(ValueType);
}
