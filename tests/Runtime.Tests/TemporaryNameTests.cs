using System.Text;
using AtomicWrites.Protocol;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Names of temporary files: recognisable, unpredictable, and no longer than a file system allows.</summary>
public class TemporaryNameTests
{
    public static TheoryData<string> Targets =>
        new(
            "a",
            "state.json",
            new string('x', 121),
            new string('x', 122),
            new string('x', 143),
            new string('x', 255),
            string.Concat(Enumerable.Repeat("ż", 127)),
            string.Concat(Enumerable.Repeat("🙂", 63)) + "abc",
            "xy" + string.Concat(Enumerable.Repeat("🙂", 63))
        );

    [Theory]
    [MemberData(nameof(Targets))]
    public void Never_comes_twice_and_always_fits(string target)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true); // throws on half a surrogate pair
        var names = Enumerable.Range(0, 2000).Select(_ => TemporaryName.For(target)).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name =>
        {
            Assert.Matches(@"^\..+\.[0-9a-f]{16}\.tmp$", name);
            Assert.InRange(strict.GetByteCount(name), 1, 143); // what eCryptfs allows
            Assert.True(TemporaryName.IsOf(target, name));
        });
        // No shorter than it must be: what tells people whose file it was is kept.
        Assert.InRange(strict.GetByteCount(names[0]), Math.Min(strict.GetByteCount(target) + 22, 140), 143);
    }

    [Theory]
    [InlineData(".state.json.0123456789abcdef.tmp", true)]
    [InlineData(".state.json.0123456789abcdeg.tmp", false)]
    [InlineData(".state.json.0123456789ABCDEF.tmp", false)]
    [InlineData(".state.json.0123456789abcdef.tmq", false)]
    [InlineData(".state.json.0123456789abcde.tmp", false)]
    [InlineData(".state.jsonx0123456789abcdef.tmp", false)]
    [InlineData("xstate.json.0123456789abcdef.tmp", false)]
    [InlineData(".state.json.x.0123456789abcdef.tmp", false)]
    [InlineData(".other.json.0123456789abcdef.tmp", false)]
    [InlineData("state.json", false)]
    public void Only_such_a_name_is_that_of_a_temporary_file(string name, bool isOne) =>
        Assert.Equal(isOne, TemporaryName.IsOf("state.json", name));

    [Theory]
    [InlineData(".a.0123456789abcdef.tmp", true)]
    [InlineData("..0123456789abcdef.tmp", true)]
    [InlineData(".0123456789abcdef.tmp", false)]
    [InlineData("0123456789abcdef.tmp", false)]
    [InlineData(".tmp", false)]
    [InlineData("", false)]
    [InlineData(".a.0123456789abcdef.txt", false)]
    [InlineData(".a.0123456789abcdex.tmp", false)]
    public void Any_such_name_is_that_of_a_temporary_file(string name, bool isOne) =>
        Assert.Equal(isOne, TemporaryName.IsOfAny(name));
}
