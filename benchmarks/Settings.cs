using System.Globalization;

namespace AtomicWrites.Benchmarks;

/// <summary>What the command line asks for.</summary>
sealed record Settings
{
    public const string Usage = """
        bash benchmarks/run [OPTION…]

        Measures AtomicWrites beside the same protocol in C, other languages' standard libraries and the libraries one would otherwise
        pick, by turns in short batches, and prints medians and the ratio of each to C; then StateFile beside what one would write by hand.
        Takes about 13 minutes. Needs Linux, the .NET SDK and a C compiler; a peer whose tools are missing is left out, with the command
        that installs them.

          --quick          1 KiB only, fewer and shorter batches: 3 to 6 minutes
          --only TEXT      only tables whose title contains TEXT, such as state: or tmpfs; may be given again to narrow further
          --peers TEXT,…   only peers whose name contains one of these; the yardstick always runs
          --rounds N       batches of each peer in each table (quick: 7, otherwise 15)
          --disk FOLDER    where to write on a disk (otherwise beside this program)
          --no-counts      leave out system calls and allocations
          --help           this text

        The meaning of each row is in benchmarks/README.md.
        """;

    public bool Quick { get; private init; }
    public bool Counts { get; private init; } = true;
    public string[] Only { get; private init; } = [];
    public string[] Peers { get; private init; } = [""];
    public int? Rounds { get; private init; }
    public string Disk { get; private init; } = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Null where the arguments are not understood, or help is asked for.</summary>
    public static Settings? Parse(string[] arguments) => Parse(arguments, new Settings());

    static Settings? Parse(ReadOnlySpan<string> arguments, Settings settings) =>
        arguments switch
        {
            [] => settings,
            ["--quick", .. var rest] => Parse(rest, settings with { Quick = true }),
            ["--no-counts", .. var rest] => Parse(rest, settings with { Counts = false }),
            ["--only", var text, .. var rest] => Parse(rest, settings with { Only = [.. settings.Only, text] }),
            ["--peers", var texts, .. var rest] => Parse(rest, settings with { Peers = texts.Split(',') }),
            ["--rounds", var number, .. var rest]
                when int.TryParse(number, CultureInfo.InvariantCulture, out var rounds) && rounds > 0 => Parse(
                rest,
                settings with
                {
                    Rounds = rounds,
                }
            ),
            ["--disk", var folder, .. var rest] => Parse(rest, settings with { Disk = Path.GetFullPath(folder) }),
            _ => null,
        };

    public bool Wants(Scenario scenario) =>
        (!Quick || scenario.IsQuick)
        && Only.All(text => scenario.Title.Contains(text, StringComparison.OrdinalIgnoreCase));

    public bool Wants(Peer peer) =>
        peer == Peer.C
        || peer == Peer.ByHand
        || Peers.Any(text => peer.Name.Contains(text, StringComparison.OrdinalIgnoreCase));
}
