using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace AtomicWrites.Generated;

/// <summary>What a generated program throws where it is told to.</summary>
public sealed class Fault(int point) : InvalidOperationException("at " + point);

/// <summary>
/// What generated programs call: where they may fail, what they say, and code whose source no fix can see.
/// </summary>
public static class Point
{
    internal const int None = -1;

    static readonly List<Stream> KeptStreams = [];
    static readonly List<TextWriter> KeptWriters = [];
    static readonly List<(StreamWriter In, StreamReader Out)> Processes = [];

    // A task that nobody waits for may go on while the next program runs.
    static readonly AsyncLocal<Run?> Own = new();
    static readonly Run Ended = new(TextWriter.Null, None, _ => { }, () => { }, () => { });

    static Run Now => Own.Value ?? Ended;

    /// <summary>What is said, and where it fails, from here on in this flow.</summary>
    /// <param name="output">What it says.</param>
    /// <param name="failing">The point that fails the first time that it is passed.</param>
    /// <param name="passed">Called at each point that does not fail.</param>
    /// <param name="waiting">Called where the program is about to wait.</param>
    /// <param name="between">Called between statements, where the program is watched.</param>
    internal static void Begin(TextWriter output, int failing, Action<int> passed, Action waiting, Action between) =>
        Own.Value = new(output, failing, passed, waiting, between);

    /// <summary>What no compiler can fold.</summary>
    public static bool Yes => Now.Output is not null;

    public static bool No => !Yes;

    /// <summary>Whether another process would find the state file in use.</summary>
    public static bool IsHeld
    {
        get
        {
            try
            {
                File.Open("state.json", FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
                return false;
            }
            catch (IOException)
            {
                return File.Exists("state.json");
            }
        }
    }

    public static void At(int number)
    {
        var run = Now;
        if (number == run.Failing)
        {
            run.Failing = None;
            throw new Fault(number);
        }

        run.Passed(number);
    }

    public static T Of<T>(int number, T value)
    {
        At(number);
        return value;
    }

    public static void Say(object? said) => Now.Output.WriteLine(said);

    public static void Waits() => Now.Waiting();

    /// <summary>Stands between the statements of a program that is watched.</summary>
    public static void Between() => Now.Between();

    /// <summary>Works for long: whoever looks, or goes on after a kill, finds this much.</summary>
    public static void Works()
    {
        var file = new FileInfo("state.json");
        Say(file.Exists ? file.Length : -1);
    }

    public static void Put(Stream stream) => stream.WriteByte((byte)'p');

    public static void Put(TextWriter writer) => writer.Write('p');

    public static void Keep(Stream stream) => KeptStreams.Add(stream);

    public static void Keep(TextWriter writer) => KeptWriters.Add(writer);

    public static void PutLater()
    {
        KeptStreams.ForEach(Put);
        KeptWriters.ForEach(Put);
        ForgetKept();
    }

    /// <summary>A kept one that wants its last byte when everything else is written.</summary>
    public static IDisposable AtTheEnd(Stream stream) => new Ending(() => Put(stream));

    public static IDisposable AtTheEnd(TextWriter writer) => new Ending(() => Put(writer));

    /// <summary>Says how much whoever has a file open finds in it.</summary>
    public static void SayOpen(IDisposable? reader)
    {
        var stream = reader switch
        {
            StreamReader text => text.BaseStream,
            BinaryReader binary => binary.BaseStream,
            _ => reader as Stream,
        };
        var handle = reader as SafeFileHandle;
        Say(
            stream is { CanSeek: true } ? stream.Length
            : handle is { IsClosed: false } ? RandomAccess.GetLength(handle)
            : -1
        );
    }

    public static void Close(IDisposable open) => open.Dispose();

    /// <summary>A process that has opened a file when it says so, and ends without a trace where nobody lets it go.</summary>
    public static Process Ends(Process process)
    {
        if (process.StandardOutput.ReadLine() is not null)
            Processes.Add((process.StandardInput, process.StandardOutput));
        return process;
    }

    /// <summary>Has the processes write, or say what they read, and end.</summary>
    public static void LetGo()
    {
        foreach (var (input, output) in Processes)
        {
            input.WriteLine();
            Say(output.ReadToEnd());
        }

        EndProcesses();
    }

    public static long SizeOf(string path) => new FileInfo(path).Length;

    internal static void Forget()
    {
        ForgetKept();
        EndProcesses();
    }

    static void ForgetKept()
    {
        KeptStreams.Clear();
        KeptWriters.Clear();
    }

    static void EndProcesses()
    {
        foreach (var (input, output) in Processes)
        {
            input.Dispose();
            output.Dispose();
        }

        Processes.Clear();
    }

    sealed class Run(TextWriter output, int failing, Action<int> passed, Action waiting, Action between)
    {
        public TextWriter Output { get; } = output;
        public int Failing { get; set; } = failing;
        public Action<int> Passed { get; } = passed;
        public Action Waiting { get; } = waiting;
        public Action Between { get; } = between;
    }

    sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
