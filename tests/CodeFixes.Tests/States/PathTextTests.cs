using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>The path of a state file gets to who does not just name it; or its folder is listed.</summary>
public class PathTextTests
{
    [Theory]
    [InlineData("foreach (var path in new[] { FilePath }) File.WriteAllText(path, \"\")")]
    [InlineData("var all = new List<string> { FilePath }; all.ForEach(File.Delete)")]
    [InlineData("var path = FilePath; new List<string> { path }.ForEach(File.Delete)")]
    [InlineData("new List<string> { " + BesideProgram.FilePath + " }.ForEach(File.Delete)")]
    [InlineData("string? other = null; File.WriteAllText(other ?? FilePath, \"\")")]
    [InlineData("var path = FilePath; if (path.Length == 0) path = \"a\"; File.WriteAllText(path, \"\")")]
    [InlineData("File.WriteAllText(At(1), \"\"); static string At(int n) => n == 0 ? \"\" : FilePath")]
    [InlineData("File.WriteAllText((FilePath), \"\")")]
    // What makes the same text of it.
    [InlineData("File.WriteAllText(FilePath + \"\", \"\")")]
    [InlineData("File.WriteAllText(FilePath.Trim(), \"\")")]
    [InlineData("File.WriteAllText(FilePath.ToLowerInvariant(), \"\")")]
    [InlineData("File.WriteAllText(FilePath.ToString().Trim(), \"\")")]
    [InlineData("File.WriteAllText(Path.GetFullPath(FilePath), \"\")")]
    [InlineData("File.WriteAllText(string.Concat(FilePath, \"\"), \"\")")]
    [InlineData("File.WriteAllText($\"{FilePath}\", \"\")")]
    [InlineData("File.WriteAllText(string.Format(\"{0}\", FilePath), \"\")")]
    [InlineData("File.WriteAllText(string.Join(\"\", FilePath), \"\")")]
    [InlineData("File.WriteAllText(Path.ChangeExtension(FilePath, \".json\"), \"\")")]
    [InlineData("File.WriteAllText(Path.Combine(\"a\", FilePath), \"\")")]
    [InlineData("File.WriteAllText(Path.Combine(Path.GetDirectoryName(FilePath)!, \"settings.json\"), \"\")")]
    [InlineData("File.WriteAllText(Path.Combine(Path.GetDirectoryName(FilePath)!, Path.GetFileName(FilePath)), \"\")")]
    [InlineData("var path = FilePath.Trim(); File.WriteAllText(path, \"\")")]
    [InlineData("File.Delete(FilePath.Trim())")]
    [InlineData("File.Move(\"a\", FilePath + \"\")")]
    [InlineData("using var writer = new StreamWriter(FilePath.Trim())")]
    [InlineData("new FileInfo(FilePath + \"\").Delete()")]
    [InlineData("new List<string> { FilePath.Trim() }.ForEach(File.Delete)")]
    // What the StateFile keeps beside it.
    [InlineData("File.WriteAllText(FilePath + \".bak\", \"\")")]
    [InlineData("File.Delete(FilePath + \".lock\")")]
    [InlineData("File.Delete(Path.ChangeExtension(FilePath, \".json.bak\"))")]
    public async Task It_is_not_offered(string use) =>
        Assert.Equal(StateRefusal.FileUsed, await RefusalAsync(With("// method", $"static void Use() {{ {use}; }}")));

    [Theory]
    [InlineData("public static string Where => FilePath;", "File.Delete(Store.Where)")]
    [InlineData("public static string Where => FilePath;", "File.Delete(Store.Where.Trim())")]
    [InlineData("public static string Where => FilePath.Trim();", "File.Delete(Store.Where)")]
    [InlineData("public static string Where = FilePath + \"\";", "File.Delete(Store.Where)")]
    [InlineData("public static string GetPath() { return FilePath; }", "File.Delete(Store.GetPath())")]
    [InlineData("public static string GetPath() { return FilePath; }", "File.Delete(Store.GetPath().Trim())")]
    [InlineData("public static string Where => FilePath;", "var path = Store.Where; File.Delete(path)")]
    [InlineData("", "File.WriteAllText(" + BesideProgram.FilePath + ", \"\")")]
    [InlineData("", "File.WriteAllText(Path.Combine(AppContext.BaseDirectory, \"app/settings.json\"), \"\")")]
    [InlineData("", "File.WriteAllText(AppContext.BaseDirectory + \"app/settings.json\", \"\")")]
    public async Task Another_type_uses_it(string member, string use) =>
        Assert.Equal(
            StateRefusal.FileUsed,
            await RefusalAsync(With("// method", member, "// type", $"class Other {{ void Use() {{ {use}; }} }}"))
        );

    [Fact]
    public async Task Another_type_keeps_it() =>
        Assert.Equal(
            StateRefusal.FileUsed,
            await RefusalAsync(
                With(
                    "// method",
                    "public static string Where => FilePath;",
                    "// type",
                    "class Other { string Path = Store.Where; void Clear() => File.Delete(Path); }"
                )
            )
        );

    [Theory]
    [InlineData("var path = FilePath; Console.WriteLine(path); Console.WriteLine($\"at {FilePath}\")")]
    [InlineData("Tell(\"Cannot read \" + FilePath); static void Tell(string text) { }")]
    [InlineData("Tell($\"{FilePath}: gone\"); static void Tell(string text) { }")]
    [InlineData("Tell(string.Format(\"{0} is gone\", FilePath)); static void Tell(string text) { }")]
    [InlineData("if (FilePath.Trim().Length == 0 || FilePath.EndsWith('x')) return")]
    [InlineData("File.Delete(FilePath + \".old\")")]
    [InlineData("File.WriteAllText(Path.ChangeExtension(FilePath, \".txt\"), \"\")")]
    [InlineData("File.WriteAllText(Path.Combine(Path.GetDirectoryName(FilePath)!, \"other.json\"), \"\")")]
    [InlineData("File.WriteAllText(FilePath.Replace(\".json\", \".txt\"), \"\")")]
    [InlineData("Console.WriteLine(Directory.GetFiles(Path.GetDirectoryName(FilePath)!, \"*.json\").Length)")]
    [InlineData("Console.WriteLine(Directory.GetFiles(Path.GetTempPath()).Length)")]
    [InlineData("Directory.Delete(Path.GetDirectoryName(FilePath)!, true)")]
    [InlineData("Directory.Delete(Path.GetTempPath())")]
    public async Task It_is_offered(string use) =>
        Assert.Null(await RefusalAsync(With("// method", $"static void Use() {{ {use}; }}")));

    [Fact]
    public async Task Another_type_may_ask_for_it() =>
        Assert.Null(
            await RefusalAsync(
                With(
                    "// method",
                    "public static string Where => FilePath;",
                    "// type",
                    "class Other { bool Is() => File.Exists(Store.Where); static string Read() => File.ReadAllText("
                        + BesideProgram.FilePath
                        + "); }"
                )
            )
        );

    [Theory]
    [InlineData("Info.Delete()", StateRefusal.FileUsed)]
    [InlineData("Info.CopyTo(\"a\")", StateRefusal.FileUsed)]
    [InlineData("Info.OpenWrite().Dispose()", StateRefusal.FileUsed)]
    [InlineData("Console.WriteLine(Info.Name + Info.Length)", null)]
    public async Task The_path_is_that_of_an_object(string use, object? refusal) =>
        Assert.Equal(
            refusal,
            await RefusalAsync(
                With(
                    "static readonly string FilePath = " + BesideProgram.FilePath,
                    "static readonly FileInfo Info = Files.Info",
                    "// type",
                    "static class Files { public static readonly FileInfo Info = new("
                        + BesideProgram.FilePath
                        + "); }",
                    "Exists(FilePath)",
                    "Exists(Info.FullName)",
                    "ReadAllText(FilePath)",
                    "ReadAllText(Info.FullName)",
                    "WriteAllText(FilePath",
                    "WriteAllText(Info.FullName",
                    "// method",
                    $"static void Use() {{ {use}; }}"
                )
            )
        );

    const string Folder = "Path.Combine(AppContext.BaseDirectory, \"app\")";

    [Theory]
    [InlineData("Directory.GetFiles(Path.GetDirectoryName(FilePath)!)", "")]
    [InlineData("Directory.EnumerateFiles(" + Folder + ")", "")]
    [InlineData("Directory.EnumerateFiles(" + Folder + ", \"settings*\")", "")]
    [InlineData(
        "Files.Of(" + Folder + ")",
        "class Files { public static string[] Of(string folder) => Directory.GetFiles(folder); }"
    )]
    [InlineData("Files.All()", "class Files { public static string[] All() => Directory.GetFiles(" + Folder + "); }")]
    [InlineData("Directory.GetFiles(AppContext.BaseDirectory, \"*\", SearchOption.AllDirectories)", "")]
    [InlineData("new DirectoryInfo(" + Folder + ").GetFiles()", "")]
    [InlineData(
        "Files.Of(new DirectoryInfo(" + Folder + "))",
        "class Files { public static FileInfo[] Of(DirectoryInfo folder) => folder.GetFiles(); }"
    )]
    [InlineData("Delete(" + Folder + ")", "")]
    public async Task The_folder_is_listed(string list, string type) =>
        Assert.Equal(
            StateRefusal.Listed,
            await RefusalAsync(
                With(
                    "// method",
                    $"static void Use() => {list}.ToString(); "
                        + "static string Delete(string folder) { Directory.Delete(folder); return folder; }",
                    "// type",
                    type
                )
            )
        );
}
