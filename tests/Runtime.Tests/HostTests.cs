using AtomicWrites.Platform;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// The system is recognised by its name, and one that is not known is refused, never taken for another.
/// </summary>
public class HostTests
{
    [Theory]
    [InlineData("WINDOWS", "Windows")]
    [InlineData("LINUX", "Linux")]
    [InlineData("ANDROID", "Android")]
    [InlineData("OSX", "Apple")]
    [InlineData("MACOS", "Apple")]
    [InlineData("MACCATALYST", "Apple")]
    [InlineData("IOS", "Apple")]
    [InlineData("TVOS", "Apple")]
    [InlineData("FREEBSD", "Unknown")]
    [InlineData("ILLUMOS", "Unknown")]
    [InlineData("BROWSER", "Unknown")]
    [InlineData("WASI", "Unknown")]
    public void Each_system_is_known_by_its_name(string name, string kind) =>
        Assert.Equal(kind, Host.Recognise(system => system == name).ToString());

    // Xamarin told both.
    [Fact]
    public void Android_is_Android_also_where_it_counts_as_Linux() =>
        Assert.Equal(Host.Kind.Android, Host.Recognise(system => system is "LINUX" or "ANDROID"));

    [Fact]
    public void What_is_not_known_is_refused_and_says_what_is()
    {
        var unknown = Assert.Throws<PlatformNotSupportedException>(() =>
            Host.RequireKnown(Host.Kind.Unknown, () => true)
        );
        Assert.Contains("runs on Windows, Linux, Android, macOS and iOS", unknown.Message, StringComparison.Ordinal);
        var old = Assert.Throws<PlatformNotSupportedException>(() => Host.RequireKnown(Host.Kind.Android, () => false));
        Assert.Contains("Android 11", old.Message, StringComparison.Ordinal);
        Host.RequireKnown(Host.Kind.Android, () => true);
        Host.RequireKnown();
    }
}
