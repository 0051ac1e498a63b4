using AtomicWrites.Analyzers.Rules;

namespace AtomicWrites.CodeFixes.Tests.Rules;

public class NonAtomicWriteTests
{
    [Theory]
    [InlineData("<<File.WriteAllText(P, text)>>;", "AtomicFile.WriteAllText(P, text);")]
    [InlineData("<<File.WriteAllText(P, text, Encoding.UTF8)>>;", "AtomicFile.WriteAllText(P, text, Encoding.UTF8);")]
    [InlineData("<<File.WriteAllText(contents: text, path: P)>>;", "AtomicFile.WriteAllText(contents: text, path: P);")]
    [InlineData("<<File.WriteAllBytes(P, new byte[1])>>;", "AtomicFile.WriteAllBytes(P, new byte[1]);")]
    [InlineData("<<File.WriteAllLines(P, new[] { text })>>;", "AtomicFile.WriteAllLines(P, new[] { text });")]
    [InlineData("<<File.AppendAllText(P, text)>>;", "AtomicFile.AppendAllText(P, text);")]
    [InlineData(
        "await <<File.AppendAllLinesAsync(P, new[] { text })>>;",
        "await AtomicFile.AppendAllLinesAsync(P, new[] { text });"
    )]
    [InlineData(
        "<<File.Copy(\"default.json\", P, overwrite: true)>>;",
        "AtomicFile.Copy(\"default.json\", P, overwrite: true);"
    )]
    [InlineData(
        "await <<File.WriteAllTextAsync(P, text, CancellationToken.None)>>.ConfigureAwait(false);",
        "await AtomicFile.WriteAllTextAsync(P, text, CancellationToken.None).ConfigureAwait(false);"
    )]
    [InlineData(
        "await <<File.WriteAllBytesAsync(P, new byte[1])>>;",
        "await AtomicFile.WriteAllBytesAsync(P, new byte[1]);"
    )]
    [InlineData(
        "await <<File.WriteAllLinesAsync(P, new[] { text }, cancellationToken: default)>>;",
        "await AtomicFile.WriteAllLinesAsync(P, new[] { text }, cancellationToken: default);"
    )]
    [InlineData("<<System.IO.File.WriteAllText(P, text)>>;", "AtomicFile.WriteAllText(P, text);")]
    [InlineData("<<global::System.IO.File.WriteAllText(P, text)>>;", "AtomicFile.WriteAllText(P, text);")]
    [InlineData(
        "_ = Task.Run(() => <<File.WriteAllText(P, text)>>);",
        "_ = Task.Run(() => AtomicFile.WriteAllText(P, text));"
    )]
    [InlineData(
        "void Local() => <<File.WriteAllText(P, text)>>; Local();",
        "void Local() => AtomicFile.WriteAllText(P, text); Local();"
    )]
    [InlineData(
        "/* a */ <<File /* b */ .WriteAllText( P , /* c */ text )>> /* d */ ; // e",
        "/* a */ AtomicFile /* b */ .WriteAllText( P , /* c */ text ) /* d */ ; // e"
    )]
    [InlineData(
        "<<File\n            .WriteAllText(\n                P, // the path\n                text)>>;",
        "AtomicFile\n            .WriteAllText(\n                P, // the path\n                text);"
    )]
    public Task Only_the_name_of_the_type_changes(string before, string after) => Verify.FixStatement(before, after);

    [Fact]
    public Task What_is_probably_state_has_the_same_fix() =>
        Verify.Fix<ProbablyNonAtomicWriteAnalyzer>(
            """
            using System.IO;
            using System.Text.Json;

            class ScoreStore { int Load() => 1; void Put(string file) => {|ATW0007:File.WriteAllText(file, JsonSerializer.Serialize(1))|}; }
            """,
            """
            using System.IO;
            using System.Text.Json;
            using AtomicWrites;

            class ScoreStore { int Load() => 1; void Put(string file) => AtomicFile.WriteAllText(file, JsonSerializer.Serialize(1)); }
            """
        );

    [Fact]
    public Task What_nothing_classifies_has_the_same_fix() =>
        Verify.Fix<UnclassifiedWriteAnalyzer>(
            """
            using System.IO;

            class Program { void Put(string where, string text) => {|ATW0008:File.WriteAllText(where, text)|}; }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Program { void Put(string where, string text) => AtomicFile.WriteAllText(where, text); }
            """
        );

    [Fact]
    public Task The_using_is_added_in_order() =>
        Verify.Fix(
            """
            using System;
            using System.IO;
            using Xyz;

            namespace Xyz { }

            class Program { void Save() => {|ATW0001:File.WriteAllText("settings.json", "")|}; }
            """,
            """
            using System;
            using System.IO;
            using AtomicWrites;
            using Xyz;

            namespace Xyz { }

            class Program { void Save() => AtomicFile.WriteAllText("settings.json", ""); }
            """
        );

    [Fact]
    public Task The_using_is_added_once_for_many_sites() =>
        Verify.Fix(
            """
            using System.IO;

            class Program
            {
                void A() => {|ATW0001:File.WriteAllText("settings.json", "")|};
                void B() => {|ATW0001:File.WriteAllText("state.json", "")|};
                void C() => {|ATW0001:File.WriteAllBytes("cache.bin", new byte[1])|};
                void D() => {|ATW0001:File.WriteAllLines("history.txt", new string[1])|};
            }
            """,
            """
            using System.IO;
            using AtomicWrites;

            class Program
            {
                void A() => AtomicFile.WriteAllText("settings.json", "");
                void B() => AtomicFile.WriteAllText("state.json", "");
                void C() => AtomicFile.WriteAllBytes("cache.bin", new byte[1]);
                void D() => AtomicFile.WriteAllLines("history.txt", new string[1]);
            }
            """
        );

    [Fact]
    public Task Usings_inside_the_namespace_stay_inside() =>
        Verify.Fix(
            """
            namespace App
            {
                using System.IO;

                class Program { void Save() => {|ATW0001:File.WriteAllText("settings.json", "")|}; }
            }
            """,
            """
            namespace App
            {
                using System.IO;
                using AtomicWrites;

                class Program { void Save() => AtomicFile.WriteAllText("settings.json", ""); }
            }
            """
        );

    [Fact]
    public Task A_header_stays_at_the_top() =>
        Verify.Fix(
            """
            // Copyright: somebody
            // Licence: MIT

            using Xyz;

            namespace Xyz { }

            class Program { void Save() => {|ATW0001:System.IO.File.WriteAllText("settings.json", "")|}; }
            """,
            """
            // Copyright: somebody
            // Licence: MIT

            using AtomicWrites;
            using Xyz;

            namespace Xyz { }

            class Program { void Save() => AtomicFile.WriteAllText("settings.json", ""); }
            """
        );

    [Fact]
    public Task A_file_without_usings_gets_one_below_its_header() =>
        Verify.Fix(
            """
            // Copyright: somebody

            #nullable enable

            /// <summary>Documented.</summary>
            class Program { void Save() => {|ATW0001:System.IO.File.WriteAllText("settings.json", "")|}; }
            """,
            """
            // Copyright: somebody

            #nullable enable

            using AtomicWrites;

            /// <summary>Documented.</summary>
            class Program { void Save() => AtomicFile.WriteAllText("settings.json", ""); }
            """
        );

    [Fact]
    public Task A_global_using_is_enough() =>
        Verify.Fix(
            """
            class Program { void Save() => {|ATW0001:System.IO.File.WriteAllText("settings.json", "")|}; }
            """,
            """
            class Program { void Save() => AtomicFile.WriteAllText("settings.json", ""); }
            """,
            ("/0/Usings.cs", "global using AtomicWrites;")
        );

    [Theory]
    [InlineData("using static System.IO.File;", "WriteAllText")]
    [InlineData("using F = System.IO.File;", "F.WriteAllText")]
    public Task Static_usings_and_aliases_are_replaced(string usings, string call) =>
        Verify.Fix(
            $$"""
            using System;
            {{usings}}

            class Program { void Save() => {|ATW0001:{{call}}("settings.json", "")|}; }
            """,
            $$"""
            using System;
            using AtomicWrites;
            {{usings}}

            class Program { void Save() => AtomicFile.WriteAllText("settings.json", ""); }
            """
        );

    [Fact]
    public Task A_type_of_the_users_own_called_AtomicFile_stays_theirs() =>
        Verify.Fix(
            """
            using System.IO;

            class AtomicFile { public static void WriteAllText(string path, string contents) { } }
            class Program { void Save() => {|ATW0001:File.WriteAllText("settings.json", "")|}; }
            """,
            """
            using System.IO;

            class AtomicFile { public static void WriteAllText(string path, string contents) { } }
            class Program { void Save() => global::AtomicWrites.AtomicFile.WriteAllText("settings.json", ""); }
            """
        );

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public Task Line_ends_stay_as_they_are(string end) =>
        Verify.Fix(
            string.Join(
                end,
                "using System.IO;",
                "class Program { void Save() => {|ATW0001:File.WriteAllText(\"settings.json\", \"\")|}; }",
                ""
            ),
            string.Join(
                end,
                "using System.IO;",
                "using AtomicWrites;",
                "class Program { void Save() => AtomicFile.WriteAllText(\"settings.json\", \"\"); }",
                ""
            )
        );

    [Fact]
    public Task Top_level_statements_are_fixed()
    {
        var test = Verify.Test(
            """
            {|ATW0001:System.IO.File.WriteAllText("settings.json", "")|};
            """,
            """
            using AtomicWrites;

            AtomicFile.WriteAllText("settings.json", "");
            """,
            []
        );
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task Streams_have_no_fix_that_only_changes_the_name() =>
        Verify.NoFix(
            """
            using System.IO;

            class Program { Stream Open() => {|ATW0001:File.Create("settings.json")|}; }
            """
        );

    [Fact]
    public Task Without_the_runtime_nothing_is_offered() =>
        Verify.NoFix(
            """
            using System.IO;

            class Program { void Save() => {|ATW0001:File.WriteAllText("settings.json", "")|}; }
            """,
            withRuntime: false
        );
}
