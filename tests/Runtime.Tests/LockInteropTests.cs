using System.Diagnostics;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// util-linux flock, Python's fcntl.flock and Go's syscall.Flock exclude us and are excluded, in both modes.
/// </summary>
public class LockInteropTests
{
    const int Held = 9; // no code of an interpreter that fails

    const string Shell = """
        [ "$3" = Shared ] && mode=-s || mode=-x
        [ "$1" = try ] && exec flock -n -E 9 $mode "$2" true
        exec flock $mode "$2" sh -c 'echo held; read line'
        """;

    const string Python = """
        import fcntl, sys
        mode = fcntl.LOCK_SH if sys.argv[3] == 'Shared' else fcntl.LOCK_EX
        file = open(sys.argv[2], 'a')
        if sys.argv[1] == 'try':
            try:
                fcntl.flock(file, mode | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.exit(9)
        else:
            fcntl.flock(file, mode)
            print('held', flush=True)
            sys.stdin.readline()
        """;

    const string Go = """
        package main

        import (
            "fmt"
            "os"
            "syscall"
        )

        func main() {
            mode := syscall.LOCK_EX
            if os.Args[3] == "Shared" {
                mode = syscall.LOCK_SH
            }
            file, err := os.OpenFile(os.Args[2], os.O_RDWR|os.O_CREATE, 0600)
            if err != nil {
                panic(err)
            }
            if os.Args[1] == "try" {
                if syscall.Flock(int(file.Fd()), mode|syscall.LOCK_NB) == syscall.EWOULDBLOCK {
                    os.Exit(9)
                }
                return
            }
            if err := syscall.Flock(int(file.Fd()), mode); err != nil {
                panic(err)
            }
            fmt.Println("held")
            var line string
            fmt.Scanln(&line)
        }
        """;

    public static TheoryData<string, FileLockMode, FileLockMode> Others
    {
        get
        {
            var data = new TheoryData<string, FileLockMode, FileLockMode>();
            foreach (var program in new[] { "flock", "python3", "go" })
            foreach (var ours in Enum.GetValues<FileLockMode>())
            foreach (var theirs in Enum.GetValues<FileLockMode>())
                data.Add(program, ours, theirs);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Another_program_is_excluded_and_excludes_us(
        string program,
        FileLockMode ours,
        FileLockMode theirs
    )
    {
        using var folder = new Folder();
        var command = Command(program, folder);
        var together = ours == FileLockMode.Shared && theirs == FileLockMode.Shared;

        using (FileLock.Acquire(folder["state"], mode: ours))
            Assert.Equal(together ? 0 : Held, Try());
        Assert.Equal(0, Try());

        using var holder = Process.Start(
            new ProcessStartInfo(command[0], [.. command[1..], "hold", folder["state.lock"], theirs.ToString()])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        using (var attempt = FileLock.TryAcquire(folder["state"], mode: ours))
            Assert.Equal(together, attempt is not null);
        var waiting = FileLock.AcquireAsync(folder["state"], mode: ours);
        if (!together)
            Waiting.Until(() => Waiting.BlockedOn(folder["state.lock"]) == 1);
        holder.StandardInput.Close();
        (await waiting.WaitAsync(Waiting.Patience)).Dispose();

        int Try()
        {
            using var attempt = Process.Start(
                command[0],
                [.. command[1..], "try", folder["state.lock"], theirs.ToString()]
            );
            attempt.WaitForExit();
            return attempt.ExitCode;
        }
    }

    static readonly Lazy<string> GoProgram = new(() =>
    {
        var directory = Directory.CreateTempSubdirectory("atomic-writes-go-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        File.WriteAllText(directory + "/locker.go", Go);
        var (exitCode, output) = Needs.Shell(
            $"cd {directory}; HOME={directory} GO111MODULE=off CGO_ENABLED=0 go build -o locker locker.go && rm -rf .cache"
        );
        Assert.True(exitCode == 0, output);
        return directory + "/locker";
    });

    static string[] Command(string program, Folder folder)
    {
        Needs.Program(program);
        switch (program)
        {
            case "flock":
                File.WriteAllText(folder["locker.sh"], Shell);
                return ["sh", folder["locker.sh"]];
            case "python3":
                File.WriteAllText(folder["locker.py"], Python);
                return ["python3", folder["locker.py"]];
            default:
                return [GoProgram.Value];
        }
    }
}
