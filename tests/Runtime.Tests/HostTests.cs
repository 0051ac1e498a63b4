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

    /// <summary>No number of a system call is taken for that of another system: nothing gets as far as one.</summary>
    [Fact]
    public void On_a_system_that_is_not_known_every_member_with_a_file_is_refused_and_makes_none()
    {
        Needs.Linux();
        using var folder = new Folder();
        var (exitCode, output) = Probe.Run("unknown-host", folder["state.json"]);
        Assert.True(exitCode == 0, output);
        var members = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(members, member =>
            !member.StartsWith("PlatformNotSupportedException ", StringComparison.Ordinal)
        );
        foreach (
            var member in new[] { "AtomicFile.Void Copy(", "FileLock.", "StateFile`1.Boolean Delete()", "OnChange" }
        )
            Assert.Contains(members, told => told.Contains(member, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

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
