using System.Text.Json;
using AtomicWrites.Sqlite;

namespace AtomicWrites.Benchmarks;

/// <summary>
/// The workers that load, change and save the state of a program. One of these is for one file, and lives from one
/// order to the next, as in a program.
/// </summary>
sealed class StateWorker
{
    /// <summary>How many changes follow on each other in <see cref="Peer.Burst"/>.</summary>
    public const int Changes = 10;

    delegate Task Operation(StateWorker worker, int count);

    static readonly Operation Update = Each(worker => worker._file.Edit(Change));
    static readonly Operation Read = Each(worker => worker._file.Read());
    static readonly Operation UpdateDatabase = Each(worker => worker._database!.Update(Change));
    static readonly Operation LoadDatabase = Each(worker => worker._database!.Load());

    static readonly Dictionary<string, Dictionary<string, Operation>> Workers = new()
    {
        ["by-hand"] = new()
        {
            [Peer.Update] = Each(worker => ByHand.Update(worker._path, Change)),
            [Peer.SharedUpdate] = Each(worker => ByHand.Update(worker._path, Change)),
            [Peer.Load] = Each(worker => ByHand.Load(worker._path)),
            [Peer.Burst] = Each(worker => Burst(() => ByHand.Update(worker._path, Change))),
        },
        ["overwrite"] = new() { [Peer.Update] = Each(worker => ByHand.Overwrite(worker._path, Change)) },
        ["text"] = new()
        {
            [Peer.Update] = Each(worker => worker.UpdateText()),
            [Peer.SharedUpdate] = Each(worker => worker.UpdateText()),
        },
        ["state"] = new()
        {
            [Peer.Update] = Update,
            [Peer.SharedUpdate] = Update,
            [Peer.Load] = Read,
            [Peer.Burst] = Each(worker => Burst(() => worker._file.Edit(Change))),
        },
        ["state-alone"] = new() { [Peer.Update] = Update, [Peer.SharedUpdate] = Update },
        ["state-data"] = new() { [Peer.Update] = Update, [Peer.SharedUpdate] = Update },
        ["state-async"] = new() { [Peer.Update] = UpdateAsync, [Peer.SharedUpdate] = UpdateAsync },
        ["state-swapped"] = new()
        {
            [Peer.Update] = Update,
            [Peer.SharedUpdate] = Update,
            [Peer.Load] = Read,
        },
        ["sqlite"] = new()
        {
            [Peer.Update] = Update,
            [Peer.SharedUpdate] = Update,
            [Peer.Load] = Read,
        },
        ["sqlite-by-hand"] = new() { [Peer.Update] = UpdateDatabase, [Peer.Load] = LoadDatabase },
        ["litedb"] = new() { [Peer.Update] = UpdateDatabase, [Peer.Load] = LoadDatabase },
        ["saver"] = new()
        {
            [Peer.Burst] = Each(worker =>
            {
                Burst(() => worker._saver.Update(Changed));
                worker._saver.Flush();
            }),
        },
        ["saver-whole"] = new()
        {
            [Peer.Burst] = Each(worker =>
            {
                Burst(() => worker._saver.Save(Changed(worker._preferences)));
                worker._saver.Flush();
            }),
        },
    };

    static readonly Dictionary<string, StateFileOptions<Preferences>> Options = new()
    {
        ["state-alone"] = new() { KeepBackup = false },
        ["state-data"] = new()
        {
            KeepBackup = false,
            Write = new() { Durability = Durability.Data },
        },
        ["state-swapped"] = new() { Concurrency = ConcurrencyMode.CompareAndSwap },
    };

    static readonly Dictionary<string, StateWorker> Open = [];

    readonly string _path;
    readonly IState<Preferences> _file;
    readonly Database? _database;
    readonly StateSaver<Preferences> _saver;
    readonly Preferences _preferences;

    StateWorker(string name, string path, int size)
    {
        AtomicFile.TryReplace(
            path,
            null,
            JsonSerializer.SerializeToUtf8Bytes(Preferences.OfSize(size), PreferencesJson.Default.Preferences)
        );
        _path = path;
        _file =
            name == "sqlite"
                ? new State<Preferences>(
                    new SqliteStateStore($"Data Source={path}.sqlite", "preferences"),
                    PreferencesJson.Default.Preferences,
                    new() { Initial = () => Preferences.OfSize(size) }
                )
                : new StateFile<Preferences>(
                    path,
                    PreferencesJson.Default.Preferences,
                    Options.GetValueOrDefault(name)
                );
        _database = Database.Of(name, path, Preferences.OfSize(size));
        _saver = _file.CreateSaver(TimeSpan.FromSeconds(1));
        _preferences = _file.Edit(Change); // the first update of a file creates what later ones find: backup, or directory of versions
    }

    /// <summary>What is to be timed, and afterwards a look whether it was done.</summary>
    public static (Action Run, Action Check) Prepare(string name, string operation, int count, int size, string path)
    {
        if (!Open.TryGetValue(path, out var worker))
            Open.Add(path, worker = new(name, path, size));
        var run = Workers[name][operation];
        var due =
            worker.Launches
            + (
                operation == Peer.Load ? 0
                : operation == Peer.Burst ? count * Changes
                : count
            );
        return (() => run(worker, count).GetAwaiter().GetResult(), () => worker.Require(due));
    }

    int Launches => (_database?.Load() ?? _file.Read()).Launches;

    // There may be more: of other processes.
    void Require(int due)
    {
        if (Launches is var launches && launches < due)
            throw new IOException($"'{_path}' has lost {due - launches} updates");
    }

    void UpdateText() => AtomicFile.Update(_path, text => ByHand.Save(Changed(ByHand.Parse(text!))));

    static async Task UpdateAsync(StateWorker worker, int count)
    {
        for (var i = 0; i < count; i++)
            await worker._file.UpdateAsync(Changed);
    }

    static Operation Each(Action<StateWorker> operation) =>
        (worker, count) =>
        {
            for (var i = 0; i < count; i++)
                operation(worker);
            return Task.CompletedTask;
        };

    static void Burst(Action change)
    {
        for (var i = 0; i < Changes; i++)
            change();
    }

    static void Change(Preferences preferences) => preferences.Launches++;

    static Preferences Changed(Preferences preferences)
    {
        Change(preferences);
        return preferences;
    }
}
