namespace AtomicWrites.Runtime.Tests;

/// <summary>What each option does, and what it does while calls fail and processes die.</summary>
public class OptionsTests
{
    const string Old = "the old content";
    const string New = "the new content";
    const string Backup = "the version before";

    [Theory]
    [InlineData("Full", "", 2)]
    [InlineData("Data", "", 1)]
    [InlineData("None", "", 0)]
    [InlineData("Full", "backup", 3)]
    [InlineData("Data", "backup", 2)]
    [InlineData("None", "backup", 0)]
    [InlineData("Full", "skip", 2)]
    [InlineData("Data", "skip", 1)]
    [InlineData("None", "skip", 0)]
    public void Durability_is_a_number_of_syncs(string durability, string setting, int syncs)
    {
        using var folder = Prepared();
        Needs.Program("strace");
        if (setting == "skip")
            File.WriteAllText(folder["state.json"], New);
        var (exitCode, output) = Probe.RunUnder(
            ["strace", "-f", "-y", "-qq", "-o", folder["log"], "-e", "trace=fsync,fdatasync,syncfs,sync"],
            "attempt",
            "bytes",
            folder["state.json"],
            "durability=" + durability,
            setting
        );
        Assert.True(exitCode == 0, output);
        Assert.Equal(
            syncs,
            File.ReadLines(folder["log"]).Count(line => line.Contains(folder.Path, StringComparison.Ordinal))
        );
    }

    // What stands at the path, what the option is, what becomes of the link, and what of the files it leads to.
    [Theory]
    [InlineData("ln -s real state.json", "Follow", "real", "real")]
    [InlineData("ln -s real state.json", "Replace", null, "state.json")]
    [InlineData("ln -s real state.json", "Reject", "real", null)]
    [InlineData("mkdir d; ln -s d/missing state.json", "Follow", "d/missing", "d/missing")]
    [InlineData("mkdir d; ln -s d/missing state.json", "Replace", null, "state.json")]
    [InlineData("mkdir d; ln -s d/missing state.json", "Reject", "d/missing", null)]
    [InlineData(
        "mkdir d e; echo old >e/real; ln -s ../e/real d/second; ln -s d/second state.json",
        "Follow",
        "d/second",
        "e/real"
    )]
    [InlineData(
        "mkdir d; echo old >d/real; ln -s $PWD/d there; ln -s there/real state.json",
        "Follow",
        "there/real",
        "d/real"
    )]
    [InlineData("ln -s state.json state.json", "Follow", "state.json", null)]
    [InlineData("ln -s state.json state.json", "Replace", null, "state.json")]
    [InlineData("ln -s . state.json", "Follow", ".", null)]
    [InlineData("ln -s / state.json", "Follow", "/", null)]
    public void A_link_is_followed_replaced_or_rejected(string links, string option, string? link, string? written)
    {
        using var folder = new Folder();
        Needs.Unix();
        Assert.Equal(0, Needs.Shell($"cd {folder.Path}; echo old >real; {links}").ExitCode);
        var failure = Record.Exception(() =>
            AtomicFile.WriteFileAtomic(
                folder["state.json"],
                "new"u8,
                new AtomicWriteOptions { SymbolicLinks = Enum.Parse<SymbolicLinks>(option) }
            )
        );
        Assert.Equal(written is null, failure is IOException or UnauthorizedAccessException);
        Assert.Equal(link, new FileInfo(folder["state.json"]).LinkTarget);
        if (written is not null)
            Assert.Equal("new", File.ReadAllText(folder[written]));
        if (written != "real")
            Assert.Equal("old\n", File.ReadAllText(folder["real"]));
        Assert.Equal("", Needs.Shell($"find {folder.Path} -name '.*.tmp'").Output);
    }

    // ERROR_FILE_EXISTS when it looks, ERROR_ALREADY_EXISTS when it renames.
    static readonly string[] ExistsOnWindows =
    [
        .. new[] { 0x80070050, 0x800700B7 }.Select(code =>
            $"AtomicWriteException committed=False errno={unchecked((int)code)}"
        ),
    ];

    [Fact]
    public void What_no_option_has_is_refused_where_it_is_set()
    {
        Refuses(nameof(AtomicWriteOptions.Durability), () => new AtomicWriteOptions { Durability = (Durability)9 });
        Refuses(nameof(AtomicWriteOptions.SymbolicLinks), () =>
            new AtomicWriteOptions { SymbolicLinks = (SymbolicLinks)(-1) }
        );
        Refuses(nameof(AtomicWriteOptions.Mode), () => new AtomicWriteOptions { Mode = (OptionMode)0x7FFF0000 });
        Refuses(nameof(AtomicWriteOptions.Mode), () => AtomicWriteOptions.Default with { Mode = (OptionMode)(-1) });
        Refuses("Concurrency", () => new StateFileOptions<int[]> { Concurrency = (ConcurrencyMode)9 });
        Refuses("Write", () => new StateFileOptions<int[]> { Write = null! });
        Refuses("Upgrades", () => new StateOptions<int[]> { Upgrades = null! });
        Refuses("Upgrades", () => new StateOptions<int[]> { Upgrades = [_ => { }, null!] });
        Assert.Equal((OptionMode)0xFFF, new AtomicWriteOptions { Mode = (OptionMode)0xFFF }.Mode);

        static void Refuses(string option, Func<object> set) =>
            Assert.Equal(option, Assert.ThrowsAny<ArgumentException>(set).ParamName);
    }

    [Fact]
    public void Of_eight_processes_that_create_a_file_exactly_one_does()
    {
        using var folder = new Folder();
        var racers = Enumerable
            .Range(0, 8)
            .Select(number =>
                Probe.Start([], "attempt", "bytes", folder["state.json"], "new", "wait", "text=" + number)
            )
            .ToArray();
        foreach (var racer in racers)
            Assert.Equal("ready", racer.StandardOutput.ReadLine());
        foreach (var racer in racers)
            racer.StandardInput.WriteLine();
        var outcomes = racers.Select(racer => new Outcome(0, racer.StandardOutput.ReadToEnd())).ToArray();
        var winner = Assert.Single(Enumerable.Range(0, racers.Length), number => outcomes[number].IsWritten);
        Assert.Equal($"{winner}", File.ReadAllText(folder["state.json"]));
        foreach (
            var (outcome, number) in outcomes
                .Select((outcome, number) => (outcome, number))
                .Where(entry => entry.number != winner)
        )
            Assert.Contains(
                outcome.Failure,
                OperatingSystem.IsWindows() ? ExistsOnWindows : ["AtomicWriteException committed=False errno=17"]
            );
        Assert.Empty(folder.Leftovers);
        foreach (var racer in racers)
            racer.Dispose();
    }

    [Fact]
    public void Unchanged_content_is_not_written_again()
    {
        Needs.Unix();
        using var folder = new Folder();
        var path = folder["state.json"];
        var options = new AtomicWriteOptions { SkipIfUnchanged = true };
        foreach (var size in new[] { 0, 1, 16 * 1024, (16 * 1024) + 1, 100_000 })
        {
            var data = new byte[size];
            new Random(size).NextBytes(data);
            AtomicFile.WriteFileAtomic(path, data, options);
            Assert.Equal(data, File.ReadAllBytes(path));
            var before = Identity();
            AtomicFile.WriteFileAtomic(path, data, options);
            Assert.Equal(before, Identity());
            if (size > 0)
            {
                data[^1]++;
                AtomicFile.WriteFileAtomic(path, data, options);
                Assert.NotEqual(before, Identity());
                Assert.Equal(data, File.ReadAllBytes(path));
                AtomicFile.WriteFileAtomic(path, data.AsSpan(0, size - 1), options);
                Assert.Equal(size - 1, new FileInfo(path).Length);
            }

            Assert.Empty(folder.Leftovers);
        }

        string Identity() => Needs.Shell($"stat -c '%i %y %z' {path}").Output;
    }

    [Theory]
    [InlineData("644", "", "644", true)]
    [InlineData("644", "", "600", false)]
    [InlineData("644", "setfacl --set u::rw-,g::---,o::r--,u:1234:rw-,m::r-- state.json", "644", false)]
    public void Unchanged_means_also_the_mode_asked_for(string present, string command, string asked, bool isUnchanged)
    {
        using var folder = Prepared();
        if (command.Length > 0)
            Needs.Program("setfacl");
        File.WriteAllText(folder["state.json"], New);
        Needs.Shell($"cd {folder.Path}; chmod {present} state.json; {command}");
        var before = Inode();
        Assert.True(Strace.Attempt("", "bytes", folder["state.json"], "skip", "mode=" + asked).IsWritten);
        Assert.Equal(isUnchanged, before == Inode());
        Assert.Equal(asked, Needs.Shell($"stat -c %a {folder["state.json"]}").Output.Trim());
        Assert.DoesNotContain(
            "1234",
            Needs.Shell($"getfacl -pn {folder["state.json"]}").Output,
            StringComparison.Ordinal
        );

        string Inode() => Needs.Shell($"stat -c %i {folder["state.json"]}").Output;
    }

    [Fact]
    public void The_backup_is_the_version_before_with_all_that_it_had()
    {
        using var folder = Prepared();
        Needs.Shell($"chown 1234:4321 {folder["state.json"]}; chmod 640 {folder["state.json"]}");
        foreach (
            var (fault, text) in new[]
            {
                ("", "second"),
                ("linkat#1:error=EPERM", "third"),
                ("linkat#1:error=EMLINK", "fourth"),
            }
        )
        {
            var previous = File.ReadAllText(folder["state.json"]);
            Assert.True(Strace.Attempt(fault, "bytes", folder["state.json"], "backup", "text=" + text).IsWritten);
            Assert.Equal(text, File.ReadAllText(folder["state.json"]));
            Assert.Equal(previous, File.ReadAllText(folder["state.json.bak"]));
            Assert.Equal(
                "1234:4321 640\n1234:4321 640\n",
                Needs.Shell($"cd {folder.Path}; stat -c '%u:%g %a' state.json state.json.bak").Output
            );
            Assert.Empty(folder.Leftovers);
        }
    }

    [Fact]
    public void A_mode_limits_also_what_a_deletion_leaves()
    {
        Needs.Unix();
        using var folder = new Folder();
        File.WriteAllText(folder["state.json"], "[1]");
        File.SetUnixFileMode(folder["state.json"], (UnixFileMode)0x1A4); // 0644
        var secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new StateFile<int[]>(folder["state.json"], new() { Write = new() { Mode = (OptionMode)secret } });
        Assert.True(file.Delete());
        Assert.Equal(secret, File.GetUnixFileMode(folder["state.json.bak"]));
    }

    [Fact]
    public void A_mode_limits_the_backup_too()
    {
        using var folder = Prepared();
        var path = folder["state.json"];
        Needs.Shell($"chmod 644 {path}");
        var previous = File.ReadAllText(path);
        AtomicFile.WriteFileAtomic(
            path,
            "secret"u8,
            new() { Mode = (OptionMode)(UnixFileMode.UserRead | UnixFileMode.UserWrite), KeepBackup = true }
        );
        Assert.Equal(previous, File.ReadAllText(path + ".bak"));
        Assert.Equal("600\n600\n", Needs.Shell($"stat -c %a {path} {path}.bak").Output);
        Assert.Empty(folder.Leftovers);
    }

    [Theory]
    [InlineData("ln -s precious state.json.bak")]
    [InlineData("mkfifo state.json.bak")]
    [InlineData("ln state.json state.json.bak")] // the version before was kept, but the write did not happen
    public void A_thing_in_the_place_of_the_backup_is_replaced(string plant)
    {
        using var folder = Prepared();
        Needs.Shell($"cd {folder.Path}; rm state.json.bak; echo precious >precious; {plant}");
        AtomicFile.WriteFileAtomic(folder["state.json"], "new"u8, new AtomicWriteOptions { KeepBackup = true });
        Assert.Equal("new", File.ReadAllText(folder["state.json"]));
        Assert.Equal(Old, File.ReadAllText(folder["state.json.bak"]));
        Assert.Null(new FileInfo(folder["state.json.bak"]).LinkTarget);
        Assert.Equal("precious\n", File.ReadAllText(folder["precious"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void A_directory_in_the_place_of_the_backup_is_an_error()
    {
        using var folder = Prepared();
        File.Delete(folder["state.json.bak"]);
        Directory.CreateDirectory(folder["state.json.bak"]);
        Assert.Throws<UnauthorizedAccessException>(() =>
            AtomicFile.WriteFileAtomic(folder["state.json"], "new"u8, new AtomicWriteOptions { KeepBackup = true })
        );
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    // The process dies in the call: before it, for the kernel does not begin it.
    public static TheoryData<string, string> Deaths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (
                var call in new[]
                {
                    "openat#3",
                    "write#1",
                    "fchown#1",
                    "fchmod#1",
                    "fsync#1",
                    "openat#4",
                    "fsync#2",
                    "linkat#1",
                    "renameat#1",
                    "unlinkat#1",
                    "renameat#2",
                    "fsync#3",
                }
            )
                data.Add("", call);
            foreach (
                var call in new[]
                {
                    "openat#5",
                    "write#2",
                    "fchown#2",
                    "fchmod#2",
                    "fsync#3",
                    "renameat#1",
                    "renameat#2",
                }
            )
                data.Add("linkat#1:error=EPERM", call);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Killed_in_any_call_it_leaves_a_whole_target_and_a_whole_backup(string fault, string call)
    {
        using var folder = Prepared();
        var outcome = Strace.Attempt($"{fault} {call}:signal=KILL", "bytes", folder["state.json"], "backup");
        Assert.Equal(128 + 9, outcome.ExitCode);
        var target = File.ReadAllText(folder["state.json"]);
        var backup = File.ReadAllText(folder["state.json.bak"]);
        Assert.Contains((target, backup), new[] { (Old, Backup), (Old, Old), (New, Old) });
        Assert.Equal(call == "fsync#3" && fault.Length == 0, target == New);

        // And the next write finds its way, and sweeps what is left.
        Assert.True(Strace.Attempt("", "bytes", folder["state.json"], "backup", "text=next").IsWritten);
        Assert.Equal("next", File.ReadAllText(folder["state.json"]));
        Assert.Equal(target, File.ReadAllText(folder["state.json.bak"]));
        // An empty one is kept for a minute.
        Assert.All(folder.Leftovers, leftover => Assert.Equal(0, new FileInfo(folder[leftover]).Length));
    }

    static Folder Prepared()
    {
        Needs.Root();
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], Old);
        File.WriteAllText(folder["state.json.bak"], Backup);
        return folder;
    }
}
