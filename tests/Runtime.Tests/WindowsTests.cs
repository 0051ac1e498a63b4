using System.Runtime.InteropServices;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;
using AtomicWrites.Platform.Windows;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// What is Windows' own: access lists and attributes, files that others have open, names. Runs under Wine too, and says
/// there what it cannot show.
/// </summary>
public partial class WindowsTests
{
    const string Old = "the old content";
    static readonly AtomicWriteOptions Backup = new() { KeepBackup = true };

    [Theory]
    [InlineData(FileAttributes.Hidden)]
    [InlineData(FileAttributes.System)]
    [InlineData(FileAttributes.Hidden | FileAttributes.System)]
    [InlineData(FileAttributes.NotContentIndexed)]
    [InlineData(FileAttributes.Normal)]
    public void Keeps_the_attributes_and_marks_the_file_for_the_archive(FileAttributes attributes)
    {
        using var folder = Prepared();
        var path = folder["state.json"];
        File.SetAttributes(path, attributes);
        var expected = File.GetAttributes(path) & ~FileAttributes.Normal;
        Assert.SkipUnless(
            attributes == FileAttributes.Normal || expected.HasFlag(attributes),
            $"the file system has no attribute {attributes}"
        );
        AtomicFile.WriteAllText(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(expected | FileAttributes.Archive, File.GetAttributes(path));
    }

    [Fact]
    public void Keeps_the_time_of_creation()
    {
        using var folder = Prepared();
        var created = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetCreationTimeUtc(folder["state.json"], created);
        Assert.SkipUnless(
            File.GetCreationTimeUtc(folder["state.json"]) == created,
            "the file system keeps no time of creation"
        );
        AtomicFile.WriteAllText(folder["state.json"], "new");
        Assert.Equal(created, File.GetCreationTimeUtc(folder["state.json"]));
    }

    [Fact]
    public void The_access_list_of_the_target_protects_the_temporary_file_from_its_creation_and_is_kept()
    {
        using var folder = Prepared();
        var usual = AccessOf(folder["state.json"]);
        Protect(folder["state.json"]);
        var expected = AccessOf(folder["state.json"]);
        Assert.NotEqual(usual, expected);
        using (var present = File.OpenHandle(folder["state.json"]))
        using (FileMetadata.Create(folder["created.json"], Kernel32.GENERIC_WRITE, FileMetadata.Of(present)))
            Assert.Equal(expected, AccessOf(folder["created.json"]));
        using (var file = AtomicFile.Create(folder["state.json"]))
        {
            Assert.Equal(expected, AccessOf(folder[Assert.Single(folder.Leftovers)]));
            file.Commit();
        }

        Assert.Equal(expected, AccessOf(folder["state.json"]));
        AtomicFile.WriteAllText(folder["new.json"], "new");
        Assert.Equal(usual, AccessOf(folder["new.json"]));
    }

    // For its owner alone, inheriting nothing.
    static void Protect(string path)
    {
        var security = new RawSecurityDescriptor($"D:P(A;;FA;;;{WindowsIdentity.GetCurrent().User})");
        var descriptor = new byte[security.BinaryLength];
        security.GetBinaryForm(descriptor, 0);
        const int accessList = 4;
        Assert.True(SetFileSecurityW(path, accessList, descriptor));
    }

    [LibraryImport("advapi32", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetFileSecurityW(string path, int parts, byte[] descriptor);

    static string AccessOf(string path) =>
        new FileInfo(path)
            .GetAccessControl()
            .GetSecurityDescriptorSddlForm(
                AccessControlSections.Owner | AccessControlSections.Group | AccessControlSections.Access
            );

    [Fact]
    public void A_read_only_target_and_a_folder_are_refused()
    {
        using var folder = Prepared();
        Directory.CreateDirectory(folder["folder"]);
        File.SetAttributes(folder["state.json"], FileAttributes.ReadOnly);
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.WriteAllText(folder["state.json"], "new"));
        Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.WriteAllText(folder["folder"], "new"));
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Theory]
    [InlineData(FileShare.None)]
    [InlineData(FileShare.Read)]
    [InlineData(FileShare.ReadWrite | FileShare.Delete)]
    public void A_target_that_another_process_keeps_open_is_not_harmed(FileShare share)
    {
        using var folder = Prepared();
        using var reader = Probe.Start([], "open", folder["state.json"], share.ToString());
        Assert.Equal("open", reader.StandardOutput.ReadLine());
        var failure = Record.Exception(() => AtomicFile.WriteAllText(folder["state.json"], "new"));
        reader.StandardInput.Close();
        reader.WaitForExit();
        if (share.HasFlag(FileShare.Delete) && !Needs.IsWine)
        {
            Assert.Null(failure);
            Assert.Equal("new", File.ReadAllText(folder["state.json"]));
            return;
        }

        Assert.True(failure is UnauthorizedAccessException or AtomicWriteException { Committed: false }, $"{failure}");
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        Assert.Empty(folder.Leftovers);
        AtomicFile.WriteAllText(folder["state.json"], "new");
        Assert.Equal("new", File.ReadAllText(folder["state.json"]));
    }

    [Theory]
    [InlineData(FileShare.None)]
    [InlineData(FileShare.Read)]
    [InlineData(FileShare.ReadWrite | FileShare.Delete)]
    public async Task A_target_that_is_open_for_a_moment_is_waited_for(FileShare share)
    {
        using var folder = Prepared();
        using var file = AtomicFile.Create(folder["state.json"]);
        file.Write("new"u8);
        Task commit;
        using (File.Open(folder["state.json"], FileMode.Open, FileAccess.Read, share))
        {
            commit = Task.Run(file.Commit);
            Thread.Sleep(100); // asynchronously it may take longer than the two seconds for which the writer waits
        }

        await commit.WaitAsync(Waiting.Patience);
        Assert.Equal("new", File.ReadAllText(folder["state.json"]));
    }

    [Fact]
    public async Task A_target_that_is_deleted_but_still_open_is_waited_for()
    {
        using var folder = Prepared();
        Task write;
        using (File.Open(folder["state.json"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            File.Delete(folder["state.json"]);
            write = Task.Run(() => AtomicFile.WriteAllText(folder["state.json"], "new"));
            Thread.Sleep(100); // asynchronously it may take longer than the two seconds for which the writer waits
        }

        await write.WaitAsync(Waiting.Patience);
        Assert.Equal("new", File.ReadAllText(folder["state.json"]));
    }

    [Fact]
    public void Leftovers_of_a_killed_writer_are_swept_and_those_of_a_living_one_are_not()
    {
        using var folder = Prepared();
        File.WriteAllText(folder[".state.json.0123456789abcdef.txt.tmp"], "somebody else's");
        using var writer = Probe.Start([], "pending", folder["state.json"]);
        Assert.Equal("pending", writer.StandardOutput.ReadLine());
        Assert.Equal(0, Probe.Run("write", folder["state.json"], "1", "1").ExitCode);
        Assert.Equal(2, folder.Leftovers.Length);
        writer.Kill();
        writer.WaitForExit();
        Assert.Equal(2, folder.Leftovers.Length);
        Assert.Equal(0, Probe.Run("write", folder["state.json"], "1", "1").ExitCode);
        Assert.Equal([".state.json.0123456789abcdef.txt.tmp"], folder.Leftovers);
    }

    [Fact]
    public void The_replaced_content_is_kept_as_a_backup()
    {
        using var folder = Prepared();
        File.SetAttributes(folder["state.json"], FileAttributes.Hidden | FileAttributes.Archive);
        AtomicFile.WriteFileAtomic(folder["state.json"], "second"u8, Backup);
        AtomicFile.WriteFileAtomic(folder["state.json"], "third"u8, Backup);
        Assert.Equal("third", File.ReadAllText(folder["state.json"]));
        Assert.Equal("second", File.ReadAllText(folder["state.json.bak"]));
        Assert.Equal(FileAttributes.Hidden | FileAttributes.Archive, File.GetAttributes(folder["state.json.bak"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void A_backup_that_is_kept_open_fails_the_write_before_anything_is_changed()
    {
        using var folder = Prepared();
        File.WriteAllText(folder["state.json.bak"], "older");
        using (File.Open(folder["state.json.bak"], FileMode.Open, FileAccess.Read, FileShare.Read))
            Assert.NotNull(Record.Exception(() => AtomicFile.WriteFileAtomic(folder["state.json"], "new"u8, Backup)));
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        Assert.Equal("older", File.ReadAllText(folder["state.json.bak"]));
        Assert.Empty(folder.Leftovers);
    }

    [Theory]
    [InlineData(FileShare.ReadWrite)] // the backup is a hard link
    [InlineData(FileShare.Read)] // it is a copy
    public void A_write_that_fails_after_its_backup_can_be_repeated(FileShare share)
    {
        using var folder = Prepared();
        File.SetAttributes(folder["state.json"], FileAttributes.Hidden);
        using (File.Open(folder["state.json"], FileMode.Open, FileAccess.Read, share))
            Assert.NotNull(Record.Exception(() => AtomicFile.WriteFileAtomic(folder["state.json"], "new"u8, Backup)));
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        Assert.Equal(Old, File.ReadAllText(folder["state.json.bak"]));
        Assert.True(File.GetAttributes(folder["state.json.bak"]).HasFlag(FileAttributes.Hidden));
        AtomicFile.WriteFileAtomic(folder["state.json"], "new"u8, Backup);
        Assert.Equal("new", File.ReadAllText(folder["state.json"]));
        Assert.Equal(Old, File.ReadAllText(folder["state.json.bak"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Theory]
    [InlineData(Durability.Full)]
    [InlineData(Durability.Data)]
    [InlineData(Durability.None)]
    public void Unchanged_content_leaves_the_file_as_it_is(Durability durability)
    {
        using var folder = Prepared();
        var written = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder["state.json"], written);
        var skip = new AtomicWriteOptions { SkipIfUnchanged = true, Durability = durability };
        AtomicFile.WriteFileAtomic(folder["state.json"], Encoding.UTF8.GetBytes(Old), skip);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["state.json"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
        AtomicFile.WriteFileAtomic(folder["state.json"], Encoding.UTF8.GetBytes(Old.ToUpperInvariant()), skip);
        Assert.Equal(Old.ToUpperInvariant(), File.ReadAllText(folder["state.json"]));
        Assert.NotEqual(written, File.GetLastWriteTimeUtc(folder["state.json"]));
    }

    [Fact]
    public void CreateNew_fails_where_a_file_stands_also_if_it_came_meanwhile()
    {
        using var folder = Prepared();
        var createNew = new AtomicWriteOptions { CreateNew = true };
        Assert.Equal(
            unchecked((int)0x80070050),
            Assert
                .Throws<AtomicWriteException>(() =>
                    AtomicFile.WriteFileAtomic(folder["state.json"], "new"u8, createNew)
                )
                .HResult
        );
        using (var file = AtomicFile.Create(folder["other.json"], createNew))
        {
            File.WriteAllText(folder["other.json"], "theirs");
            Assert.Equal(unchecked((int)0x800700B7), Assert.Throws<AtomicWriteException>(file.Commit).HResult);
        }

        Assert.Equal("theirs", File.ReadAllText(folder["other.json"]));
        Assert.Empty(folder.Leftovers);
    }

    [Theory]
    [InlineData("state.json:stream", "stream")]
    [InlineData("CON", "device")]
    [InlineData("NUL", "device")]
    [InlineData("COM1", "device")]
    public void Devices_and_streams_are_refused(string name, string expected)
    {
        using var folder = Prepared();
        var path = name.Contains(':', StringComparison.Ordinal) ? folder[name] : name;
        Assert.Contains(
            expected,
            Assert.Throws<AtomicWriteException>(() => AtomicFile.WriteAllText(path, "new")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(Old, File.ReadAllText(folder["state.json"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("state.json.")]
    [InlineData("state.json ")]
    [InlineData("STATE.JSON")]
    [InlineData(@".\state.json")]
    [InlineData(@"folder\..\state.json")]
    public void Names_are_read_as_File_reads_them(string name)
    {
        using var folder = Prepared();
        AtomicFile.WriteAllText(folder[name], "new");
        Assert.Equal("new", File.ReadAllText(folder["state.json"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    // The longest path that Windows takes without a prefix has 259 characters; those of temporary files are longer than
    // the target's.
    [Theory]
    [InlineData(228)]
    [InlineData(239)]
    [InlineData(259)]
    [InlineData(400)]
    public void Long_paths_work(int length)
    {
        using var folder = Prepared();
        var directory = folder.Path;
        while (length - directory.Length > 120)
            directory = Path.Combine(directory, new string('d', 100));
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, new string('n', length - directory.Length - 1));
        Assert.Equal(length, path.Length);
        AtomicFile.WriteFileAtomic(path, "old"u8, Backup);
        AtomicFile.WriteFileAtomic(path, "new"u8, Backup);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal("old", File.ReadAllText(path + ".bak"));
        Assert.Equal(2, Directory.GetFiles(directory).Length);
    }

    [Theory]
    [InlineData("target.json")]
    [InlineData("missing.json")]
    [InlineData(@"folder\..\target.json")]
    public void Symbolic_links_are_followed_replaced_or_rejected(string target)
    {
        using var folder = Prepared();
        File.WriteAllText(folder["target.json"], Old);
        var link = folder["link.json"];
        try
        {
            File.CreateSymbolicLink(link, target);
        }
        catch (IOException refusal)
        {
            Assert.Skip("needs the right to make symbolic links: " + refusal.Message);
        }

        Assert.SkipUnless(new FileInfo(link).LinkTarget == target, "Wine: makes no symbolic links");
        Assert.Throws<AtomicWriteException>(() =>
            AtomicFile.WriteFileAtomic(link, "new"u8, new AtomicWriteOptions { SymbolicLinks = SymbolicLinks.Reject })
        );
        Assert.Throws<AtomicWriteException>(() =>
            AtomicFile.WriteFileAtomic(link, "new"u8, new AtomicWriteOptions { CreateNew = true })
        );
        AtomicFile.WriteAllText(link, "new");
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(folder[target]));
        AtomicFile.WriteFileAtomic(link, "newer"u8, new AtomicWriteOptions { SymbolicLinks = SymbolicLinks.Replace });
        Assert.Null(new FileInfo(link).LinkTarget);
        Assert.Equal("newer", File.ReadAllText(link));
        Assert.Equal("new", File.ReadAllText(folder[target]));
    }

    // REPARSE_DATA_BUFFER as Windows documents it: print name first, as mklink writes it.
    [Theory]
    [InlineData(@"C:\a\link", @"D:\b\target", @"\??\D:\b\target", 0, @"D:\b\target")]
    [InlineData(@"C:\a\link", @"\\server\share\target", @"\??\UNC\server\share\target", 0, @"\\server\share\target")]
    [InlineData(@"C:\a\link", "", @"\??\Volume{0b1c}\target", 0, @"\\?\Volume{0b1c}\target")]
    [InlineData(@"C:\a\link", @"..\target", @"..\target", 1, @"C:\a\..\target")]
    [InlineData(@"\\?\C:\a\link", "target", "target", 1, @"C:\a\target")]
    [InlineData(@"\\server\share\a\link", @"\b\target", @"\b\target", 1, @"\\server\share\b\target")]
    public void Where_a_symbolic_link_leads(string link, string printed, string substitute, int flags, string expected)
    {
        Needs.Windows();
        Assert.Equal(expected, ReparsePoint.Target(link, Reparse(0xA000000C, printed, substitute, flags)));
    }

    [Theory]
    [InlineData(0xA000000C, true)] // symbolic link
    [InlineData(0xA0000003, true)] // junction
    [InlineData(0x9000001A, false)] // cloud file
    [InlineData(0x80000013, false)] // deduplicated
    [InlineData(0x8000001B, false)] // application alias
    public void Only_name_surrogates_are_links(uint tag, bool expected)
    {
        var data = Reparse(tag, "", "target", 1);
        Assert.Equal(expected, ReparsePoint.IsLink(data));
        if (tag != 0xA000000C)
            Assert.Null(ReparsePoint.Target(@"C:\link", data));
    }

    static byte[] Reparse(uint tag, string printed, string substitute, int flags)
    {
        using var data = new MemoryStream();
        using var writer = new BinaryWriter(data, Encoding.Unicode);
        writer.Write(tag);
        writer.Write((ushort)(12 + (2 * (printed.Length + substitute.Length))));
        writer.Write((ushort)0);
        writer.Write((ushort)(2 * printed.Length));
        writer.Write((ushort)(2 * substitute.Length));
        writer.Write((ushort)0);
        writer.Write((ushort)(2 * printed.Length));
        writer.Write(flags);
        writer.Write((printed + substitute).ToCharArray());
        return data.ToArray();
    }

    [Theory]
    [InlineData(WindowsError.AccessDenied, typeof(UnauthorizedAccessException))]
    [InlineData(WindowsError.FileNotFound, typeof(FileNotFoundException))]
    [InlineData(WindowsError.PathNotFound, typeof(DirectoryNotFoundException))]
    [InlineData(WindowsError.FileNameTooLong, typeof(PathTooLongException))]
    [InlineData(WindowsError.SharingViolation, typeof(AtomicWriteException))]
    [InlineData(WindowsError.DiskFull, typeof(AtomicWriteException))]
    public void Errors_have_the_types_of_File_before_the_rename_and_say_Committed_after_it(int error, Type expected)
    {
        var code = unchecked((int)0x80070000) | error;
        var before = WindowsError.ToException(error, "state.json", "a step");
        Assert.IsType(expected, before);
        Assert.Equal(code, (before.InnerException ?? before).HResult);
        var after = Assert.IsType<AtomicWriteException>(
            WindowsError.ToException(error, "state.json", "a step", committed: true)
        );
        Assert.True(after.Committed);
        Assert.Equal(code, after.HResult);
        Assert.Contains("is in place", after.Message, StringComparison.Ordinal);
    }

    static Folder Prepared()
    {
        Needs.Windows();
        var folder = new Folder();
        File.WriteAllText(folder["state.json"], Old);
        return folder;
    }
}
