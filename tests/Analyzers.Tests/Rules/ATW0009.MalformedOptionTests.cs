using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class MalformedOptionTests
{
    [Theory]
    [InlineData("scope", "sometimes", "allowed are inferred, annotated and all")]
    [InlineData("scope", "2", "allowed are inferred, annotated and all")]
    [InlineData(
        "state_paths",
        "[a-z",
        "allowed are globs separated by commas, with *, ** and ?, such as **/settings*.json"
    )]
    [InlineData(
        "ignored_paths",
        "a, , b{",
        "allowed are globs separated by commas, with *, ** and ?, such as **/settings*.json"
    )]
    [InlineData(
        "scpoe",
        "all",
        "there is no such option; known are atomic_writes.scope, atomic_writes.state_paths, "
            + "atomic_writes.ignored_paths, atomic_writes.additional_writers, atomic_writes.explain"
    )]
    [InlineData("explain", "yes", "allowed are true and false")]
    [InlineData(
        "additional_writers",
        "Storage.Save",
        "allowed are documentation ids of methods separated by commas, "
            + "such as M:App.Storage.Save or M:App.Storage.Save(System.String,System.String)"
    )]
    [InlineData(
        "additional_writers",
        "M:App.Storage.Save(System.String, M:App.X",
        "allowed are documentation ids of methods separated by commas, "
            + "such as M:App.Storage.Save or M:App.Storage.Save(System.String,System.String)"
    )]
    public Task Names_file_key_value_and_what_is_allowed(string key, string value, string allowed) =>
        Verify.Run<MalformedOptionAnalyzer>(
            "class Program { }",
            $"atomic_writes.{key} = {value}",
            false,
            new DiagnosticResult("ATW0009", DiagnosticSeverity.Warning)
                .WithSpan(1, 1, 1, 1)
                .WithArguments("the configuration of Test0.cs", "atomic_writes." + key, value, allowed)
        );

    [Fact]
    public Task Is_reported_in_the_file_itself_where_the_build_shows_it() =>
        Verify.Run<MalformedOptionAnalyzer>(
            "class Program { }",
            "atomic_writes.scope = sometimes",
            showConfiguration: true,
            new DiagnosticResult("ATW0009", DiagnosticSeverity.Warning)
                .WithSpan("/.editorconfig", 3, 1, 3, 32)
                .WithArguments(
                    ".editorconfig",
                    "atomic_writes.scope",
                    "sometimes",
                    "allowed are inferred, annotated and all"
                )
        );

    [Theory]
    [InlineData("scope = All")]
    [InlineData("state_paths = **/a*.json, b?.xml")]
    [InlineData("explain = true")]
    [InlineData("additional_writers = M:App.Storage.Save(System.String,System.String), M:App.Storage.Put")]
    public Task Well_formed_options_are_silent(string option) =>
        Verify.Run<MalformedOptionAnalyzer>("class Program { }", "atomic_writes." + option);

    const string Attributes = """
        namespace AtomicWrites
        {
            class StatePathAttribute : System.Attribute { public StatePathAttribute() { } public StatePathAttribute(string glob) { } }
            class NotStatePathAttribute : System.Attribute { public NotStatePathAttribute() { }
                public NotStatePathAttribute(string glob) { } }
        }
        """;

    [Theory]
    [InlineData("[assembly: AtomicWrites.StatePath({|#0:\"[a-z]\"|})]", "AtomicWrites.StatePath", "[a-z]")]
    [InlineData(
        "using AtomicWrites; [assembly: NotStatePathAttribute(glob: {|#0:\"\"|})]",
        "NotStatePathAttribute",
        ""
    )]
    [InlineData("using AtomicWrites; [assembly: {|#0:NotStatePath|}]", "NotStatePath", "")]
    public Task A_malformed_glob_in_an_attribute_is_reported_there(string source, string attribute, string glob) =>
        Verify.Run<MalformedOptionAnalyzer>(
            source + "\n" + Attributes,
            expected: new DiagnosticResult("ATW0009", DiagnosticSeverity.Warning)
                .WithLocation(0)
                .WithArguments(
                    "Test0.cs",
                    $"[assembly: {attribute}]",
                    glob,
                    "needed is a glob with *, ** and ?, such as **/settings*.json"
                )
        );

    [Theory]
    [InlineData(
        "using AtomicWrites; [assembly: StatePath(\"**/saves/*.bin\")] [assembly: NotStatePath(\"probe?.json\")]"
    )]
    [InlineData("class C { [AtomicWrites.StatePath] string F; }")]
    [InlineData(
        "[assembly: Other.StatePath(\"[a-z]\")] namespace Other { "
            + "class StatePathAttribute : System.Attribute { public StatePathAttribute(string glob) { } } }"
    )]
    public Task Well_formed_attributes_and_those_of_others_are_silent(string source) =>
        Verify.Run<MalformedOptionAnalyzer>(source + "\n" + Attributes);

    [Theory]
    [InlineData("/0/Usings.g.cs", "class A;")]
    [InlineData("/0/A.Designer.cs", "class A;")]
    [InlineData("/0/A.cs", "// <auto-generated/>\nclass A;")]
    public Task The_first_file_that_somebody_wrote_is_named(string path, string generated)
    {
        var test = Verify.Test<MalformedOptionAnalyzer>("", "atomic_writes.scope = sometimes");
        test.TestState.Sources.Clear();
        test.TestState.Sources.Add((path, generated));
        test.TestState.Sources.Add(("/0/Written.cs", "class B;"));
        test.ExpectedDiagnostics.Add(
            new DiagnosticResult("ATW0009", DiagnosticSeverity.Warning)
                .WithSpan("/0/Written.cs", 1, 1, 1, 1)
                .WithArguments(
                    "the configuration of Written.cs",
                    "atomic_writes.scope",
                    "sometimes",
                    "allowed are inferred, annotated and all"
                )
        );
        return test.RunAsync();
    }
}
