namespace AtomicWrites.Benchmarks;

/// <summary>A program that is measured: how it is started, and what it can do.</summary>
/// <param name="Name">As it is printed.</param>
/// <param name="Needs">What has to be on the machine; null for the .NET that runs this.</param>
/// <param name="Command">Relative to <see cref="Prerequisite.Folder"/>; for .NET the name of a worker in
/// <see cref="DotnetWorker"/> or <see cref="StateWorker"/>.</param>
/// <param name="Operations">What it answers to.</param>
sealed record Peer(string Name, Prerequisite? Needs, string[] Command, params string[] Operations)
{
    public const string Write = "write";
    public const string Lock = "lock";
    public const string LockedWrite = "locked-write";

    /// <summary>Loads the state of a program, changes a value and saves it.</summary>
    public const string Update = "update";

    /// <summary>The same by several processes on one file: only where none loses what another has saved.</summary>
    public const string SharedUpdate = "shared-update";

    /// <summary>Loads the state of a program.</summary>
    public const string Load = "load";

    /// <summary>Changes that follow on each other, all saved in the end.</summary>
    public const string Burst = "burst";

    /// <summary>The yardstick of writes and locks.</summary>
    public static readonly Peer C = new("C", Prerequisite.Compiler, ["built/protocol"], Write, Lock, LockedWrite);

    /// <summary>The program whose speed is promised.</summary>
    public static readonly Peer Ours = new("AtomicWrites", null, ["ours"], Write, Lock, LockedWrite);

    /// <summary>The yardstick of states.</summary>
    public static readonly Peer ByHand = new(
        "C# by hand, with care",
        null,
        ["by-hand"],
        Update,
        SharedUpdate,
        Load,
        Burst
    );

    /// <summary>The program whose users ask what it costs beside writing it by hand.</summary>
    public static readonly Peer State = new("StateFile", null, ["state"], Update, SharedUpdate, Load, Burst);

    public static readonly Peer[] All =
    [
        C,
        C with
        {
            Name = "C, the same once more",
            Command = ["built/protocol", "again"],
        },
        C with
        {
            Name = "C, with a second thread",
            Command = ["built/protocol", "threads"],
        },
        C with
        {
            Name = "C, the bare protocol",
            Command = ["built/protocol", "bare"],
        },
        Ours,
        new("AtomicWrites, Durability.Data", null, ["data"], Write),
        new("AtomicWrites, Durability.None", null, ["none"], Write),
        new("C# FileStream, Flush(true), File.Move", null, ["idiom"], Write, LockedWrite),
        new("C# FileStream, FileShare.None", null, ["file-share"], Lock),
        new("C# named Mutex", null, ["mutex"], Lock),
        new("File.WriteAllText, unsafe", null, ["unsafe"], Write),
        new("Go standard library", Prerequisite.Go, ["built/go-standard"], Write, Lock, LockedWrite),
        new("Go renameio, gofrs/flock", Prerequisite.GoLibraries, ["built/go-libraries"], Write, Lock, LockedWrite),
        new("Python standard library", Prerequisite.Python, ["python3", "peer.py"], Write, Lock, LockedWrite),
        new(
            "Python atomicwrites, filelock",
            Prerequisite.PythonLibraries,
            ["/usr/bin/python3", "peer.py", "libraries"],
            Write,
            Lock,
            LockedWrite
        ),
        new("npm write-file-atomic", Prerequisite.Node, ["node", "node/peer.js", "write-file-atomic"], Write),
        new("npm atomically", Prerequisite.Node, ["node", "node/peer.js", "atomically"], Write),
        new("npm proper-lockfile", Prerequisite.Node, ["node", "node/peer.js", "proper-lockfile"], Lock),
        ByHand,
        ByHand with
        {
            Name = "C# by hand, the same once more",
        },
        new("C# by hand, File.WriteAllText, unsafe", null, ["overwrite"], Update),
        new("AtomicFile.Update", null, ["text"], Update, SharedUpdate),
        State,
        new("StateFile, UpdateAsync", null, ["state-async"], Update, SharedUpdate),
        new("StateFile, no backup", null, ["state-alone"], Update, SharedUpdate),
        new("StateFile, no backup, Durability.Data", null, ["state-data"], Update, SharedUpdate),
        new("StateFile, CompareAndSwap", null, ["state-swapped"], Update, SharedUpdate, Load),
        new("SqliteStateStore", null, ["sqlite"], Update, SharedUpdate, Load),
        new("SQLite by hand, WAL, synchronous=FULL", null, ["sqlite-by-hand"], Update, Load),
        new("LiteDB", null, ["litedb"], Update, Load),
        new("StateSaver, Update", null, ["saver"], Burst),
        new("StateSaver, Save", null, ["saver-whole"], Burst),
    ];

    public bool IsDotnet => Needs is null;

    /// <summary>The whole command line, with <paramref name="before"/> in front.</summary>
    public string[] CommandLine(params string[] before) =>
        IsDotnet
            ?
            [
                .. before,
                "dotnet",
                Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Benchmarks.dll"),
                DotnetWorker.Verb,
                .. Command,
            ]
            : [.. before, .. Command];
}
