using AtomicWrites.Analyzers.Rules;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class UnclassifiedWriteTests
{
    [Fact]
    public Task What_nothing_classifies_is_reported() =>
        Verify.Source<UnclassifiedWriteAnalyzer>(
            """
            using System.IO; class Program { void Put(string where) => {|ATW0008:File.WriteAllText(where, "")|}; }
            """
        );

    [Theory]
    [InlineData("File.WriteAllText(\"settings.json\", \"\")")]
    [InlineData("File.WriteAllText(\"today.log\", \"\")")]
    public Task What_is_known_is_left_to_the_other_rules(string write) =>
        Verify.Source<UnclassifiedWriteAnalyzer>($$"""using System.IO; class Program { void Save() => {{write}}; }""");

    [Fact]
    public void Is_off_unless_asked_for() =>
        Assert.False(new UnclassifiedWriteAnalyzer().SupportedDiagnostics.Single().IsEnabledByDefault);
}
