using System.Text.RegularExpressions;

namespace AtomicWrites.Analyzers.Tests.Rules;

/// <summary>All top-level statements of a file are one member: what one says of a variable holds in the others.</summary>
public partial class TopLevelStatementTests
{
    const string State =
        "Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), \"state.json\")";

    [Theory]
    [InlineData("var stream = {|ATW0001:new FileStream(P, FileMode.OpenOrCreate)|};\nstream.WriteByte(1);")]
    [InlineData("FileStream stream;\nstream = {|ATW0001:File.OpenWrite(P)|};\nstream.WriteByte(1);")]
    [InlineData("string path;\npath = P;\n{|ATW0001:File.WriteAllText(path, \"1\")|};")]
    [InlineData("var path = \"\";\npath += P;\n{|ATW0001:File.WriteAllText(path, \"1\")|};")]
    [InlineData(
        "var options = new FileStreamOptions();\noptions.Mode = FileMode.Create;\n"
            + "options.Access = FileAccess.Write;\nusing var stream = {|ATW0001:new FileStream(P, options)|};\n"
            + "stream.WriteByte(1);"
    )]
    public Task A_variable_is_followed_from_one_to_the_next(string statements) => Verify.Program(With(statements));

    [Theory]
    [InlineData(
        "var held = new FileStream(P, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);\nheld.Dispose();"
    )]
    [InlineData(
        "var path = args[0];\nFile.WriteAllText(path, \"1\");\nclass Other { string M() { string path; path = P; return path; } }"
    )]
    [InlineData(
        "var reader = new FileStream(P, FileMode.OpenOrCreate);\nreader.ReadByte();\n"
            + "class Other { void M(Stream reader) => reader.WriteByte(1); }"
    )]
    public Task And_the_types_below_are_others(string statements) => Verify.Program(With(statements));

    static string With(string statements) => Place().Replace(statements, State);

    [GeneratedRegex(@"\bP\b")]
    private static partial Regex Place();
}
