using System.Globalization;
using System.Text.RegularExpressions;
using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Docs.Tests.Plots;

namespace AtomicWrites.Docs.Tests;

/// <summary>
/// The plots of the README are drawn from the tables of measurements that the pages print.
/// <c>ATOMICWRITES_APPROVE=1</c> replaces them in <c>docs/pictures</c>.
/// </summary>
public partial class PlotTests
{
    static readonly string[] FileSystems = ["ext4", "xfs", "btrfs"];

    static readonly (string Arm, string Label, bool IsWhole)[] Arms =
    [
        ("File.WriteAllBytes (control)", "File.WriteAllBytes", false),
        ("File.Move without Flush (control)", "temporary file, File.Move", false),
        ("File.Move after Flush(true) (control)", "temporary file, Flush(true), File.Move", false),
        ("WriteFileAtomic", "AtomicWrites", true),
    ];

    static readonly (string Column, string Label, bool IsWhole)[] Peers =
    [
        ("AtomicWrites", "AtomicWrites", true),
        ("noise", "the same protocol in C", true),
        ("Go", "the same in Go, by hand", true),
        ("Python", "the same in Python, by hand", true),
        ("atomicwrites / filelock", "Python atomicwrites", true),
        ("write-file-atomic", "npm write-file-atomic: no directory sync", false),
        ("atomically", "npm atomically: no directory sync", false),
        ("renameio / flock", "Go renameio: no directory sync", false),
        ("C# by hand", "C# Flush(true), File.Move: no directory sync", false),
        ("WriteAllText", "C# File.WriteAllText: no sync at all", false),
    ];

    [Fact]
    public void The_plot_of_power_cuts_shows_the_counts_of_the_page()
    {
        var counts = new MarkdownTable(
            "docs/durability.md",
            header => header[1..].SequenceEqual(FileSystems),
            row => row == "WriteFileAtomic"
        );
        var plot = new BarPlot("Acknowledged files kept whole after a power cut", 1);
        foreach (var (arm, label, isWhole) in Arms)
        {
            plot.Group(label);
            foreach (var system in FileSystems)
            {
                var match = Count().Match(counts[arm, system]);
                var (kept, cuts) = (Number(match.Groups[1]), Number(match.Groups[2]));
                plot.Bar(
                    system,
                    kept / cuts,
                    string.Create(CultureInfo.InvariantCulture, $"{kept:N0} of {cuts:N0}"),
                    isWhole
                );
            }
        }

        Approve("power-cuts.svg", plot.ToString());
    }

    [Fact]
    public void The_plot_of_costs_shows_the_ratios_of_the_benchmarks()
    {
        const string Row = "write 1 KiB, ext4 disk, 1 process";
        var ratios = new MarkdownTable(
            "benchmarks/README.md",
            header => header.Contains("renameio / flock"),
            row => row == Row
        );
        var plot = new BarPlot("One write of 1 KiB on ext4: elapsed time, the same protocol in C is 1", 1.4);
        foreach (var (column, label, isWhole) in Peers)
        {
            var ratio = Ratio().Match(ratios[Row, column]).Value;
            plot.Bar(label, double.Parse(ratio, CultureInfo.InvariantCulture), ratio, isWhole);
        }

        plot.Note(
            "Green syncs the file and the directory. Orange leaves out a sync, and can lose the file in a power cut."
        );
        Approve("cost.svg", plot.ToString());
    }

    [Fact]
    public void The_plot_of_sizes_shows_the_times_of_the_benchmarks()
    {
        string[] sizes = ["1 KiB", "4 KiB", "16 KiB", "64 KiB", "256 KiB", "1 MiB", "4 MiB"];
        var times = new MarkdownTable(
            "benchmarks/README.md",
            header => header.Contains("StateFile without backup, µs"),
            row => row == sizes[0]
        );
        var plot = new LinePlot(
            "One update of a state of this size: elapsed time",
            sizes,
            [(1_000, "1 ms"), (10_000, "10 ms"), (100_000, "100 ms"), (1_000_000, "1 s")]
        );
        foreach (var (kind, shift) in new[] { ("StateFile", 6), ("StateFile without backup", 22), ("SQLite", -10) })
            plot.Line(
                kind,
                [.. sizes.Select(size => double.Parse(times[size, kind + ", µs"], CultureInfo.InvariantCulture))],
                shift
            );
        Approve("sizes.svg", plot.ToString());
    }

    static double Number(Group digits) =>
        double.Parse(digits.ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    static void Approve(string name, string drawn)
    {
        var path = Path.Combine(Page.Repository, "docs", "pictures", name);
        if (Environment.GetEnvironmentVariable("ATOMICWRITES_APPROVE") == "1")
            File.WriteAllText(path, drawn);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), drawn);
    }

    [GeneratedRegex(@"^([\d,]+) / ([\d,]+)")]
    private static partial Regex Count();

    [GeneratedRegex(@"^\d+\.\d+")]
    private static partial Regex Ratio();
}
