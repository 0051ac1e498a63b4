using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;

namespace AtomicWrites.Extensions.Configuration;

/// <summary>A state file as a source of configuration.</summary>
/// <remarks>
/// Also what <see cref="StateFile{T}"/> has written with a schema version; that is none of the values.
/// </remarks>
/// <example>
/// <code>
/// var builder = new ConfigurationBuilder();
/// builder.Add(new AtomicWrites.Extensions.Configuration.StateFileConfigurationSource
/// {
///     Path = Path.GetFullPath("progress.json"),
///     Failed = failure =&gt; Console.WriteLine(failure.Message),
/// });
/// Console.WriteLine(builder.Build()["Offset"] ?? "nothing was saved yet");
/// </code>
/// </example>
public sealed class StateFileConfigurationSource : IConfigurationSource
{
    /// <summary>The file, relative to the base path of the configuration.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the file may be missing; true by default, because a state begins with the first save.</summary>
    public bool Optional { get; init; } = true;

    /// <summary>Whether a change of the file is a change of the configuration; true by default.</summary>
    public bool ReloadOnChange { get; init; } = true;

    /// <summary>
    /// Called when the file cannot be loaded and other values are used: those before, or those of the backup. Called on
    /// any thread.
    /// </summary>
    public Action<StateFileException>? Failed { get; init; }

    /// <summary>
    /// The last good values and their file, for the next provider: a configuration makes its providers anew when its
    /// sources change.
    /// </summary>
    internal (string File, IDictionary<string, string?> Values)? LastGood { get; set; }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var root = (builder.GetFileProvider() as PhysicalFileProvider)?.Root ?? AppContext.BaseDirectory;
        return new StateFileConfigurationProvider(this, System.IO.Path.GetFullPath(Path, root));
    }
}
