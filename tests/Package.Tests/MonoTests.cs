using AtomicWrites.Runtime.Tests;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// The package in a program for .NET Framework, which Mono runs: the netstandard2.0 asset on a runtime that is not
/// .NET.
/// </summary>
public class MonoTests(PackageFixture package)
{
    [Fact]
    public void A_program_for_NET_Framework_works_on_Mono_and_survives_being_killed()
    {
        Needs.Program("mono");
        Needs.Program("monop"); // comes with Mono's netstandard.dll: Debian's mono-devel
        var folder = PlatformProgram.Project(package, "Mono", "net472");
        Dotnet.Run(folder, "build", "-nologo", "-o", "built");
        var program = Path.Combine(folder, "built", "Mono.exe");
        PlatformProgram.RunChecks("mono", program);
        IsNeverTorn(program, Path.Combine(folder, "killed.json"));
        LosesItsLock(program, Path.Combine(folder, "locked.json"));
    }

    static void IsNeverTorn(string program, string path)
    {
        for (var kill = 0; kill < 10; kill++)
        {
            File.Delete(path);
            using var writer = PlatformProgram.Start("mono", program, "write", path);
            SpinWait.SpinUntil(() => File.Exists(path) || writer.HasExited, TimeSpan.FromMinutes(1));
            Thread.Sleep(kill * 3);
            writer.Kill();
            writer.WaitForExit();
            var content = File.ReadAllText(path);
            Assert.Equal(new string(content[0], 10_000), content);
        }
    }

    static void LosesItsLock(string program, string path)
    {
        using var holder = PlatformProgram.Start("mono", program, "hold", path);
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Equal(1, Needs.Shell($"flock -n {path}.lock true").ExitCode);
        holder.Kill();
        holder.WaitForExit();
        Assert.Equal(0, Needs.Shell($"flock -n {path}.lock true").ExitCode);
    }
}
