namespace AtomicWrites;

/// <summary>
/// Says that a path is not state, so that the analyzer reports no write to it, whatever it would infer.
/// On a directory it goes for all that is written below.
/// </summary>
/// <remarks>Costs nothing at run time. It goes before <see cref="StatePathAttribute"/>.</remarks>
/// <example>
/// <code>
/// static void Export([NotStatePath] string path, string text) =&gt; File.WriteAllText(path, text);   // no warning
///
/// Export("settings-for-support.json", "{}");
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
public sealed class NotStatePathAttribute : Attribute
{
    /// <summary>The parameter, field, property or return value holds a path that is not state.</summary>
    public NotStatePathAttribute() { }

    /// <summary>On an assembly: paths that match are not state.</summary>
    /// <param name="glob">As <c>atomic_writes.ignored_paths</c>: <c>*</c> and <c>?</c> within a name, <c>**</c> across
    /// directories; without a separator the file's name.</param>
    public NotStatePathAttribute(string glob) => Glob = glob;

    /// <summary>The pattern of paths; null where the attribute stands on the path itself.</summary>
    public string? Glob { get; }
}
