namespace AtomicWrites.Analyzers.Tests;

public class FirstLight
{
    [Fact]
    public void Runs() => Assert.True(true);
}
