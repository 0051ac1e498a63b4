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
            if (shape == "bytes of the text" && text[0] == '\ufeff')
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
                || shape == "object that loads itself" && loaded == DefaultsOf(program),
            loaded
        );
        program.SaveAfter("new");
        var aside = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(program.Path)!, "*.corrupt-*"));
        Assert.Equal(damage, await File.ReadAllTextAsync(aside));
        Assert.Contains("new", program.LoadBefore(), StringComparison.Ordinal);
    }

    static string DefaultsOf(KeptProgram program)
    {
        var damaged = File.ReadAllBytes(program.Path);
        File.Delete(program.Path);
        var defaults = program.LoadBefore();
        File.WriteAllBytes(program.Path, damaged);
        return defaults;
    }

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
