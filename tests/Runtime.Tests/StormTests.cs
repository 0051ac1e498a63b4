using System.Globalization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Processes killed and interrupted at random. ATOMICWRITES_STORM says how many kills; few where nobody asks for more.
/// </summary>
public class StormTests
{
    static int Size =>
        int.Parse(Environment.GetEnvironmentVariable("ATOMICWRITES_STORM") ?? "15", CultureInfo.InvariantCulture);

    [Fact]
    public void A_killed_writer_leaves_the_whole_old_or_the_whole_new_content()
    {
        Needs.Linux();
        using var folder = new Folder();
        var path = folder["state"];
        const int size = 300_000;
        File.WriteAllText(path, new string('a', size));
        var random = new Random(1);
        for (var kill = 0; kill < Size; kill++)
        {
            using var writer = Probe.Start([], "write", path, $"{size}", "1000000");
            var before = File.GetLastWriteTimeUtc(path);
            while (File.GetLastWriteTimeUtc(path) == before && !writer.HasExited)
                Thread.Sleep(1);
            Thread.Sleep(random.Next(20));
            writer.Kill();
            writer.WaitForExit();
            var content = File.ReadAllText(path);
            Assert.Equal(size, content.Length);
            Assert.Single(content.Distinct());
            // The next writer has swept that of the one before; one that is new and empty may be of somebody who has
            // just begun.
            Assert.InRange(folder.Leftovers.Count(name => new FileInfo(folder[name]).Length > 0), 0, 1);
        }
    }

    [Fact]
    public void Signals_interrupt_nothing()
    {
        Needs.Linux();
        using var folder = new Folder();
        const int size = 64 * 1024 * 1024;
        using var writer = Probe.Start([], "signalled", folder["state"], $"{size}");
        using var storm = System.Diagnostics.Process.Start(
            "sh",
            ["-c", $"while kill -WINCH {writer.Id} && kill -CONT {writer.Id}; do :; done 2>/dev/null"]
        )!;
        var output = writer.StandardOutput.ReadToEnd();
        writer.WaitForExit();
        storm.WaitForExit();
        Assert.True(writer.ExitCode == 0, output + writer.StandardError.ReadToEnd());
        Assert.True(int.Parse(output, CultureInfo.InvariantCulture) > 0, "no signal was handled");
        Assert.Equal(size, new FileInfo(folder["state"]).Length);
        Assert.Empty(folder.Leftovers);
    }
}
