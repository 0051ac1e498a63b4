namespace AtomicWrites.Analyzers.Tests.StatePaths;

/// <summary>Parameters followed to what callers pass, and methods that are writers themselves.</summary>
public class CallersTests
{
    [Fact]
    public Task A_constructor_parameter_is_followed_to_the_callers() =>
        Verify.Source(
            """
            using System; using System.IO;
            class Keeper { readonly string _file; public Keeper(string file) => _file = file;
                public void Write() => {|ATW0001:File.WriteAllText(_file, "")|}; }
            class Program { void Main() =>
                new Keeper(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "x", "y.json")).Write(); }
            """
        );

    [Fact]
    public Task A_base_constructor_is_followed_to_the_derived() =>
        Verify.Source(
            """
            using System.IO;
            abstract class Keeper(string file) { public void Write() => {|ATW0001:File.WriteAllText(file, "")|}; }
            class Special() : Keeper("settings.json");
            """
        );

    [Fact]
    public Task A_wrapper_is_reported_within_where_every_caller_passes_state() =>
        Verify.Source(
            """
            using System.IO;
            static class Disk { public static void Put(string path, string text) => {|ATW0001:File.WriteAllText(path, text)|}; }
            class Program { void A() => Disk.Put("settings.json", ""); void B() => Disk.Put("session.json", ""); }
            """
        );

    [Fact]
    public Task A_wrapper_with_mixed_callers_is_reported_at_those_that_pass_state() =>
        Verify.Source(
            """
            using System.IO;
            static class Disk { public static void Put(string path, string text) => File.WriteAllText(path, text); }
            class Program { void A() => {|ATW0001:Disk.Put("settings.json", "")|}; void B(string where) => Disk.Put(where, "");
                void C() => Disk.Put("today.log", ""); }
            """
        );

    [Theory]
    [InlineData("string path", "path", "\"settings.json\"", "where")]
    [InlineData("FileInfo file", "file.FullName", "new FileInfo(\"settings.json\")", "new FileInfo(where)")]
    public Task A_wrapper_writes_something_else_first(string parameter, string path, string state, string other) =>
        Verify.Source(
            $$"""
            using System.IO;
            static class Disk
            {
                public static void Put({{parameter}}) { File.WriteAllText("today.log", ""); File.WriteAllText({{path}}, ""); }
            }
            class Program { void A() => {|ATW0001:Disk.Put({{state}})|}; void B(string where) => Disk.Put({{other}}); }
            """
        );

    [Fact]
    public Task A_wrapper_of_a_wrapper_is_a_writer() =>
        Verify.Source(
            """
            using System.IO;
            static class Disk
            {
                public static void Put(string path, string text) => Write(text, path);
                static void Write(string text, string path) => File.WriteAllText(Path.GetFullPath(path), text);
            }
            class Program { void A() => {|ATW0001:Disk.Put("settings.json", "")|}; void C() => Disk.Put("today.log", ""); }
            """
        );

    [Fact]
    public Task What_stands_in_for_the_file_system_is_reported_at_its_calls() =>
        Verify.Source(
            """
            interface IFiles { void WriteAllText(string path, string text); }
            class Files : IFiles { public void WriteAllText(string path, string text) => System.IO.File.WriteAllText(path, text); }
            class Program { void A(IFiles files) => {|ATW0001:files.WriteAllText(text: "", path: "settings.json")|}; }
            """
        );

    [Fact]
    public Task A_wrapper_that_gets_no_state_is_silent() =>
        Verify.Source(
            """
            using System.IO;
            static class Disk { public static void Put(string path, string text) => File.WriteAllText(path, text); }
            class Program { void C() => Disk.Put("today.log", ""); void D() => Disk.Put(Path.GetTempFileName(), ""); }
            """
        );

    [Fact]
    public Task Methods_that_call_each_other_end() =>
        Verify.Source(
            """
            using System.IO;
            static class Disk
            {
                public static void Ping(string path, int n) { if (n > 0) Pong(path, n); File.WriteAllText(path, ""); }
                static void Pong(string path, int n) => Ping(path, n - 1);
            }
            """
        );

    [Fact]
    public Task A_call_that_does_not_compile_still_has_a_path() =>
        Verify.Source(
            """
            class Program { void A() => {|ATW0001:System.IO.File.WriteAllText("settings.json", {|CS0103:Missing|}.Json)|}; }
            """
        );
}
