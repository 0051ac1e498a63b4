using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// What another project offers in place of <c>File</c> is mended there, and says so: callers do not look into it.
/// </summary>
public class OtherProjectFixTests
{
    const string Caller = """
        using System.IO;

        class Settings
        {
            IDisk disk = null;

            void Save(string text) => {|ATW0001:disk.WriteAllText("settings.json", text)|};
        }
        """;

    [Fact]
    public Task Each_implementation_is_fixed_and_says_so() =>
        Fix(
            """
            using System.IO;

            public interface IDisk
            {
                void WriteAllText(string path, string text);
            }

            public class Plain : IDisk
            {
                public virtual void WriteAllText(string path, string text) => File.WriteAllText(path, text);
            }

            public class Lines : Plain
            {
                /// <summary>As lines.</summary>
                public override void WriteAllText(string path, string text)
                {
                    using (var writer = new StreamWriter(path))
                        writer.Write(text);
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            public interface IDisk
            {
                [AtomicWriter]
                void WriteAllText(string path, string text);
            }

            public class Plain : IDisk
            {
                [AtomicWriter]
                public virtual void WriteAllText(string path, string text) => AtomicFile.WriteAllText(path, text);
            }

            public class Lines : Plain
            {
                /// <summary>As lines.</summary>
                [AtomicWriter]
                public override void WriteAllText(string path, string text)
                {
                    using (var writer = AtomicFile.CreateText(path))
                    {
                        writer.Write(text);
                        writer.Commit();
                    }
                }
            }
            """
        );

    [Theory]
    [InlineData("{ using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write); }")]
    [InlineData(
        "=> Native.Write(path, text); static class Native { public static void Write(string a, string b) { } }"
    )]
    [InlineData("=> throw new System.NotSupportedException();")]
    public Task None_is_fixed_where_one_of_them_cannot_be(string body) =>
        NoFix(
            $$"""
            using System.IO;

            public interface IDisk { void WriteAllText(string path, string text); }
            public class Plain : IDisk { public void WriteAllText(string path, string text) => File.WriteAllText(path, text); }
            public class Other : IDisk { public void WriteAllText(string path, string text) {{body}} }
            """
        );

    // The attribute would hide what is not seen to write that file.
    [Theory]
    [InlineData("var full = System.Environment.ExpandEnvironmentVariables(path); File.WriteAllText(full, text);")]
    [InlineData("new FileInfo(path).CreateText().Dispose();")]
    [InlineData("_path = path; Flush(text);")]
    [InlineData("new Later(path);")]
    public Task None_is_fixed_where_the_method_writes_more(string more) =>
        NoFix(
            $$"""
            using System.IO;

            public class IDisk
            {
                string _path;

                public void WriteAllText(string path, string text)
                {
                    File.WriteAllText(path, text);
                    {{more}}
                }

                void Flush(string text) => File.WriteAllText(_path, text);

                class Later { public Later(string path) { var other = path + ""; File.WriteAllText(other, ""); } }
            }
            """
        );

    [Fact]
    public Task Nothing_is_fixed_where_the_other_project_does_not_know_the_library() =>
        NoFix(
            """
            using System.IO;

            public static class Disk { public static void WriteAllText(string path, string text) => File.WriteAllText(path, text); }
            """,
            "class Settings { void Save(string text) => {|ATW0001:Disk.WriteAllText(\"settings.json\", text)|}; }",
            references: false
        );

    [Fact]
    public Task An_extension_of_another_project_is_fixed() =>
        Fix(
            """
            using System.IO;
            using AtomicWrites;

            public class IDisk { }

            public static class Disks
            {
                public static void WriteAllLines(string path, string[] lines) => File.WriteAllLines(path, lines);
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            public class IDisk { }

            public static class Disks
            {
                [AtomicWriter]
                public static void WriteAllLines(string path, string[] lines) => AtomicFile.WriteAllLines(path, lines);
            }
            """,
            "class Settings { void Save(string[] lines) => {|ATW0001:Disks.WriteAllLines(\"settings.json\", lines)|}; }"
        );

    [Fact]
    public Task Who_says_so_already_says_it_once() =>
        Fix(
            """
            using System.IO;
            using AtomicWrites;

            public interface IDisk
            {
                void WriteAllText(string path, string text);
            }

            public class Plain : IDisk
            {
                [AtomicWriter]
                public void WriteAllText(string path, string text) => File.WriteAllText(path, text);
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            public interface IDisk
            {
                [AtomicWriter]
                void WriteAllText(string path, string text);
            }

            public class Plain : IDisk
            {
                [AtomicWriter]
                public void WriteAllText(string path, string text) => AtomicFile.WriteAllText(path, text);
            }
            """
        );

    [Fact]
    public Task A_method_that_calls_itself_is_read_once() =>
        Fix(
            """
            using System.IO;
            using AtomicWrites;

            public class IDisk
            {
                public void WriteAllText(string path, string text)
                {
                    if (text == null)
                        WriteAllText(path, "");
                    else
                        File.WriteAllText(path, text);
                }
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            public class IDisk
            {
                [AtomicWriter]
                public void WriteAllText(string path, string text)
                {
                    if (text == null)
                        WriteAllText(path, "");
                    else
                        AtomicFile.WriteAllText(path, text);
                }
            }
            """
        );

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public Task Who_calls_very_many_methods_is_not_looked_through(int count, bool isFixed)
    {
        var others = string.Concat(Enumerable.Range(0, count).Select(i => $"void M{i}() {{ }} "));
        var calls = string.Concat(Enumerable.Range(0, count).Select(i => $"M{i}(); "));
        string Disk(string mark, string file) =>
            $$"""
                using System.IO;
                using AtomicWrites;

                public class IDisk
                {
                    {{mark}}public void WriteAllText(string path, string text) { {{file}}.WriteAllText(path, text); {{calls}} }
                    {{others}}
                }
                """;
        return isFixed ? Fix(Disk("", "File"), Disk("[AtomicWriter]\n    ", "AtomicFile")) : NoFix(Disk("", "File"));
    }

    [Fact]
    public Task What_tests_put_in_its_place_stays_as_it_is() =>
        Fix(
            """
            using AtomicWrites;

            public interface IDisk
            {
                void WriteAllText(string path, string text);
            }

            public class Plain : IDisk
            {
                public void WriteAllText(string path, string text) => System.IO.File.WriteAllText(path, text);
            }
            """,
            """
            using AtomicWrites;

            public interface IDisk
            {
                [AtomicWriter]
                void WriteAllText(string path, string text);
            }

            public class Plain : IDisk
            {
                [AtomicWriter]
                public void WriteAllText(string path, string text) => AtomicFile.WriteAllText(path, text);
            }
            """,
            tests: "class Fake : IDisk { public void WriteAllText(string path, string text) { } }"
        );

    [Theory]
    [InlineData("public class IDisk { [AtomicWriter] public void WriteAllText(string path, string text) { } }")]
    [InlineData("[AtomicWriter] public class IDisk { public void WriteAllText(string path, string text) { } }")]
    [InlineData(
        "public class IDisk : Disk { public override void WriteAllText(string path, string text) { } } "
            + "public class Disk { [AtomicWriter] public virtual void WriteAllText(string path, string text) { } }"
    )]
    public Task What_says_that_it_writes_atomically_is_not_reported(string disk)
    {
        var caller = Caller
            .Replace("{|ATW0001:", "", StringComparison.Ordinal)
            .Replace("|}", "", StringComparison.Ordinal);
        var source = "using AtomicWrites; " + disk;
        return Test(caller, caller, source, source, references: true).RunAsync();
    }

    // By its name, or because the path does not come first, as it does where File is meant.
    [Theory]
    [InlineData("AtomicDisk.WriteAllText(\"settings.json\", text)", "AtomicDisk", "string path, string text")]
    [InlineData("Disk.WriteAllText(1, \"settings.json\", text)", "Disk", "int mode, string path, string text")]
    public Task What_does_not_stand_in_for_File_is_not_reported(string call, string type, string parameters)
    {
        var caller = $"class Settings {{ void Save(string text) => {call}; }}";
        var disk =
            $"public static class {type} {{ public static void WriteAllText({parameters}) => System.IO.File.WriteAllText(path, text); }}";
        return Test(caller, caller, disk, disk, references: true).RunAsync();
    }

    static Task Fix(string before, string after, string caller = Caller, string? tests = null) =>
        Test(
                caller,
                caller.Replace("{|ATW0001:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal),
                before,
                after,
                references: true,
                tests
            )
            .RunAsync();

    static Task NoFix(string disk, string caller = Caller, bool references = true)
    {
        var test = Test(caller, caller, disk, disk, references);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    static CSharpCodeFixTest<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix, DefaultVerifier> Test(
        string caller,
        string fixedCaller,
        string disk,
        string fixedDisk,
        bool references,
        string? tests = null
    )
    {
        var test = Fixes<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>.Test(caller, fixedCaller);
        test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck; // which looks at this project alone
        foreach (var (state, source) in new[] { (test.TestState, disk), (test.FixedState, fixedDisk) })
        {
            var project = state.AdditionalProjects["Disk"];
            project.Sources.Add(source);
            if (references)
                project.AdditionalReferences.Add(
                    MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location)
                );
            state.AdditionalProjectReferences.Add("Disk");
            if (tests is null)
                continue;
            state.AdditionalProjects["Disk.Tests"].Sources.Add(tests);
            state.AdditionalProjects["Disk.Tests"].AdditionalProjectReferences.Add("Disk");
        }

        return test;
    }
}
