using System.Diagnostics;
using System.Reflection;
using Tour;

const string Usage = """
    dotnet run --project samples/Tour [--short] [--package FILE] [--keep]

    Shows the package at work: packs it, builds the sample Jot with it and prints the warnings, applies the code fixes
    to a copy, builds that again, and kills both programs again and again while they save.
    Takes about a minute, writes only to a temporary folder, and needs the .NET SDK.

      --short          stop at the first torn file, and kill the fixed program ten times
      --package FILE   show that AtomicWrites.VERSION.nupkg instead of packing one
      --keep           leave the temporary folder, to look at
      --help           this text
    """;
const int MostKills = 1000; // of the naive program, until files are torn: about one kill in fifteen meets a write

var isShort = false;
var keep = false;
string? package = null;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--short":
            isShort = true;
            break;

        case "--keep":
            keep = true;
            break;

        case "--package" when i + 1 < args.Length && IsPackage(args[i + 1]):
            package = args[++i];
            break;

        default:
            Console.WriteLine(Usage);
            return args is ["--help" or "-h"] ? 0 : 2;
    }
}

var clock = Stopwatch.StartNew();
var repository = Assembly
    .GetExecutingAssembly()
    .GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(data => data.Key == "Repository")
    .Value!;
var sources = Directory
    .GetFiles(Path.Combine(repository, "samples", "Jot"), "*.cs")
    .Select(file => (Path.GetFileName(file), File.ReadAllText(file)))
    .ToArray();
LocalFeed? feed = null;
var shown = TimeSpan.Zero;
try
{
    Step(1, package is null ? "packing AtomicWrites" : $"taking {package}");
    feed = package is null ? LocalFeed.Pack(repository) : LocalFeed.Of(package);

    Step(2, "building Jot, a note keeper written the naive way, with the package");
    var naive = feed.Project("Jot", sources);
    var warnings = BuildWarning.Of(Dotnet.Run(naive, "build", "-nologo", "-o", "out"));
    foreach (var warning in warnings)
        Console.WriteLine("      " + warning);
    Require(warnings.Any(IsTornWrite), "the analyzer found nothing in the naive program");

    Step(3, "applying the code fixes to a copy: dotnet format analyzers --diagnostics ATW0001");
    var copy = Directory.CreateDirectory(Path.Combine(feed.Folder, "fixed")).FullName;
    foreach (var file in Directory.GetFiles(naive))
        File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
    Dotnet.Run(copy, "restore", "-nologo");
    Dotnet.Run(copy, "format", "analyzers", "--diagnostics", "ATW0001", "--severity", "warn", "--no-restore");
    foreach (var (name, text) in sources)
    foreach (
        var line in File.ReadAllLines(Path.Combine(copy, name))
            .Except(text.Split('\n').Select(line => line.TrimEnd('\r')))
    )
        Console.WriteLine($"      {name}: {line.Trim()}");

    Step(4, "building the copy");
    var left = BuildWarning.Of(Dotnet.Run(copy, "build", "-nologo", "-o", "out"));
    Require(
        !left.Any(IsTornWrite),
        $"warnings are left: {string.Join("; ", left.Select(warning => warning.ToString()))}"
    );
    Console.WriteLine("      no write that could tear a file");
    foreach (var warning in left)
        Console.WriteLine("      left to be done by hand: " + warning);

    Step(5, "killing the naive program while it saves");
    var (naiveRounds, naiveTorn) = KillStorm.Run(
        Path.Combine(naive, "out", "Jot.dll"),
        naive,
        MostKills,
        enough: isShort ? 1 : 5,
        Progress
    );
    Console.WriteLine();
    Require(naiveTorn > 0, "no kill met a write; run it again");

    Step(6, "killing the fixed program while it saves");
    var (fixedRounds, fixedTorn) = KillStorm.Run(
        Path.Combine(copy, "out", "Jot.dll"),
        copy,
        isShort ? 10 : 40,
        enough: null,
        Progress
    );
    Console.WriteLine();
    Require(fixedTorn == 0, "the fixed program left a torn file");

    Console.WriteLine(
        $"""

        {warnings.Count(IsTornWrite)} writes could tear a file before, none after the fixes.
        naive: {naiveTorn} torn files in {naiveRounds} kills
        fixed: {fixedTorn} torn files in {fixedRounds} kills
        ({clock.Elapsed.TotalSeconds:0} s)
        """
    );
    return 0;
}
catch (InvalidOperationException failure)
{
    Console.Error.WriteLine($"\nThe tour stopped: {failure.Message}");
    return 1;
}
finally
{
    if (keep)
        Console.WriteLine($"kept: {feed?.Folder}");
    else
        feed?.Dispose();
}

void Step(int number, string what) => Console.WriteLine($"[{number}/6 {clock.Elapsed.TotalSeconds, 3:0} s] {what}");

void Progress(string state)
{
    if (!Console.IsOutputRedirected)
        Console.Write($"\r      {state}");
    else if (clock.Elapsed - shown > TimeSpan.FromSeconds(3))
        Console.Write($"      {state}\n");
    else
        return;
    shown = clock.Elapsed;
}

static bool IsPackage(string path) =>
    File.Exists(path)
    && Path.GetFileName(path).StartsWith("AtomicWrites.", StringComparison.Ordinal)
    && Path.GetExtension(path) == ".nupkg";

static bool IsTornWrite(BuildWarning warning) => warning.Id == "ATW0001";

static void Require(bool condition, string otherwise)
{
    if (!condition)
        throw new InvalidOperationException(otherwise);
}
