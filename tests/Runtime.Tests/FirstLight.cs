namespace AtomicWrites.Runtime.Tests;

public class FirstLight
{
    [Fact]
    public void Runs() => Assert.True(true);
}
