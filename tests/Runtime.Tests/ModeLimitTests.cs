namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// A mode that is asked for limits all that has the content, or had it: an access control list lets nobody in beyond
/// it, although the bits of the file, of whose group it is the mask that they show, are those of the mode.
/// </summary>
public class ModeLimitTests
{
    const UnixFileMode Asked = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead; // 0640
    const string Somebody = "20007";

    // The list lets one more user in, and hides from whoever looks at the bits alone that the group may do nothing.
    const string List = $"u::rw-,g::---,o::---,u:{Somebody}:r--,m::r--";

    static readonly AtomicWriteOptions Limited = new() { Mode = (OptionMode)Asked, KeepBackup = true };

    [Theory]
    [InlineData("the backup of a write", "state.json.bak")]
    [InlineData("the backup that a deletion leaves", "state.json.bak")]
    [InlineData("the version before", "state.json.cas/data.0.*")]
    public void No_list_lets_anybody_in_to_what_is_kept(string what, string kept)
    {
        using var folder = Prepared();
        switch (what)
        {
            case "the backup of a write":
                AtomicFile.WriteFileAtomic(folder["state.json"], "secret"u8, Limited);
                break;
            case "the backup that a deletion leaves":
                Assert.True(new StateFile<int[]>(folder["state.json"], new() { Write = Limited }).Delete());
                break;
            default:
                Swapped(folder, null).Update(_ => [1]);
                Needs.Shell($"setfacl --set {List} {folder["state.json"]} {folder["state.json.cas"]}/data.*");
                Swapped(folder, Limited).Update(_ => [2]);
                break;
        }

        Assert.Equal("600 user::rw-,group::---,other::---", Access(folder, kept));
        Assert.Empty(folder.Leftovers);
    }

    [Fact]
    public void No_list_lets_anybody_in_to_the_directory_of_versions()
    {
        using var folder = Prepared();
        Swapped(folder, Limited).Update(_ => [1]);
        Needs.Shell($"setfacl --set u::rwx,g::---,o::---,u:{Somebody}:r-x,m::r-x {folder["state.json.cas"]}");
        Swapped(folder, Limited).Update(_ => [2]);
        Assert.Equal("750 user::rwx,group::r-x,other::---", Access(folder, "state.json.cas"));
    }

    static StateFile<int[]> Swapped(Folder folder, AtomicWriteOptions? write) =>
        new(
            folder["state.json"],
            new() { Concurrency = ConcurrencyMode.CompareAndSwap, Write = write ?? AtomicWriteOptions.Default }
        );

    static string Access(Folder folder, string name) =>
        Needs
            .Shell(
                $"cd {folder.Path}; stat -c %a {name} | tr '\\n' ' '; getfacl -cpn {name} | grep . | tr '\\n' ',' | sed 's/,$//'"
            )
            .Output;

    static Folder Prepared()
    {
        Needs.Root();
        Needs.Program("setfacl");
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], "[0]");
        Needs.Shell($"setfacl --set {List} {folder["state.json"]}");
        return folder;
    }
}
