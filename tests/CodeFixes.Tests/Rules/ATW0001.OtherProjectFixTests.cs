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
    public Task None_is_fixed_where_who_declares_it_does_not_know_the_library() =>
        With(
                Test(Caller, Caller, PlainAlone, PlainAlone, references: true),
                "Contracts",
                "public interface IDisk { void WriteAllText(string path, string text); }",
                usedBy: "Disk"
            )
            .RunAsync();

    // That one of what it writes goes on to a third project is not to be seen from outside any more.
    [Fact]
    public Task None_is_fixed_where_the_method_writes_by_a_third_project_too() =>
        With(
                Test(Caller, Caller, ByAThird, ByAThird, references: true),
                "Third",
                "public static class Archive { public static void WriteAllText(string path, string text) { } }",
                usedBy: "Disk"
            )
            .RunAsync();

    [Fact]
    public Task What_overrides_an_override_is_fixed_once() =>
        Fix(Overridden("", "File"), Overridden("[AtomicWriter]\n    ", "AtomicFile"));

    [Fact]
    public Task What_two_of_them_call_is_fixed_once() =>
        Fix(Forwarding("", "File"), Forwarding("[AtomicWriter]\n    ", "AtomicFile"));

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
        var caller = Unmarked(Caller);
        var source = "using AtomicWrites; " + disk;
        return Test(caller, caller, source, source, references: true).RunAsync();
    }

    // By its name, because the path does not come first, as it does where File is meant, or because it only opens.
    [Theory]
    [InlineData("AtomicDisk", "WriteAllText(string path, string text)", "WriteAllText(\"settings.json\", text)")]
    [InlineData("Disk", "WriteAllText(int mode, string path, string text)", "WriteAllText(1, \"settings.json\", text)")]
    [InlineData("Disk", "Create(string path, string text = \"\")", "Create(\"settings.json\")")]
    public Task What_does_not_stand_in_for_File_is_not_reported(string type, string member, string call)
    {
        var caller = $"class Settings {{ void Save(string text) => {type}.{call}; }}";
        var disk =
            $"public static class {type} {{ public static void {member} => System.IO.File.WriteAllText(path, text); }}";
        return Test(caller, caller, disk, disk, references: true).RunAsync();
    }

    [Fact]
    public Task What_an_option_names_in_the_project_itself_is_not_of_another()
    {
        const string Own =
            "public interface IDisk { void WriteAllText(string path, string text); } "
            + "class Settings { IDisk disk = null; "
            + "void Save(string text) => {|ATW0001:disk.WriteAllText(\"settings.json\", text)|}; }";
        var test = Fixes<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>.Test(Own, Own);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        foreach (var state in new[] { test.TestState, test.FixedState })
        {
            state.AnalyzerConfigFiles.Add(
                (
                    "/.editorconfig",
                    "root = true\n[*.cs]\natomic_writes.additional_writers = "
                        + "M:IDisk.WriteAllText(System.String,System.String)\n"
                )
            );
            var disk = state.AdditionalProjects["Disk"];
            disk.Sources.Add(PlainAlone);
            disk.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
            disk.AdditionalProjectReferences.Add("TestProject");
        }

        return test.RunAsync();
    }

    // As where a project has several target frameworks.
    [Fact]
    public Task A_file_of_two_projects_is_the_same_in_both()
    {
        var (before, after) = (Lone("", "File"), Lone("[AtomicWriter]\n    ", "AtomicFile"));
        var test = Test(Caller, Unmarked(Caller), "", "", references: true);
        foreach (var (state, source) in new[] { (test.TestState, before), (test.FixedState, after) })
        foreach (var name in new[] { "Disk", "Newer.Disk" })
        {
            var project = state.AdditionalProjects[name];
            project.Sources.Clear();
            project.Sources.Add(("/Disk.cs", source));
            project.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location));
        }

        return test.RunAsync();
    }

    const string PlainAlone = """
        using System.IO;

        public class Plain : IDisk { public void WriteAllText(string path, string text) => File.WriteAllText(path, text); }
        """;

    const string ByAThird = """
        using System.IO;

        public class IDisk
        {
            public void WriteAllText(string path, string text)
            {
                File.WriteAllText(path, text);
                Archive.WriteAllText(path, text);
            }
        }
        """;

    static string Lone(string mark, string file) =>
        $$"""
            using System.IO;
            using AtomicWrites;

            public class IDisk
            {
                {{mark}}public void WriteAllText(string path, string text) => {{file}}.WriteAllText(path, text);
            }
            """;

    static string Overridden(string mark, string file) =>
        $$"""
            using System.IO;
            using AtomicWrites;

            public class IDisk
            {
                {{mark}}public virtual void WriteAllText(string path, string text) => {{file}}.WriteAllText(path, text);
            }

            public class Second : IDisk
            {
                {{mark}}public override void WriteAllText(string path, string text) => {{file}}.WriteAllText(path, "2" + text);
            }

            public class Third : Second
            {
                {{mark}}public override void WriteAllText(string path, string text) => {{file}}.WriteAllText(path, "3" + text);
            }
            """;

    static string Forwarding(string mark, string file) =>
        $$"""
            using System.IO;
            using AtomicWrites;

            public interface IDisk
            {
                {{mark}}void WriteAllText(string path, string text);
            }

            public class First : IDisk
            {
                {{mark}}public void WriteAllText(string path, string text) => Store.Put(path, text);
            }

            public class Second : IDisk
            {
                {{mark}}public void WriteAllText(string path, string text) => Store.Put(path, "2" + text);
            }

            static class Store
            {
                public static void Put(string path, string text) => {{file}}.WriteAllText(path, text);
            }
            """;

    // A project more, which does not know the library.
    static T With<T>(T test, string name, string source, string usedBy)
        where T : CodeFixTest<DefaultVerifier>
    {
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        foreach (var state in new[] { test.TestState, test.FixedState })
        {
            state.AdditionalProjects[name].Sources.Add(source);
            state.AdditionalProjectReferences.Add(name);
            state.AdditionalProjects[usedBy].AdditionalProjectReferences.Add(name);
        }

        return test;
    }

    static string Unmarked(string source) =>
        source.Replace("{|ATW0001:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);

    static Task Fix(string before, string after, string caller = Caller, string? tests = null) =>
        Test(caller, Unmarked(caller), before, after, references: true, tests).RunAsync();

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
