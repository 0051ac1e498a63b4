using AtomicWrites.CompareAndSwap;

namespace AtomicWrites.Runtime.Tests;

/// <summary>The steps that compare-and-swap is made of: who is told no, and what is an error.</summary>
public sealed class DirectoryStepTests : IDisposable
{
    static readonly DirectoryStep Step = DirectoryStep.Instance;

    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_is_renamed_once()
    {
        File.WriteAllText(_folder["head.1"], "");
        Assert.True(Step.TryRename(_folder.Path, "head.1", "head.2"));
        Assert.False(Step.TryRename(_folder.Path, "head.1", "head.3"));
        Assert.Equal([_folder["head.2"]], Directory.GetFiles(_folder.Path));
        Assert.False(Step.TryRename(_folder["gone"], "head.1", "head.2"));
    }

    [Fact]
    public void A_name_that_cannot_be_given_is_an_error()
    {
        Needs.NotWine("does not refuse a name of 300 characters");
        File.WriteAllText(_folder["head.1"], "");
        Assert.ThrowsAny<IOException>(() => Step.TryRename(_folder.Path, "head.1", new string('x', 300)));
        Assert.True(File.Exists(_folder["head.1"]));
    }

    [Fact]
    public void A_directory_is_renamed_where_none_with_something_in_it_is()
    {
        foreach (var name in new[] { "first", "second" })
        {
            Directory.CreateDirectory(_folder[name]);
            File.WriteAllText(Path.Combine(_folder[name], "head"), name);
        }

        Assert.True(Step.TryRenameDirectory(_folder["first"], _folder["taken"]));
        Assert.False(Step.TryRenameDirectory(_folder["second"], _folder["taken"]));
        Assert.Equal("first", File.ReadAllText(Path.Combine(_folder["taken"], "head")));
        Assert.ThrowsAny<IOException>(() =>
            Step.TryRenameDirectory(_folder["second"], Path.Combine(_folder["taken"], "head", "below a file"))
        );
    }

    [Theory]
    [InlineData("600", "700")]
    [InlineData("640", "750")]
    [InlineData("664", "775")]
    [InlineData("200", "700")]
    [InlineData("440", "750")]
    [InlineData(null, "755")]
    public void Who_may_read_the_file_may_search_its_directory_and_the_owner_writes_to_it(
        string? file,
        string directory
    )
    {
        Needs.Unix();
        OptionMode? mode = file is null ? null : (OptionMode)Convert.ToInt32(file, 8);
        Step.Create(_folder["asked"], _folder["state"], mode, "a directory");
        Assert.Equal(directory, Convert.ToString((int)File.GetUnixFileMode(_folder["asked"]), 8));
        if (mode is null)
            return;
        File.WriteAllText(_folder["state"], "");
        File.SetUnixFileMode(_folder["state"], (UnixFileMode)Convert.ToInt32(file, 8));
        Step.Create(_folder["kept"], _folder["state"], null, "a directory");
        Assert.Equal(directory, Convert.ToString((int)File.GetUnixFileMode(_folder["kept"]), 8));
    }

    [Fact]
    public void Whose_directory_was_removed_comes_too_late()
    {
        Needs.Unix();
        Assert.False(Step.TryRenameDirectory(_folder["gone"], _folder["free"]));
    }

    [Fact]
    public void A_directory_that_cannot_be_created_is_an_error()
    {
        Needs.Unix();
        Assert.Throws<DirectoryNotFoundException>(() =>
            Step.Create(_folder["gone/new"], _folder["state"], null, "a directory")
        );
        File.WriteAllText(_folder["taken"], "");
        Assert.ThrowsAny<IOException>(() => Step.Create(_folder["taken"], _folder["state"], null, "a directory"));
    }

    [Fact]
    public void Only_a_directory_that_is_no_link_is_synced()
    {
        Needs.Unix();
        Directory.CreateDirectory(_folder["real"]);
        Directory.CreateSymbolicLink(_folder["link"], _folder["real"]);
        File.WriteAllText(_folder["file"], "");
        Step.Sync(_folder.Path, _folder["real"]);
        foreach (var name in new[] { "link", "file", "gone" })
            Assert.NotNull(Record.Exception(() => Step.Sync(_folder.Path, _folder[name])));
    }
}
