namespace AtomicWrites;

/// <summary>
/// Says that a path is state, so that the analyzer reports every non-atomic write to it (ATW0001), whatever it would
/// infer. On a directory it goes for all that is written below.
/// </summary>
/// <remarks>Costs nothing at run time. <see cref="NotStatePathAttribute"/> goes before it.</remarks>
/// <example>
/// <code>
/// // File.WriteAllText would be reported here.
/// static void Save([StatePath] string path, string text) =&gt; AtomicFile.WriteAllText(path, text);
///
/// Save("game-1", "{}");
/// </code>
/// </example>
[AttributeUsage(
    AttributeTargets.Parameter
        | AttributeTargets.Field
        | AttributeTargets.Property
        | AttributeTargets.ReturnValue
        | AttributeTargets.Assembly,
    AllowMultiple = true
)]
public sealed class StatePathAttribute : Attribute
{
    /// <summary>
    /// The parameter, field, property or return value holds the path of a state file or of a directory of such.
    /// </summary>
    public StatePathAttribute() { }

    /// <summary>On an assembly: paths that match are state.</summary>
    /// <param name="glob">As <c>atomic_writes.state_paths</c>: <c>*</c> and <c>?</c> within a name, <c>**</c> across
    /// directories; without a separator the file's name.</param>
    public StatePathAttribute(string glob) => Glob = glob;

    /// <summary>The pattern of paths; null where the attribute stands on the path itself.</summary>
    public string? Glob { get; }
}
