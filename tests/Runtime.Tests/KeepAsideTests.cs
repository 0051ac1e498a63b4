using System.Text.RegularExpressions;

namespace AtomicWrites.Runtime.Tests;

[Collection(nameof(ChangesWorkingDirectory))]
public class KeepAsideTests
{
    [Fact]
    public void The_copy_is_whole_and_the_file_stays_as_it_is()
    {
        using var folder = new Folder();
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(folder["settings.json"], content);

        var copy = AtomicFile.KeepAside(folder["settings.json"])!;

        Assert.Matches(@"^settings\.json\.corrupt-\d{8}T\d{6}\.\d{3}Z(-\d+)?$", Path.GetFileName(copy));
        Assert.Equal(folder.Path, Path.GetDirectoryName(copy));
        Assert.Equal(content, File.ReadAllBytes(copy));
        Assert.Equal(content, File.ReadAllBytes(folder["settings.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void No_file_is_no_copy()
    {
        using var folder = new Folder();
        Assert.Null(AtomicFile.KeepAside(folder["settings.json"]));
        Assert.Null(AtomicFile.KeepAside(folder["missing/settings.json"]));
        Assert.Empty(Names(folder.Path));
    }

    [Fact]
    public void A_link_to_nothing_is_no_copy()
    {
        Needs.Unix();
        using var folder = new Folder();
        File.CreateSymbolicLink(folder["dangling.json"], "nowhere.json");
        Assert.Null(AtomicFile.KeepAside(folder["dangling.json"]));
        Assert.Equal(["dangling.json"], Names(folder.Path));
    }

    [Theory]
    [InlineData("mkfifo state.json")]
    [InlineData("ln -s /dev/zero state.json")]
    public async Task What_is_no_file_is_refused_and_keeps_nobody_waiting(string plant)
    {
        Needs.Unix();
        using var folder = new Folder();
        Needs.Shell($"cd {folder.Path}; {plant}");
        await Assert.ThrowsAsync<IOException>(() =>
            Task.Run(() => AtomicFile.KeepAside(folder["state.json"])).WaitAsync(Waiting.Patience)
        );
        Assert.Equal(["state.json"], Names(folder.Path));
    }

    [Fact]
    public void An_empty_file_is_kept_too()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["settings.json"], "");
        Assert.Empty(File.ReadAllText(AtomicFile.KeepAside(folder["settings.json"])!));
    }

    [Fact]
    public void Copies_at_the_same_moment_all_stay()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["settings.json"], "{");
        var copies = new string?[40];
        Parallel.For(0, copies.Length, i => copies[i] = AtomicFile.KeepAside(folder["settings.json"]));
        Assert.Equal(copies.Length, copies.Distinct().Count());
        Assert.All(copies, copy => Assert.Equal("{", File.ReadAllText(copy!)));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void Of_a_link_the_copy_stands_beside_the_file()
    {
        Needs.Unix();
        using var folder = new Folder();
        Directory.CreateDirectory(folder["dotfiles"]);
        File.WriteAllText(folder["dotfiles/settings.json"], "{");
        File.CreateSymbolicLink(folder["settings.json"], "dotfiles/settings.json");

        var copy = AtomicFile.KeepAside(folder["settings.json"])!;

        Assert.Equal(folder["dotfiles"], Path.GetDirectoryName(copy));
        Assert.Equal(["dotfiles", "settings.json"], Names(folder.Path));
        Assert.NotNull(new FileInfo(folder["settings.json"]).LinkTarget);
    }

    [Fact]
    public void Only_the_owner_can_read_the_copy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no permission bits.");
        using var folder = new Folder();
        File.WriteAllText(folder["settings.json"], "{");
        File.SetUnixFileMode(folder["settings.json"], (UnixFileMode)0b110_100_100);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(AtomicFile.KeepAside(folder["settings.json"])!)
        );
    }

    [Fact]
    public void The_copy_of_a_relative_path_has_an_absolute_one()
    {
        using var folder = new Folder();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            File.WriteAllText("settings.json", "{");
            var copy = AtomicFile.KeepAside("settings.json")!;
            Assert.True(Path.IsPathFullyQualified(copy));
            Assert.Equal("{", File.ReadAllText(copy));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nul\0l")]
    public void Wrong_paths_are_those_of_File(string? path) =>
        Assert.Equal(
            Record.Exception(() => File.OpenRead(path!))!.GetType(),
            Record.Exception(() => AtomicFile.KeepAside(path!))!.GetType()
        );

    [Fact]
    public void A_directory_is_an_error_and_not_kept()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder["settings.json"]);
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.KeepAside(folder["settings.json"]));
        Assert.Equal(["settings.json"], Names(folder.Path));
    }

    [Fact]
    public void It_names_copies_as_StateFile_does()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["settings.json"], "{");
        var one = AtomicFile.KeepAside(folder["settings.json"])!;
        new StateFile<Dictionary<string, string>>(folder["settings.json"], new() { Initial = () => [] }).Reset([]);
        var copies = Directory.GetFiles(folder.Path, "settings.json.corrupt-*");
        Assert.Equal(2, copies.Length);
        Assert.Single(copies.Select(copy => Regex.Replace(Path.GetFileName(copy), @"\d", "0")).Distinct());
        Assert.Contains(one, copies);
    }

    static string[] Names(string folder) =>
        [.. Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order()];
}
