using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AtomicWrites.Extensions.Writable;

/// <summary>Brings a section with a file into the options of a name, and tells their monitor of changes.</summary>
sealed class SectionOptions<T>(
    string name,
    SettingsSection section,
    JsonTypeInfo<T> type,
    Action<IConfiguration, T> bind
) : IConfigureNamedOptions<T>, IOptionsChangeTokenSource<T>, IDisposable
    where T : class
{
    public string Name => name;

    public SettingsSection Section => section;

    public void Configure(T options) => Configure(Options.DefaultName, options);

    public void Configure(string? other, T options)
    {
        if (other == name)
            Configure(options, section.Present);
    }

    /// <summary>The same with a text that the file does not have yet.</summary>
    public void Configure(T options, IConfiguration configuration)
    {
        ListDefaults.Empty(options, type, configuration);
        bind(configuration, options);
    }

    public IChangeToken GetChangeToken() => section.GetReloadToken();

    public void Dispose() => section.Dispose();
}
