using AtomicWrites.Analyzers.Rules;

namespace AtomicWrites.Analyzers.Tests.Rules;

public class ProbablyNonAtomicWriteTests
{
    [Fact]
    public Task Weak_signs_make_a_suggestion() =>
        Verify.Source<ProbablyNonAtomicWriteAnalyzer>(
            """
            using System.IO; using System.Text.Json;
            class ScoreStore
            {
                void Put(string file) => {|ATW0007:File.WriteAllText(file, JsonSerializer.Serialize(1))|};
                int Load() => 1;
            }
            """
        );

    [Theory]
    [InlineData("File.WriteAllText(\"settings.json\", \"\")")]
    [InlineData("File.WriteAllText(where, \"\")")]
    [InlineData("File.WriteAllText(\"today.log\", \"\")")]
    public Task Silent(string write) =>
        Verify.Source<ProbablyNonAtomicWriteAnalyzer>(
            $$"""using System.IO; class Program { void Save(string where) => {{write}}; }"""
        );
}
