using AtomicWrites.Analyzers.Rules;
using AtomicWrites.CodeFixes.Rules;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>Where the options forbid <c>var</c>, a fix says the types of its variables: IDE0008 goes on passing.</summary>
public class VariableTypeTests
{
    const string All = """
        csharp_style_var_for_built_in_types = false:warning
        csharp_style_var_when_type_is_apparent = false:warning
        csharp_style_var_elsewhere = false:warning
        """;

    const string Others = """
        static XDocument Make() => new();
            static string Next() => P;
            static int N() => 1;
            static bool C => N() == 1;
            static Box<int> Made => new();

            class Box<T>
            {
                public static Box<T> Of() => new();
                public static Box<string> Text() => new();
                public Box<T> ToBox() => this;
            }
        """;

    [Theory]
    // What is saved, found out first
    [InlineData(
        "void M()\n{\n    <<Make().Save(Next())>>;\n}",
        "void M()\n{\n    XDocument document = Make();\n" + "    AtomicFile.Write(Next(), document.Save);\n}"
    )]
    // A field that becomes a local
    [InlineData(
        "FileStream _s;\nvoid M()\n{\n    _s = <<File.Create(P)>>;\n    _s.WriteByte(1);\n    _s.Close();\n}\n"
            + "void O()\n{\n    _s = File.OpenRead(\"o\");\n    _s.Close();\n}",
        "FileStream _s;\nvoid M()\n{\n    AtomicFileStream s = AtomicFile.Create(P);\n    s.WriteByte(1);\n    s.Commit();\n"
            + "    s.Close();\n}\nvoid O()\n{\n    _s = File.OpenRead(\"o\");\n    _s.Close();\n}"
    )]
    // A data set, over a writer
    [InlineData(
        "void M(System.Data.DataSet all)\n{\n    <<all.WriteXml(P)>>;\n}",
        "void M(System.Data.DataSet all)\n{\n    AtomicFile.Write(P, stream =>\n    {\n"
            + "        using (System.Xml.XmlTextWriter writer = new System.Xml.XmlTextWriter(stream, null) "
            + "{ Formatting = System.Xml.Formatting.Indented })\n        {\n"
            + "            writer.WriteStartDocument(true);\n            all.WriteXml(writer);\n"
            + "            writer.WriteEndDocument();\n        }\n    });\n}"
    )]
    public Task A_write_says_them(string before, string after) =>
        Becomes<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>("ATW0001", All, before, after);

    // What is returned, computed before the commit
    [Theory]
    [InlineData(All, "int", "N()", "int")]
    [InlineData(All, "int[]", "new int[] { N() }", "int[]")]
    [InlineData(All, "object", "N() as object", "object")]
    [InlineData(All, "string?", "Next() == null ? null : \"\"", "string")]
    [InlineData(All, "(int, string)", "(N(), Next())", "(int, string)")]
    [InlineData(All, "object", "new { A = N() }", "var")]
    [InlineData(All, "List<(int A, string[] B)>", "new List<(int A, string[] B)>()", "List<(int A, string[] B)>")]
    [InlineData(All, "object", "System.Text.Encoding.GetEncoding(N())", "System.Text.Encoding")]
    [InlineData("csharp_style_var_for_built_in_types = false", "object", "N()", "int")]
    [InlineData("csharp_style_var_for_built_in_types = false", "object", "Make()", "var")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "Make()", "var")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "XDocument.Parse(Next())", "XDocument")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "new XDocument()", "XDocument")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "(new XDocument())", "XDocument")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "(1, Make())", "var")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "(1, new XDocument())", "(int, XDocument)")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "Box<int>.Of()", "Box<int>")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "Box<int>.Text()", "var")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "Made.ToBox()", "Box<int>")]
    [InlineData("csharp_style_var_when_type_is_apparent = false", "object", "Made?.ToBox()", "Box<int>")]
    [InlineData("csharp_style_var_for_built_in_types = false", "object", "(nint)N()", "nint")]
    [InlineData("csharp_style_var_elsewhere = false:error", "object", "XDocument.Parse(Next())", "var")]
    [InlineData("csharp_style_var_elsewhere = false:error", "object", "Make()", "XDocument")]
    [InlineData("csharp_style_var_elsewhere = true:error", "object", "Make()", "var")]
    [InlineData("", "object", "Make()", "var")]
    public Task A_result_says_its_own(string style, string returned, string value, string type) =>
        Becomes<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>(
            "ATW0001",
            style,
            Saves(returned, "FileStream", "<<File.Create(P)>>", "", $"return {value};", ""),
            Saves(
                returned,
                "AtomicFileStream",
                "AtomicFile.Create(P)",
                $"{type} result = {value};\n            s.Commit();\n",
                "return result;",
                "\n        s.Commit();\n"
            )
        );

    [Theory]
    [InlineData("string? Find() => null;", "Find()", "string?")]
    [InlineData("List<string?> Find() => new();", "Find()", "List<string?>")]
    [InlineData("string Find() => P;", "Find()", "string")]
    public Task What_may_be_null_says_so(string member, string value, string type) =>
        Becomes<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>(
            "ATW0001",
            All,
            $"#nullable enable\n{member}\n"
                + Saves("object?", "FileStream", "<<File.Create(P)>>", "", $"return {value};", ""),
            $"#nullable enable\n{member}\n"
                + Saves(
                    "object?",
                    "AtomicFileStream",
                    "AtomicFile.Create(P)",
                    $"{type} result = {value};\n            s.Commit();\n",
                    "return result;",
                    "\n        s.Commit();\n"
                )
        );

    static string Saves(string returned, string type, string opening, string first, string end, string last) =>
        $"{returned} M()\n{{\n    using ({type} s = {opening})\n    {{\n        s.WriteByte(1);\n        if (C)\n        {{\n"
        + $"            {(first.Length > 0 ? first + "            " : "")}{end}\n        }}\n{last}    }}\n    return default;\n}}";

    [Fact]
    public Task What_was_there_stays_as_it_was() =>
        Becomes<NonAtomicWriteAnalyzer, NonAtomicWriteCodeFix>(
            "ATW0001",
            All,
            "void M()\n{\n    using var s = <<File.Create(P)>>;\n    s.WriteByte(1);\n}",
            "void M()\n{\n    using var s = AtomicFile.Create(P);\n    s.WriteByte(1);\n    s.Commit();\n}"
        );

    [Fact]
    public Task A_lock_says_it() =>
        Becomes<UnlockedUpdateAnalyzer, UnlockedUpdateCodeFix>(
            "ATW0002",
            All,
            """
            string M()
            {
                string text = File.ReadAllText(P);
                <<File.WriteAllText(P, text + "x")>>;
                return text;
            }
            """,
            """
            string M()
            {
                using FileLock stateLock = FileLock.Acquire(P);
                string text = File.ReadAllText(P);
                File.WriteAllText(P, text + "x");
                return text;
            }
            """
        );

    [Fact]
    public Task A_replace_says_it() =>
        Becomes<HandWrittenReplaceAnalyzer, HandWrittenReplaceCodeFix>(
            "ATW0003",
            All,
            """
            void M(string text)
            {
                string temp = P + ".tmp";
                string backup = P + ".bak";
                File.WriteAllText(temp, text);
                if (File.Exists(P))
                    <<File.Replace(temp, P, backup)>>;
                else
                    File.Move(temp, P);
            }
            """,
            "void M(string text)\n{\n    AtomicFile.Write(P, stream => "
                + "{ using (StreamWriter writer = new StreamWriter(stream)) writer.Write(text); }, "
                + "new AtomicWriteOptions { KeepBackup = true });\n}"
        );

    static Task Becomes<TAnalyzer, TCodeFix>(string id, string style, string before, string after)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TCodeFix : CodeFixProvider, new()
    {
        var test = Fixes<TAnalyzer, TCodeFix>.Test(
            InClass(
                before
                    .Replace("<<", "{|" + id + ":", StringComparison.Ordinal)
                    .Replace(">>", "|}", StringComparison.Ordinal)
            ),
            InClass(after)
        );
        foreach (var state in new[] { test.TestState, test.FixedState })
            state.AnalyzerConfigFiles.Add(("/.editorconfig", "root = true\n[*.cs]\n" + style + "\n"));
        return test.RunAsync();
    }

    static string InClass(string member) =>
        $$"""
            using System.Collections.Generic;
            using System.IO;
            using System.Xml.Linq;
            using AtomicWrites;

            class Program
            {
                const string P = "settings.json";
                {{Others}}

                {{Indented(member.ReplaceLineEndings("\n"))}}
            }
            """;

    static string Indented(string text) =>
        text.Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n", "\n\n", StringComparison.Ordinal);
}
