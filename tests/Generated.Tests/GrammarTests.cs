using AtomicWrites.Generated.Tests.Grammars;
using AtomicWrites.Generated.Tests.Programs;

namespace AtomicWrites.Generated.Tests;

/// <summary>No line of the grammar is there for nothing: what does not compile is not run.</summary>
public class GrammarTests
{
    [Theory]
    [InlineData("body")]
    [InlineData("callers")]
    [InlineData("elsewhere")]
    [InlineData("evaluated")]
    [InlineData("expression")]
    [InlineData("held-by-process")]
    [InlineData("held-open")]
    [InlineData("method-group")]
    [InlineData("prompt")]
    [InlineData("replace")]
    [InlineData("repeated")]
    [InlineData("stream-write")]
    [InlineData("text-write")]
    [InlineData("unawaited")]
    [InlineData("update")]
    [InlineData("whole-write")]
    public async Task The_simplest_program_of_each_line_compiles(string symbol)
    {
        var programs = GeneratedProgram.Each(symbol).ToList();
        using var batch = await Batch.OfAsync(programs);
        var broken = programs.Except(batch.Programs.Values);
        Assert.Equal([], broken.Select(program => Grammar.OfWrites.Text(program.Statements)));
    }
}
