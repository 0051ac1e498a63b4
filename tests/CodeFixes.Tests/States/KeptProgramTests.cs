namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>
/// Each shape before and after, run: what they do with each other's files, and with files that are damaged.
/// </summary>
public sealed class KeptProgramTests : IDisposable
{
    const string Misfit = "[1]";

    static readonly string[] Damaged = ["", "{\"Theme\":", "\0\0\0\0\0\0\0\0", Misfit, "null", "<html>"];

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-kept-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> AllShapes => [.. Shapes.All.Keys];

    [Theory]
    [MemberData(nameof(AllShapes))]
    public async Task Old_and_new_program_read_and_write_the_same_files(string shape)
    {
        var program = await KeptProgram.OfAsync(Shapes.All[shape], _folder);
        Assert.Equal(program.LoadBefore(), program.LoadAfter()); // a first start

        foreach (var value in new[] { "größer <&> \"x\"", "", "\ud83d\ude00\n" })
        {
            var old = program.SaveBefore(value);
            var loaded = program.LoadBefore();
            Assert.Equal(loaded, program.LoadAfter());
            Assert.Equal(old, program.SaveAfter(value));
            Assert.Equal(loaded, program.LoadBefore());
        }

        // Of an older version, with less, more and other spaces; with the mark of an editor.
        foreach (var text in new[] { "{}", "{\"Theme\":\"x\",\"Later\":{\"a\":[1]}}", "\ufeff{ \"Theme\" : \"x\" }" })
        {
            if (shape is "bytes of the text" or "loaded where there are bytes" && text[0] == '\ufeff')
                continue; // the old program took the mark for text, and failed
            await File.WriteAllTextAsync(program.Path, text);
            Assert.Equal(program.LoadBefore(), program.LoadAfter());
        }
    }

    public static TheoryData<string, string> Damages =>
        [
            .. from shape in Shapes.All.Keys
            from damage in Damaged
            select new TheoryDataRow<string, string>(shape, damage),
        ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_file_is_never_lost(string shape, string damage)
    {
        var program = await KeptProgram.OfAsync(Shapes.All[shape], _folder);
        program.SaveAfter("good");
        var good = program.LoadAfter();
        program.SaveAfter("newer"); // the backup is the version before
        await File.WriteAllTextAsync(program.Path, damage);
        if (damage != Misfit) // whole JSON may be an edit by hand: no backup takes its place
            Assert.Equal(good, program.LoadAfter());

        File.Delete(program.Path + ".bak");
        var loaded = program.LoadAfter(); // either it says so, or it starts anew
        Assert.True(
            loaded == nameof(StateFileException)
                || StartsAnew(shape, damage) && loaded == DefaultsOf(program)
                || shape == "returned for an empty text" && damage.Length == 0 && loaded.Contains("empty"),
            loaded
        );
        program.SaveAfter("new");
        var aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(program.Path)!, "*.corrupt-*"));
        Assert.Equal(damage, await File.ReadAllTextAsync(aside));
        Assert.Contains("new", program.LoadBefore(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_corrupt()
    {
        var program = await KeptProgram.OfAsync(Shapes.All["returned for an empty text"], _folder);
        program.SaveBefore("x");
        await File.WriteAllBytesAsync(program.Path, [.. "{\"Theme\":\"M"u8, 0xFC, .. "ller\"}"u8]);
        Assert.Contains("M", program.LoadBefore(), StringComparison.Ordinal);
        Assert.Equal(nameof(StateFileException), program.LoadAfter());
    }

    [Fact]
    public async Task A_missing_folder_is_made()
    {
        var program = await KeptProgram.OfAsync(Shapes.All["returned for an empty text"], _folder);
        Assert.False(Directory.Exists(Path.GetDirectoryName(program.Path)));
        program.SaveAfter("x");
        Assert.True(File.Exists(program.Path));
    }

    // For its handler any is a reason, or an empty file is to its test.
    static bool StartsAnew(string shape, string damage) =>
        shape
            is "object that loads itself"
                or "initialized where it cannot be loaded"
                or "a view that saves each change"
        || damage.Length == 0
            && shape
                is "loaded where there are bytes"
                    or "private methods for the text"
                    or "returned for an empty text as for any failure";

    static string DefaultsOf(KeptProgram program)
    {
        var damaged = File.ReadAllBytes(program.Path);
        File.Delete(program.Path);
        var defaults = program.LoadBefore();
        File.WriteAllBytes(program.Path, damaged);
        return defaults;
    }

    public static TheoryData<string> EmptyShapes => [.. EmptyFileShapes.All.Keys, "private methods for the text"];

    [Theory]
    [MemberData(nameof(EmptyShapes))]
    public async Task An_empty_file_starts_anew_as_before_where_the_program_has_tested_for_it(string shape)
    {
        var program = await KeptProgram.OfAsync(Shapes.All[shape], _folder);
        program.SaveBefore("good");
        foreach (var empty in Empties(shape))
        {
            await File.WriteAllTextAsync(program.Path, empty);
            var before = program.LoadBefore();
            Assert.StartsWith("{", before, StringComparison.Ordinal);
            await File.WriteAllTextAsync(program.Path, empty); // one of them saves what it starts with
            Assert.Equal(before, program.LoadAfter());
            program.SaveAfter("new");
            var aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(program.Path)!, "*.corrupt-*"));
            Assert.Equal(empty.Length, (await File.ReadAllTextAsync(aside)).Length + (empty == "\ufeff" ? 1 : 0));
            File.Delete(aside);
            File.Delete(program.Path + ".bak");
        }
    }

    // What of these its test takes for empty.
    static string[] Empties(string shape) =>
        shape switch
        {
            "loaded where there are bytes" => [""],
            "returned for an empty text as for any failure" => ["", "\ufeff"],
            _ => ["", " \n", "\ufeff"],
        };

    // The content may be good: it is no reason to start anew.
    [Theory]
    [MemberData(nameof(AllShapes))]
    public async Task A_file_that_cannot_be_read_is_no_first_start(string shape)
    {
        var program = await KeptProgram.OfAsync(Shapes.All[shape], _folder);
        program.SaveAfter("good");
        File.Delete(program.Path);
        Directory.CreateDirectory(program.Path); // as root may read every file
        Assert.Equal(nameof(StateFileException), program.LoadAfter());
    }
}
