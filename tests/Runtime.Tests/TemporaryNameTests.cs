using System.Text;
using AtomicWrites.Protocol;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Names of temporary files: recognisable, unpredictable, and no longer than a file system allows.</summary>
public class TemporaryNameTests
{
    public static TheoryData<string> Targets => new("a", "state.json", new string('x', 255), string.Concat(Enumerable.Repeat("ż", 127)), string.Concat(Enumerable.Repeat("🙂", 63)) + "abc", "xy" + string.Concat(Enumerable.Repeat("🙂", 63)));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Never_comes_twice_and_always_fits(string target)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true); // throws on half a surrogate pair
        var names = Enumerable.Range(0, 500).Select(_ => TemporaryName.For(target)).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name =>
        {
            Assert.Matches(@"^\..+\.[0-9a-f]{16}\.tmp$", name);
            Assert.InRange(strict.GetByteCount(name), 1, 255);
            Assert.True(TemporaryName.IsOf(target, name));
        });
        // No shorter than it must be: what tells people whose file it was is kept.
        Assert.InRange(strict.GetByteCount(names[0]), Math.Min(strict.GetByteCount(target) + 22, 252), 255);
    }
}
