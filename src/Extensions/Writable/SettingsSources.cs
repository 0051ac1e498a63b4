using AtomicWrites.Extensions.Configuration;
using AtomicWrites.Extensions.Json;
using Microsoft.Extensions.Configuration;

namespace AtomicWrites.Extensions.Writable;

/// <summary>The sources of the configuration around a settings file, of which it may be one.</summary>
/// <param name="path">The file; absolute.</param>
/// <param name="configuration">All of them; null for none.</param>
sealed class SettingsSources(string path, IConfiguration? configuration)
{
    /// <summary>Those that have the file.</summary>
    public IEnumerable<IConfigurationProvider> OfFile => Providers.Where(IsOfFile);

    IEnumerable<IConfigurationProvider> Providers => (configuration as IConfigurationRoot)?.Providers ?? [];

    // What is no root does not tell of its sources.
    IConfiguration? Opaque => configuration is IConfigurationRoot ? null : configuration;

    /// <summary>
    /// The values of a section, the file's in the place that it has among the sources; where it is none of them, over
    /// all others.
    /// </summary>
    public Dictionary<string, string?> Merge(SettingsData file, string section)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var isThere = false;
        foreach (var provider in Providers)
        {
            if (IsOfFile(provider))
            {
                file.LayOver(values);
                isThere = true;
            }
            else
            {
                AddBelow(provider, section, values);
            }
        }

        foreach (var (key, value) in Opaque?.GetSection(section).AsEnumerable() ?? [])
            values[key] = value;
        if (!isThere)
            file.LayOver(values);
        return values;
    }

    /// <summary>Whether other sources have elements of a list.</summary>
    /// <param name="list">Its path.</param>
    /// <param name="isInFile">Whether the file has it, too: then only those count that are laid over the file.</param>
    public bool HaveElements(string list, bool isInFile)
    {
        var others = Providers.ToList();
        if (isInFile)
            others.RemoveRange(0, others.FindLastIndex(IsOfFile) is var file and >= 0 ? file : others.Count);
        return others.Any(provider => !IsOfFile(provider) && provider.GetChildKeys([], list).Any())
            || (!isInFile && Opaque?.GetSection(list).GetChildren().Any() == true);
    }

    /// <summary>All values outside of a section.</summary>
    public Dictionary<string, string?> Others(string section) =>
        (configuration?.AsEnumerable() ?? [])
            .Where(entry => !SettingsData.IsIn(entry.Key, section))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.OrdinalIgnoreCase);

    bool IsOfFile(IConfigurationProvider provider)
    {
        var file = provider switch
        {
            StateFileConfigurationProvider state => state.Path,
            FileConfigurationProvider { Source: { Path: { } name, FileProvider: { } files } } => files
                .GetFileInfo(name)
                .PhysicalPath,
            _ => null,
        };
        return file is not null
            && string.Equals(
                Path.GetFullPath(file),
                path,
                OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
            );
    }

    static void AddBelow(IConfigurationProvider provider, string above, Dictionary<string, string?> values)
    {
        foreach (var name in provider.GetChildKeys([], above).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = ConfigurationPath.Combine(above, name);
            if (provider.TryGet(key, out var value))
                values[key] = value;
            AddBelow(provider, key, values);
        }
    }
}
