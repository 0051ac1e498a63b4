using AtomicWrites.Extensions.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// A section of the configuration that has a file to be written to. The file is read by this, not by whatever else of
/// the configuration has it too, so that nothing is out of date.
/// </summary>
sealed class SettingsSection : IDisposable
{
    readonly SettingsSources _sources;
    readonly Action<IConfiguration> _require;
    readonly Action _forget;
    readonly ILogger _log;
    readonly object _gate = new();
    readonly IDisposable? _reloads;
    IDisposable? _watch;
    ConfigurationReloadToken _token = new();
    Dictionary<string, string?>? _values; // that were last told of
    Dictionary<string, string?> _others = []; // the same of what is not in the section, where that counts
    bool _heedsAll;
    IConfiguration? _present;
    bool _isDisposed;

    /// <param name="path">The file; absolute.</param>
    /// <param name="section">The section's path.</param>
    /// <param name="configuration">What else there is of it.</param>
    /// <param name="require">Throws where no options can be made of the section: those before stay.</param>
    /// <param name="forget">Called when it has become another, before anybody is told: what was made of it is out of
    /// date.</param>
    /// <param name="log">Where to report what nobody can be told otherwise.</param>
    public SettingsSection(
        string path,
        string section,
        IConfiguration? configuration,
        Action<IConfiguration> require,
        Action forget,
        ILogger log
    )
    {
        (Path, Section, _require, _forget, _log) = (path, section, require, forget, log);
        _sources = new(path, configuration);
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

    /// <exception cref="StateFileException">The file cannot be read now, is corrupt, or no options can be made of
    /// it.</exception>
    public void RequireReadable() => _require(Show(Merge(ReadFile())));

    /// <inheritdoc cref="SettingsSources.HaveElements"/>
    public bool IsElsewhere(string path, bool isInFile) => _sources.HaveElements(path, isInFile);

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

    /// <summary>
    /// From here on a change of anything else in the configuration counts as well: the program binds more of it to the
    /// same options, nobody knows what.
    /// </summary>
    public void HeedAll()
    {
        lock (_gate)
            (_heedsAll, _others) = (true, _sources.Others(Section));
    }

    /// <summary>Tells of the file's new content, also those who have it from the configuration.</summary>
    public void Reload()
    {
        foreach (var provider in _sources.OfFile)
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

    // Those who have the file from the configuration are told at the same time: what they make of it is a part of the
    // options, too.
    void ReloadIfNew()
    {
        lock (_gate)
            if (IsSame(Merge(ReadFile()), _values))
                return;
        Reload();
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
            var others = _heedsAll ? _sources.Others(Section) : _others;
            if (IsSame(values, _values) && IsSame(others, _others))
                return;
            var present = Show(values);
            _require(present);
            (_values, _present, _others) = (values, present, others);
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
            return SettingsFile.Watch(Path, () => Guarded(ReloadIfNew, StateLog.ReloadFailed));
        }
        catch (IOException failure)
        {
            StateLog.ReloadFailed(_log, Path, failure);
            return null; // asked for again by the next who wants a token
        }
    }

    SettingsData ReadFile() => SettingsData.Read(SettingsFile.Read(Path) ?? [], Section, Name);

    Dictionary<string, string?> Merge(SettingsData file) => _sources.Merge(file, Section);

    IConfiguration Show(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(Section);

    static bool IsSame(Dictionary<string, string?> one, Dictionary<string, string?>? other) =>
        other is not null
        && one.Count == other.Count
        && one.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
