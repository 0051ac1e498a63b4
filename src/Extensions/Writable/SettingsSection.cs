using AtomicWrites.Extensions.Configuration;
using AtomicWrites.Extensions.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// A section of the configuration that has a file to be written to. The file is read by this, not by whatever else of the configuration has it too, so that
/// nothing is out of date.
/// </summary>
sealed class SettingsSection : IDisposable
{
    readonly IConfiguration? _configuration;
    readonly Action _forget;
    readonly ILogger _log;
    readonly object _gate = new();
    readonly IDisposable? _reloads;
    IDisposable? _watch;
    ConfigurationReloadToken _token = new();
    Dictionary<string, string?>? _values; // that were last told of
    IConfiguration? _present;
    bool _isDisposed;

    /// <param name="path">The file; absolute.</param>
    /// <param name="section">The section's path.</param>
    /// <param name="configuration">What else there is of it.</param>
    /// <param name="forget">Called when it has become another, before anybody is told: what was made of it is out of date.</param>
    /// <param name="log">Where to report what nobody can be told otherwise.</param>
    public SettingsSection(string path, string section, IConfiguration? configuration, Action forget, ILogger log)
    {
        (Path, Section, _configuration, _forget, _log) = (path, section, configuration, forget, log);
        if (configuration is not null)
            _reloads = ChangeToken.OnChange(configuration.GetReloadToken, Refresh);
    }

    /// <summary>The file; absolute.</summary>
    public string Path { get; }

    /// <summary>The section's path, such as <c>A:B</c>.</summary>
    public string Section { get; }

    public string Name => $"'{Path}'";

    /// <summary>The section as it is now, or was when the file could last be read.</summary>
    /// <exception cref="StateFileException">The file never could be read.</exception>
    public IConfiguration Present
    {
        get
        {
            lock (_gate)
                return _present ??= Show(_values ??= Merge(ReadFile()));
        }
    }

    /// <summary>The section if the file had another text.</summary>
    /// <exception cref="StateFileException">The text is no settings file.</exception>
    public IConfiguration With(byte[] text) => Show(Merge(SettingsData.Read(text, Section, Name)));

    public StateFileException Corrupt(string reason, Exception? inner) =>
        new(StateFileFailure.Corrupt, $"{Name} is corrupt: {reason} It is left as it is.", inner);

    /// <exception cref="StateFileException">The file cannot be read now, or is corrupt.</exception>
    public void RequireReadable() => _ = ReadFile();

    /// <summary>Fires when the section has become another; from the first call on the file is watched.</summary>
    public IChangeToken GetReloadToken()
    {
        lock (_gate)
        {
            if (_watch is null && !_isDisposed)
            {
                Guarded(() => _values ??= Merge(ReadFile()), StateLog.ReloadFailed); // what changes are told against
                _watch = Watch();
            }

            return _token;
        }
    }

    /// <summary>Tells of the file's new content, also those who have it from the configuration.</summary>
    public void Reload()
    {
        foreach (var provider in Providers().Where(IsOfFile))
            Guarded(provider.Load, StateLog.ReloadFailed);
        Refresh();
    }

    public void Dispose()
    {
        lock (_gate)
            _isDisposed = true;
        _reloads?.Dispose();
        _watch?.Dispose(); // outside: it waits for a call that runs
    }

    void Refresh() => Guarded(RefreshNow, StateLog.ReloadFailed);

    void RefreshNow()
    {
        ConfigurationReloadToken token;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            var values = Merge(ReadFile());
            if (_values is not null && IsSame(values, _values))
                return;
            (_values, _present) = (values, Show(values));
            // Here: another thread that finds nothing new may return before this one has told anybody.
            _forget();
            (token, _token) = (_token, new());
        }

        Guarded(token.OnReload, StateLog.ListenerFailed);
    }

    // Called by watchers, and after what is saved already: nobody there could do anything about a failure.
    void Guarded(Action action, Action<ILogger, string, Exception> report)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            report(_log, Path, failure);
        }
    }

    IDisposable? Watch()
    {
        try
        {
            return SettingsFile.Watch(Path, Refresh);
        }
        catch (IOException failure)
        {
            StateLog.ReloadFailed(_log, Path, failure);
            return null; // asked for again by the next who wants a token
        }
    }

    SettingsData ReadFile() => SettingsData.Read(SettingsFile.Read(Path) ?? [], Section, Name);

    // In the place that the file has among the sources; where it is none of them, over all others.
    Dictionary<string, string?> Merge(SettingsData file)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var isThere = false;
        foreach (var provider in Providers())
        {
            if (IsOfFile(provider))
            {
                file.LayOver(values);
                isThere = true;
            }
            else
            {
                AddBelow(provider, Section, values);
            }
        }

        if (_configuration is not (null or IConfigurationRoot))
            foreach (var (path, value) in _configuration.GetSection(Section).AsEnumerable())
                values[path] = value;
        if (!isThere)
            file.LayOver(values);
        return values;
    }

    IEnumerable<IConfigurationProvider> Providers() => (_configuration as IConfigurationRoot)?.Providers ?? [];

    bool IsOfFile(IConfigurationProvider provider)
    {
        var file = provider switch
        {
            StateFileConfigurationProvider state => state.Path,
            FileConfigurationProvider { Source: { Path: { } path, FileProvider: { } files } } => files
                .GetFileInfo(path)
                .PhysicalPath,
            _ => null,
        };
        return file is not null
            && string.Equals(
                System.IO.Path.GetFullPath(file),
                Path,
                OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
            );
    }

    static void AddBelow(IConfigurationProvider provider, string path, Dictionary<string, string?> values)
    {
        foreach (var name in provider.GetChildKeys([], path).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = ConfigurationPath.Combine(path, name);
            if (provider.TryGet(key, out var value))
                values[key] = value;
            AddBelow(provider, key, values);
        }
    }

    IConfiguration Show(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(Section);

    static bool IsSame(Dictionary<string, string?> one, Dictionary<string, string?> other) =>
        one.Count == other.Count
        && one.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
