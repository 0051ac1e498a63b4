using AtomicWrites.Extensions.Json;
using AtomicWrites.Extensions.Writable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.Configuration;

/// <summary>
/// The values of a state file. Once it was loaded, its source stays with the last good ones, whatever becomes of the
/// file.
/// </summary>
sealed class StateFileConfigurationProvider(StateFileConfigurationSource source, string path)
    : ConfigurationProvider,
        IDisposable
{
    const string SchemaVersion = "$version";
    const string BackupSuffix = ".bak";

    readonly object _gate = new();
    IDisposable? _watch;
    StateFileException? _failure;
    ILogger? _log;
    bool _isLoaded;
    bool _isRecovered;

    /// <summary>The file; absolute.</summary>
    public string Path => path;

    /// <exception cref="StateFileException">There are no values: the file is missing, or it is corrupt and so is its
    /// backup.</exception>
    public override void Load()
    {
        lock (_gate)
        {
            if (_isLoaded)
            {
                TryLoad();
                return;
            }

            var watch = source.ReloadOnChange ? SettingsFile.Watch(path, Reload) : null;
            try
            {
                LoadFirst();
                _watch = watch;
                _isLoaded = true;
            }
            catch
            {
                watch?.Dispose();
                throw;
            }
        }
    }

    /// <summary>Also reports to a log, at once what has been there before it.</summary>
    public void ReportTo(ILogger log)
    {
        lock (_gate)
        {
            _log = log;
            if (_failure is { } failure)
                Log(log, failure);
        }
    }

    public void Dispose() => _watch?.Dispose();

    void LoadFirst()
    {
        try
        {
            Accept(Read(path));
        }
        catch (StateFileException failure) when (source.LastGood is { } last && last.File == path)
        {
            Data = last.Values;
            Report(failure);
        }
        catch (StateFileException failure)
        {
            Accept(ReadBackup(failure));
            Report(failure, isRecovered: true);
        }
    }

    void TryLoad()
    {
        try
        {
            Accept(Read(path));
            _failure = null;
        }
        catch (StateFileException failure)
        {
            Report(failure);
        }
    }

    void Accept(Dictionary<string, string?> values)
    {
        Data = values;
        source.LastGood = (path, values);
    }

    // By the watcher, where nobody could do anything about an exception.
    void Reload()
    {
        try
        {
            IDictionary<string, string?> before;
            lock (_gate)
            {
                if (!_isLoaded)
                    return;
                before = Data;
                TryLoad();
                if (IsSame(before, Data))
                    return;
            }

            OnReload();
        }
        catch (Exception failure)
        {
            StateEvents.Log.ListenerFailed(path, failure.Message);
            if (_log is { } log)
                StateLog.ListenerFailed(log, path, failure);
        }
    }

    Dictionary<string, string?> Read(string file)
    {
        if (SettingsFile.Read(file) is not { } text)
            return source.Optional
                ? new(StringComparer.OrdinalIgnoreCase)
                : throw new StateFileException(StateFileFailure.Missing, $"'{file}' does not exist.");
        if (JsonTrivia.Skip(text, 0) == text.Length)
            throw new StateFileException(StateFileFailure.Corrupt, $"'{file}' is empty.");
        var values = SettingsData.Read(text, "", $"'{file}'").Values;
        values.Remove(SchemaVersion);
        return values;
    }

    // Beside the file itself, where a link leads to it.
    Dictionary<string, string?> ReadBackup(StateFileException failure)
    {
        try
        {
            if (
                failure.Failure == StateFileFailure.Corrupt
                && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path) + BackupSuffix
                    is var backup
                && File.Exists(backup)
            )
                return Read(backup);
        }
        catch (Exception inBackup) when (inBackup is IOException or UnauthorizedAccessException)
        {
            // What is the matter with the file itself says more.
        }

        throw failure;
    }

    void Report(StateFileException failure, bool isRecovered = false)
    {
        (_failure, _isRecovered) = (failure, isRecovered);
        StateEvents.Log.ReloadFailed(path, failure.Message);
        source.Failed?.Invoke(failure);
        if (_log is { } log)
            Log(log, failure);
    }

    void Log(ILogger log, StateFileException failure)
    {
        if (_isRecovered)
            StateLog.Recovered(log, path, failure);
        else
            StateLog.ReloadFailed(log, path, failure);
    }

    static bool IsSame(IDictionary<string, string?> one, IDictionary<string, string?> other) =>
        one.Count == other.Count
        && one.All(entry => other.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
