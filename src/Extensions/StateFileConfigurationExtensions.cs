using AtomicWrites.Extensions.Configuration;
using Microsoft.Extensions.Configuration;

namespace AtomicWrites.Extensions;

/// <summary>Adds a state file to the configuration.</summary>
/// <example>
/// <code>
/// var builder = WebApplication.CreateBuilder();
/// builder.Configuration.AddStateFile("progress.json");
/// Console.WriteLine(builder.Configuration["Offset"] ?? "nothing was saved yet");
/// </code>
/// </example>
public static class StateFileConfigurationExtensions
{
    /// <summary>
    /// Adds what a <see cref="StateFile{T}"/> keeps, or any other JSON object, as a source of the configuration.
    /// </summary>
    /// <remarks>
    /// A file that has become corrupt or unreadable leaves the values as they were: that is logged (in a host with
    /// states or writable options) and told to <paramref name="failed"/>, and never an exception in the background. At
    /// the start the backup <c>&lt;file&gt;.bak</c> stands in for a corrupt file; where there is none, loading the
    /// configuration throws a <see cref="StateFileException"/>.
    /// </remarks>
    /// <param name="builder">The configuration.</param>
    /// <param name="path">The file, relative to the base path of the configuration, in a host its content root.</param>
    /// <param name="optional">Whether the file may be missing.</param>
    /// <param name="reloadOnChange">Whether a change of the file is a change of the configuration.</param>
    /// <param name="failed">Called when the file cannot be loaded and other values are used. Called on any
    /// thread.</param>
    /// <returns>The configuration.</returns>
    public static IConfigurationBuilder AddStateFile(
        this IConfigurationBuilder builder,
        string path,
        bool optional = true,
        bool reloadOnChange = true,
        Action<StateFileException>? failed = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return builder.Add(
            new StateFileConfigurationSource
            {
                Path = path,
                Optional = optional,
                ReloadOnChange = reloadOnChange,
                Failed = failed,
            }
        );
    }
}
