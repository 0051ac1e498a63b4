using System.Text;

namespace AtomicWrites.Crash.Writer;

/// <summary>
/// All ways to write that lose power in the tests: those of the library, which promise something, and those that people
/// write by hand.
/// </summary>
public static class Arms
{
    public const string First = "here",
        Second = "there";
    const string State = First + "/state",
        Linked = Second + "/state";

    public static IReadOnlyList<Arm> All { get; } =
    [
        new(
            "WriteFileAtomic",
            (folder, _, content) => AtomicFile.WriteFileAtomic(In(folder, State), content),
            Promise.Durable(State)
        ),
        new(
            "TwoDirectories",
            (folder, number, content) =>
                AtomicFile.WriteFileAtomic(
                    In(folder, number % 2 == 0 ? State : Linked),
                    content,
                    new() { Mode = Promise.Mode }
                ),
            Promise.Alternating(State, Linked)
        ),
        new("FollowedLink", WriteThroughLink, Promise.Durable(Linked)),
        new(
            "Append",
            (folder, number, content) =>
                AtomicFile.AppendAllBytes(
                    In(folder, State),
                    StateVersion.Content(number, Math.Max(StateVersion.HeadLength, content.Length / 16))
                ),
            Promise.Appended(State)
        ),
        new("Copy", CopyFromUnsynced, Promise.Durable(State)),
        new("Stream", WriteInPieces, Promise.Durable(State)),
        new(
            "CreateNew",
            (folder, number, content) =>
                AtomicFile.WriteFileAtomic(
                    In(folder, Numbered(number)),
                    content,
                    new() { CreateNew = true, Mode = Promise.Mode }
                ),
            Promise.Each(Numbered, isOursAlone: true)
        ),
        new("SkipIfUnchanged", ConfirmUnsynced, Promise.Each(Numbered, isOursAlone: false)),
        new(
            "KeepBackup",
            (folder, _, content) => AtomicFile.WriteFileAtomic(In(folder, State), content, new() { KeepBackup = true }),
            Promise.BackedUp(State)
        ),
        new("Update", UpdateText, Promise.Durable(State)),
        new("StateFile.Update", UpdateState, Promise.OfJson(Promise.BackedUp(State))),
        new(
            "StateFile in a new directory",
            SaveInNewDirectory,
            Promise.OfJson(Promise.Each(InNewDirectory, isOursAlone: true))
        ),
        new(
            "SQLite",
            (folder, _, content) => Databases.Save(In(folder, State), content),
            Databases.OfState(Promise.Durable(State, mode: null))
        )
        {
            IsModelled = false,
        },
        new(
            "SQLite in a new database",
            (folder, number, content) => Databases.Save(In(folder, Numbered(number)), content),
            Databases.OfState(Promise.Each(Numbered, isOursAlone: true, mode: null))
        )
        {
            IsModelled = false,
        },
        new(
            "SQLite without sync of the log",
            (folder, _, content) => Databases.SaveWithoutSync(In(folder, State), content),
            Databases.OfState(Promise.Durable(State, mode: null))
        )
        {
            IsModelled = false,
            Losses = [Verdict.Lost],
        },
        new(
            "Durability.Data",
            (folder, _, content) =>
                AtomicFile.WriteFileAtomic(In(folder, State), content, new() { Durability = Durability.Data }),
            Promise.Atomic(State)
        ),
        new(
            "Durability.None",
            (folder, _, content) =>
                AtomicFile.WriteFileAtomic(In(folder, State), content, new() { Durability = Durability.None }),
            Promise.Durable(State, mode: null)
        )
        {
            Losses = [Verdict.Lost, Verdict.Empty, Verdict.Zeros, Verdict.Torn],
        },
        new(
            "File.WriteAllBytes",
            (folder, _, content) => File.WriteAllBytes(In(folder, State), content),
            Promise.Durable(State, mode: null)
        )
        {
            Losses = [Verdict.Empty, Verdict.Zeros, Verdict.Torn],
        },
        new(
            "File.Move without Flush",
            (folder, number, content) => MoveOver(folder, number, content, flush: false),
            Promise.Durable(State, mode: null)
        )
        {
            Losses = [Verdict.Lost, Verdict.Empty, Verdict.Zeros, Verdict.Torn],
        },
        new(
            "File.Move after Flush(true)",
            (folder, number, content) => MoveOver(folder, number, content, flush: true),
            Promise.Durable(State, mode: null)
        )
        {
            Losses = [Verdict.Lost],
        },
    ];

    public static Arm Named(string name) => All.Single(arm => arm.Name == name);

    /// <summary>What has to be there before the first version.</summary>
    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(In(folder, First));
        Directory.CreateDirectory(In(folder, Second));
        File.CreateSymbolicLink(In(folder, First + "/link"), "../" + Linked);
    }

    /// <summary>Gives what was written first the mode that all later versions have to keep.</summary>
    public static void SetMode(string folder)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("state*", SearchOption.AllDirectories))
            file.UnixFileMode = Promise.Mode;
    }

    static string In(string folder, string name) => Path.Combine(folder, name);

    static string Numbered(int number) => $"{State}-{number}";

    static string InNewDirectory(int number) => $"{First}/made-{number}/deep/state";

    static void SaveInNewDirectory(string folder, int number, byte[] content) =>
        new StateFile<byte[]>(
            In(folder, InNewDirectory(number)),
            new StateFileOptions<byte[]> { Write = new() { Mode = Promise.Mode } }
        ).Reset(content);

    static void WriteThroughLink(string folder, int number, byte[] content) =>
        AtomicFile.WriteAllBytes(In(folder, First + "/link"), content);

    static void CopyFromUnsynced(string folder, int number, byte[] content)
    {
        var source = In(folder, Second + "/source");
        File.WriteAllBytes(source, content);
        File.SetUnixFileMode(source, Promise.Mode); // a copy is no more open than its source
        AtomicFile.Copy(source, In(folder, State), overwrite: true);
    }

    // Somebody wrote the same without a sync; to be told that nothing had to be written is to be told that it is
    // durable.
    static void ConfirmUnsynced(string folder, int number, byte[] content)
    {
        var path = In(folder, Numbered(number));
        File.WriteAllBytes(path, content);
        File.SetUnixFileMode(path, Promise.Mode);
        AtomicFile.WriteFileAtomic(path, content, new() { SkipIfUnchanged = true, Mode = Promise.Mode });
    }

    static void WriteInPieces(string folder, int number, byte[] content)
    {
        using var stream = AtomicFile.Create(In(folder, State));
        foreach (var piece in content.Chunk(1000))
            stream.Write(piece);
        stream.Commit();
    }

    static void UpdateText(string folder, int number, byte[] content) => AtomicFile.Update(In(folder, State), text =>
        {
            if (number > 0 && StateVersion.At(Encoding.ASCII.GetBytes(text!))?.Number != number - 1)
                throw new InvalidDataException($"Version {number - 1} is not what {nameof(AtomicFile.Update)} read.");
            return Encoding.ASCII.GetString(content);
        });

    static void UpdateState(string folder, int number, byte[] content) =>
        new StateFile<byte[]>(In(folder, State), new StateFileOptions<byte[]> { Initial = () => [] }).Update(before =>
        {
            if (number > 0 && StateVersion.At(before)?.Number != number - 1)
                throw new InvalidDataException($"Version {number - 1} is not what {nameof(StateFile<>)} read.");
            return content;
        });

    static void MoveOver(string folder, int number, byte[] content, bool flush)
    {
        var temporary = In(folder, $"{State}.{number}.tmp");
        using (var file = File.Create(temporary))
        {
            file.Write(content);
            file.Flush(flush);
        }

        File.Move(temporary, In(folder, State), overwrite: true);
    }
}
