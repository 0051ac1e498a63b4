using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;
using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests.Runs;

/// <summary>What a run came to.</summary>
/// <param name="Result">What the program returned.</param>
/// <param name="Exception">The type of what it threw.</param>
/// <param name="IsInUse">Whether that says that somebody else has a file open.</param>
/// <param name="Said">What it said, and wrote to the console.</param>
/// <param name="Old">What the state file held before.</param>
/// <param name="State">What it holds now.</param>
/// <param name="Mode">Its mode.</param>
/// <param name="Others">Names and bytes of all else that is in the folder.</param>
/// <param name="Seen">What another process would have read at each point.</param>
/// <param name="Whole">
/// What it held between statements while nobody had it open, until something was thrown: no half of a write.
/// </param>
/// <param name="Points">The points that were passed.</param>
/// <param name="TriesAgain">Whether it has passed the point that failed.</param>
/// <param name="Thrown">How many exceptions were thrown, also such as it caught.</param>
/// <param name="WaitsUnderLock">Whether it waited with the lock held.</param>
sealed record Outcome(
    string? Result,
    string? Exception,
    bool IsInUse,
    string Said,
    string? Old,
    string? State,
    UnixFileMode Mode,
    string Others,
    ImmutableArray<string?> Seen,
    ImmutableArray<string?> Whole,
    ImmutableArray<int> Points,
    bool TriesAgain,
    int Thrown,
    bool WaitsUnderLock
)
{
    const int InUse = 11; // EWOULDBLOCK of flock

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, RecurseSubdirectories = true };

    /// <summary>Runs a program in a folder of its own, which it may do anything to.</summary>
    public static Outcome Of(
        RunFolders folders,
        MethodInfo entry,
        Situation situation,
        int failing = Point.None,
        bool watches = false
    )
    {
        folders.Enter();
        Prepare(situation);
        var old = Content().Bytes;
        var said = new StringWriter();
        var seen = new List<string?>();
        var whole = new HashSet<string?>();
        var points = new List<int>();
        var waitsUnderLock = false;
        var console = Console.Out;
        var thrown = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs e) => thrown++;
        string? Look()
        {
            var content = Content();
            if (thrown == 0 && !content.IsOpen)
                lock (whole)
                    whole.Add(content.Bytes);
            return content.Bytes;
        }

        Point.Begin(
            said,
            failing,
            number =>
            {
                points.Add(number);
                if (watches)
                    seen.Add(Look());
            },
            () => waitsUnderLock |= IsLocked(),
            () => Look()
        );
        Console.SetOut(said);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        string? result = null;
        string? exception = null;
        var isInUse = false;
        try
        {
            result = Returned(entry);
        }
        catch (Exception failure)
        {
            exception = Name(failure);
            isInUse = failure is IOException { HResult: InUse };
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
            Console.SetOut(console);
            Point.Forget();
        }

        return new(
            result,
            exception,
            isInUse,
            said.ToString(),
            old,
            Content().Bytes,
            ModeOf(GeneratedProgram.StateFile),
            AllElse(),
            [.. seen],
            [.. whole],
            [.. points],
            points.Contains(failing),
            thrown,
            waitsUnderLock
        );
    }

    static string? Returned(MethodInfo entry)
    {
        var arguments = entry
            .GetParameters()
            .Select(parameter =>
                parameter.ParameterType == typeof(string) ? GeneratedProgram.StateFile : (object)Array.Empty<string>()
            )
            .ToArray();
        var run = Task.Run(async () =>
        {
            var returned = entry.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (returned is not Task task)
                return returned;
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task);
        });
        if (!((IAsyncResult)run).AsyncWaitHandle.WaitOne(Patience))
            throw new TimeoutException();
        return run.GetAwaiter().GetResult()?.ToString();
    }

    // Who catches IOException catches what is derived from it.
    static string Name(Exception failure) =>
        failure is AtomicWriteException ? nameof(IOException) : failure.GetType().Name;

    static void Prepare(Situation situation)
    {
        File.WriteAllText("source.txt", "source");
        if (situation == Situation.Folder)
            Directory.CreateDirectory(GeneratedProgram.StateFile);
        else if (situation != Situation.Fresh)
            File.WriteAllText(GeneratedProgram.StateFile, situation == Situation.Shorter ? "o" : new string('o', 7000));
        if (situation == Situation.ReadOnly)
            File.SetAttributes(GeneratedProgram.StateFile, FileAttributes.ReadOnly);
    }

    static FileContent Content() => FileContent.Of(GeneratedProgram.StateFile);

    static string AllElse()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFileSystemEntries(".", "*", Everything).Order(StringComparer.Ordinal))
        {
            // A temporary file is swept when the stream that nobody closed is collected.
            var name = Path.GetFileName(file);
            var isOurs =
                name.EndsWith(".lock", StringComparison.Ordinal) || name.StartsWith(".state", StringComparison.Ordinal);
            if (isOurs)
                continue;
            var isState = name == GeneratedProgram.StateFile;
            text.Append(file).Append(' ').Append(isState ? "" : FileContent.Of(file).Bytes).Append('\n');
        }

        return text.ToString();
    }

    static UnixFileMode ModeOf(string file) =>
        OperatingSystem.IsWindows() || !File.Exists(file) ? default : File.GetUnixFileMode(file);

    // Asked by somebody else: the program's own flow would be told that it waits for itself.
    static bool IsLocked()
    {
        var isLocked = false;
        var other = new Thread(() =>
        {
            using var taken = FileLock.TryAcquire(GeneratedProgram.StateFile);
            isLocked = taken is null;
        });
        other.UnsafeStart();
        other.Join();
        return isLocked;
    }
}
