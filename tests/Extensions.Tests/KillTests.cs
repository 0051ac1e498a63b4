using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using AtomicWrites.Extensions.Programs;
using AtomicWrites.Runtime.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace AtomicWrites.Extensions.Tests;

/// <summary>A host whose worker is killed at each system call of a save that changes anything.</summary>
public sealed partial class KillTests : IDisposable
{
    const string Before = "// ours\n{\n  \"Site\": { \"Title\": \"t\" }, // keep\n  \"Title\": \"t\"\n}\n";

    static readonly string[] Changing =
    [
        "openat",
        "flock",
        "write",
        "pwrite64",
        "fchmod",
        "fsetxattr",
        "fsync",
        "link",
        "linkat",
        "rename",
        "renameat",
        "unlink",
        "unlinkat",
    ];

    readonly Folder _folder = new();

    string File => _folder["settings.json"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("state")]
    [InlineData("options")]
    public void A_worker_that_is_killed_at_any_step_of_a_save_loses_nothing_that_it_has_reported(string kind)
    {
        Needs.Program("strace");
        var steps = Watch(kind);
        Assert.Contains(steps, step => step.Call.StartsWith("rename", StringComparison.Ordinal));
        Assert.True(steps.Count(step => step.Call == "fsync") >= 2); // of the file, of its directory
        var saved = steps.Select(step => Kill(kind, step)).ToArray();
        // Killed before the file is published, and after it. Which step is which cannot be told for sure: a runtime that
        // compiles at this moment makes calls of its own.
        Assert.Contains(false, saved);
        Assert.Contains(true, saved);
    }

    [Fact]
    public void The_directory_that_the_first_save_makes_is_durable_and_in_a_home_for_its_owner_alone()
    {
        Needs.Program("strace");
        var log = _folder["log"];
        var program = Path.Combine(AppContext.BaseDirectory, "AtomicWrites.Extensions.Programs.dll");
        var file = _folder["home/config/app/settings.json"];
        Directory.CreateDirectory(_folder["home"]);
        var command =
            $"HOME={_folder["home"]} strace -f -y -qq -e trace=fsync -o {log} dotnet {program} visits {file} 1";
        var (exitCode, output) = Needs.Shell(command);
        Assert.True(exitCode == 0, output);
        foreach (var directory in new[] { "home", "home/config", "home/config/app" })
            Assert.Contains($"<{_folder[directory]}>) = 0", System.IO.File.ReadAllText(log), StringComparison.Ordinal);
        foreach (var directory in new[] { "home/config", "home/config/app" })
            Assert.Equal((UnixFileMode)0x1C0, System.IO.File.GetUnixFileMode(_folder[directory])); // 0700
    }

    // The calls of a save, each with its number among those of its name.
    (string Call, int Number)[] Watch(string kind)
    {
        using var worker = Begin(kind);
        using (var strace = Attach(worker, "-o", _folder["log"], "-e", "trace=" + string.Join(',', Changing)))
            Assert.Equal("2", worker.Answer());
        worker.Kill();
        worker.ReadToEnd();
        var calls = System
            .IO.File.ReadLines(_folder["log"])
            .GroupBy(line => line.Split(' ')[0])
            .Single(thread => thread.Any(line => line.Contains(" fsync(", StringComparison.Ordinal)))
            .Select(line => Name().Match(line).Groups[1].Value)
            .Where(Changing.Contains)
            .ToList();
        var end = calls.FindLastIndex(call => call == "write"); // the answer
        return
        [
            .. calls.Take(end).Select((call, index) => (call, calls.Take(index + 1).Count(other => other == call))),
        ];
    }

    // Whether the update was saved that was not reported any more.
    bool Kill(string kind, (string Call, int Number) step)
    {
        using (var worker = Begin(kind))
        {
            var what = string.Create(
                CultureInfo.InvariantCulture,
                $"inject={step.Call}:signal=KILL:when={step.Number}"
            );
            using var strace = Attach(worker, "-o", "/dev/null", "-e", "trace=" + step.Call, "-e", what);
            Assert.Null(worker.Answer());
            worker.ReadToEnd();
        }

        var visits = Visits(kind);
        Assert.InRange(visits, 1, 2);
        var text = System.IO.File.ReadAllText(File);
        if (kind == "options")
            Assert.Equal(Before.Replace("\"t\" }", $"\"t\", \"Visits\": {visits} }}", StringComparison.Ordinal), text);
        return visits == 2;
    }

    HostProgram Begin(string kind)
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
            System.IO.File.Delete(file);
        System.IO.File.WriteAllText(File, kind == "options" ? Before : "{}");
        var worker = HostProgram.Start("steps", kind, File);
        Assert.Equal("ready", worker.ReadLine());
        Assert.Equal("1", worker.Answer()); // all code is compiled from here on
        return worker;
    }

    // Also looks whether another program can go on.
    int Visits(string kind)
    {
        using var services = new ServiceCollection()
            .AddStateFile<Site>(File)
            .AddWritableOptions<Site>("Site", File)
            .BuildServiceProvider();
        var visits = 0;
        if (kind == "state")
            services.GetRequiredService<IState<Site>>().Edit(site => visits = site.Visits);
        else
            services.GetRequiredService<IWritableOptions<Site>>().Edit(site => visits = site.Visits);
        return visits;
    }

    static Process Attach(HostProgram worker, params string[] arguments)
    {
        var strace = Process.Start(
            new ProcessStartInfo("strace", ["-f", "-p", $"{worker.Id}", .. arguments]) { RedirectStandardError = true }
        )!;
        string? line;
        do line = strace.StandardError.ReadLine();
        while (line is not null && !line.Contains("attached", StringComparison.Ordinal));
        Assert.SkipWhen(line is null, "needs the right to trace a process");
        return strace;
    }

    [GeneratedRegex(@"^\d+ +([a-z0-9_]+)\(")]
    private static partial Regex Name();
}
