namespace AtomicWrites.CodeFixes.Tests;

/// <summary>Where <c>using AtomicWrites;</c> goes: every build has it, and the file's own order stays.</summary>
public class ImportTests
{
    const string Class = "class Program { void Save() => {|ATW0001:File.WriteAllText(\"settings.json\", \"\")|}; }\n";

    [Theory]
    [InlineData(
        "using System.IO;\n#if X\nusing System.Text;\n#endif\n\n",
        "using System.IO;\nusing AtomicWrites;\n#if X\nusing System.Text;\n#endif\n\n"
    )]
    [InlineData(
        "using System.IO;\n#if !X\nusing System.Text;\n#endif\n\n",
        "using System.IO;\nusing AtomicWrites;\n#if !X\nusing System.Text;\n#endif\n\n"
    )]
    [InlineData(
        "#if !X\nusing System.Text;\n#endif\nusing System.IO;\n\n",
        "#if !X\nusing System.Text;\n#endif\nusing System.IO;\nusing AtomicWrites;\n\n"
    )]
    [InlineData(
        "// Head\n\n#if !X\nusing System.IO;\n#else\nusing System.Text;\n#endif\n\n",
        "// Head\n\nusing AtomicWrites;\n#if !X\nusing System.IO;\n#else\nusing System.Text;\n#endif\n\n"
    )]
    [InlineData(
        "#define Y\n#if !X\nusing System.IO;\n#endif\n\n",
        "#define Y\nusing AtomicWrites;\n#if !X\nusing System.IO;\n#endif\n\n"
    )]
    [InlineData(
        "#if !X\n#if !Y\nusing System.IO;\n#endif\nusing System.Text;\n#endif\n\n",
        "using AtomicWrites;\n#if !X\n#if !Y\nusing System.IO;\n#endif\nusing System.Text;\n#endif\n\n"
    )]
    public Task Not_within_an_if(string before, string after) => Becomes(before, after, "");

    [Theory]
    [InlineData("#define Y\n\n", "#define Y\n\nusing AtomicWrites;\n\n")]
    [InlineData("#define Y\n", "#define Y\nusing AtomicWrites;\n\n")]
    [InlineData("#if !X\n\nclass Other { }\n#endif\n", "using AtomicWrites;\n\n#if !X\n\nclass Other { }\n#endif\n")]
    public Task A_file_without_usings_has_it_first(string before, string after) =>
        Verify.Fix(before + Class.Replace("File.", "System.IO.File.", StringComparison.Ordinal), after + Fixed());

    [Theory]
    [InlineData("using System.IO;\n\n", "using System.IO;\n\nusing AtomicWrites;\n\n")]
    [InlineData("using System.IO;\n\nusing Zed;\n\n", "using System.IO;\n\nusing AtomicWrites;\n\nusing Zed;\n\n")]
    [InlineData(
        "using Zed;\nusing IO = System.IO;\nusing static System.IO.Path;\n\n",
        "using AtomicWrites;\n\nusing Zed;\nusing IO = System.IO;\nusing static System.IO.Path;\n\n"
    )]
    public Task Groups_stay_apart(string before, string after) =>
        Becomes(before, after, "dotnet_separate_import_directive_groups = true\n");

    [Theory]
    [InlineData("using System.IO;\n\n", "using AtomicWrites;\nusing System.IO;\n\n")]
    [InlineData("using Ab;\nusing System.IO;\n\n", "using Ab;\nusing AtomicWrites;\nusing System.IO;\n\n")]
    public Task System_is_first_only_where_it_is_to_be(string before, string after) =>
        Becomes(before, after, "dotnet_sort_system_directives_first = false\n");

    static Task Becomes(string before, string after, string options)
    {
        var file = before.Contains("using System.IO;", StringComparison.Ordinal) ? "File." : "System.IO.File.";
        const string Others = "namespace Zed { class Z { } }\nnamespace Ab { class A { } }\n";
        var test = Verify.Test(
            before + Class.Replace("File.", file, StringComparison.Ordinal),
            after + Fixed(),
            [("/0/Others.cs", Others)]
        );
        foreach (var state in new[] { test.TestState, test.FixedState })
            state.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + options));
        return test.RunAsync();
    }

    static string Fixed() =>
        Class
            .Replace("{|ATW0001:File.", "AtomicFile.", StringComparison.Ordinal)
            .Replace("|}", "", StringComparison.Ordinal);
}
