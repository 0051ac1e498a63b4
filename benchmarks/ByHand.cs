using System.Text.Json;

namespace AtomicWrites.Benchmarks;

/// <summary>What programs in C# have in place of the library.</summary>
static class ByHand
{
    /// <summary>
    /// Writes a new file and renames it: no sync of the directory, and the mode of the target is lost.
    /// </summary>
    public static void WriteAndMove(string path, byte[] data)
    {
        var temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(data);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>A lock file. There is no way to wait for it: try again until the other has closed it.</summary>
    public static FileStream OpenExclusive(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(1);
            }
        }
    }

    public static void TakeMutex(string path)
    {
        using var mutex = new Mutex(initiallyOwned: false, @"Global\" + path.Replace('/', '-'));
        mutex.WaitOne();
        mutex.ReleaseMutex();
    }

    /// <summary>What a careful programmer writes: no update is lost, and the file is whole after a crash.</summary>
    public static void Update(string path, Action<Preferences> change)
    {
        using (OpenExclusive(path))
        {
            var preferences = Load(path);
            change(preferences);
            WriteAndMove(path, JsonSerializer.SerializeToUtf8Bytes(preferences, PreferencesJson.Default.Preferences));
        }
    }

    /// <summary>What most write.</summary>
    public static void Overwrite(string path, Action<Preferences> change)
    {
        var preferences = Load(path);
        change(preferences);
        File.WriteAllText(path, Save(preferences));
    }

    public static Preferences Load(string path) => Parse(File.ReadAllText(path));

    public static Preferences Parse(string text) =>
        JsonSerializer.Deserialize(text, PreferencesJson.Default.Preferences)!;

    public static string Save(Preferences preferences) =>
        JsonSerializer.Serialize(preferences, PreferencesJson.Default.Preferences);
}
