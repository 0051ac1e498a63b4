namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>Loads and saves through another project of the solution: what comes out, and what is left to a person.</summary>
public class OtherProjectTests
{
    const string Helper = "a helper of another project";
    const string Generic = "a generic class of another project";
    const string Context = "a context and its options of another project";

    const string Changer = "static class Start { static void Run() => Json.Options.Converters.Add(null!); }\n\n";

    [Theory]
    [InlineData(Helper, "new(FilePath, new JsonSerializerOptions { WriteIndented = true }")]
    [InlineData(Generic, "new(FilePath, Json.Options")]
    [InlineData("options of another project", "new(FilePath, Json.Options")]
    public async Task Load_and_save_become_calls_of_the_file(string shape, string declared)
    {
        var text = await KeptProgram.TextAsync(Shapes.All[shape]);
        Assert.Contains(declared, text, StringComparison.Ordinal);
        Assert.Contains("SettingsFile.Read()", text, StringComparison.Ordinal);
        Assert.Contains("SettingsFile.Reset(this)", text, StringComparison.Ordinal);
        Assert.EndsWith(Source.Projects(Shapes.All[shape]).Other!, text, StringComparison.Ordinal);
    }

    // What is changed has that name alone.
    [Theory]
    [InlineData(
        Generic,
        "public class Settings",
        "static class Others\n{\n    public static readonly JsonSerializerOptions Options = new();\n"
            + "    static void Run() => Others.Options.Converters.Clear();\n}\n\npublic class Settings"
    )]
    public async Task It_is_offered(string shape, params string[] changes) =>
        Assert.NotNull(await KeptProgram.TextAsync(Changed(Shapes.All[shape], changes)));

    [Fact]
    public async Task A_load_within_a_method_is_one_statement()
    {
        var text = await KeptProgram.TextAsync(Shapes.All[Context]);
        Assert.Contains("        Settings settings = SettingsFile(path).Read();\n", text, StringComparison.Ordinal);
        Assert.Contains("        SettingsFile(path).Reset(settings);\n", text, StringComparison.Ordinal);
        Assert.Contains("=> new(path, Context.Settings)", text, StringComparison.Ordinal);
    }

    // What only the other project sees, an extension that is not in scope here, options that somebody changes.
    [Theory]
    [InlineData(Helper, "public static class Text", "static class Text")]
    [InlineData(
        Helper,
        "public static string Of(string path) => File.ReadAllText(path)",
        "internal static string Of(string path) => File.ReadAllText(path + \".old\");\n"
            + "    public static string Of(object path) => File.ReadAllText((string)path)"
    )]
    [InlineData(Helper, "Text.Of(path)", "path.Of()", "Of(string path)", "Of(this string path)")]
    [InlineData(
        Helper,
        "Text.Of(path)",
        "path.Of()",
        "public static string Of(string path) => File.ReadAllText(path);",
        "extension(string path) { public string Of() => File.ReadAllText(path); }"
    )]
    [InlineData(
        Helper,
        "public static class Program",
        "namespace Core.Storage\n{\n#pragma warning disable CS0436\n    public static class Text\n    {\n"
            + "        public static string Of(string path) => File.ReadAllText(path + \".old\");\n    }\n}\n\n"
            + "public static class Program"
    )]
    [InlineData(
        Helper,
        "public class Settings",
        "public class Named\n{\n    public string Name { get; set; }\n}\n\npublic class Settings : Named",
        "JsonFile.Save(",
        "JsonFile.Save<Named>("
    )]
    [InlineData(
        Helper,
        "public static T Load<T>",
        "static JsonFile() => Options.Converters.Add(null!);\n    public static T Load<T>"
    )]
    [InlineData(Generic, "public static class Json\n{", Changer + "public static class Json\n{")]
    [InlineData(Generic, "public class Settings", Changer + "public class Settings")]
    [InlineData(Generic, "public static readonly", "public static")]
    [InlineData(
        Generic,
        "public static readonly",
        "static Json() => Options.Converters.Add(null!);\n    public static readonly"
    )]
    [InlineData("options of another project", "{ get; } = new() { WriteIndented = true }", "=> new(Options)")]
    [InlineData(Context, "static readonly SettingsContext", "static SettingsContext")]
    [InlineData(Context, "static readonly SettingsContext Context =", "static SettingsContext Context =>")]
    [InlineData(
        Context,
        "JsonFile.MakeOptions()",
        "new JsonFile().MakeOptions()",
        "static JsonSerializerOptions MakeOptions",
        "virtual JsonSerializerOptions MakeOptions"
    )]
    [InlineData(
        Context,
        "new() { WriteIndented = indented, AllowTrailingCommas = true };",
        "Shared;\n\n    static readonly JsonSerializerOptions Shared = new();\n"
            + "    static void Change() => MakeOptions().Converters.Add(null!);"
    )]
    [InlineData(Context, "MakeOptions()", "MakeOptions(DateTime.Now.Year > 2000)")]
    [InlineData(Context, "WriteIndented = indented", "WriteIndented = indented && Environment.Is64BitProcess")]
    [InlineData(
        Helper,
        "new() { WriteIndented = true }",
        "Made()",
        "public static T Load",
        "static JsonSerializerOptions Made() => new();\n    public static T Load"
    )]
    public async Task It_is_not_offered(string shape, params string[] changes)
    {
        var source = Shapes.All[shape];
        Assert.NotNull(await KeptProgram.TextAsync(source));
        Assert.Null(await KeptProgram.TextAsync(Changed(source, changes)));
    }

    static string Changed(string source, string[] changes)
    {
        foreach (var change in changes.Chunk(2))
        {
            Assert.Contains(change[0], source, StringComparison.Ordinal);
            source = source.Replace(change[0], change[1], StringComparison.Ordinal);
        }

        return source;
    }
}
