// Each store beside its bare client, which does the same statements, and all of them beside the file: --help says how.
using System.Globalization;
using AtomicWrites.Stores.Benchmarks;
using AtomicWrites.Stores.Tests.Servers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage = """
    dotnet run -c Release --project benchmarks/Stores [-- OPTION…]

      --only TEXT   only tables whose title contains TEXT: bare, kinds, sizes
      --kinds A,B   only these: sqlite, postgresql, etcd (the file always)
      --rounds N    batches of each in each table; 9 unless said otherwise
      --disk PATH   where files and databases are; the temporary folder unless said otherwise

    Starts PostgreSQL and etcd of Debian by itself; what is missing is left out. About five minutes.
    """;
if (args is [Worker.Verb, .. var order])
    return Worker.Run(order);
var (only, kinds, rounds, disk) = ("", "sqlite,postgresql,etcd", 9, Path.GetTempPath());
for (var i = 0; i < args.Length; i += 2)
    switch (args[i..])
    {
        case ["--only", var text, ..]:
            only = text;
            break;
        case ["--kinds", var names, ..]:
            kinds = names;
            break;
        case ["--rounds", var number, ..]:
            rounds = int.Parse(number, CultureInfo.InvariantCulture);
            break;
        case ["--disk", var path, ..]:
            disk = path;
            break;
        default:
            Console.WriteLine(Usage);
            return args[i] == "--help" ? 0 : 2;
    }

var folder = Directory.CreateDirectory(Path.Combine(disk, $"atomic-writes-benchmark-{Environment.ProcessId}")).FullName;
using var postgreSql = new PostgreSqlNode();
using var etcd = new EtcdNode("single");
etcd.Cluster = [etcd];
var places = new Dictionary<string, string> { ["file"] = Path.Combine(folder, "state") };
if (Wants("sqlite", null))
    places["sqlite"] = Path.Combine(folder, "state");
if (Wants("postgresql", PostgreSqlNode.Missing))
{
    postgreSql.Begin();
    places["postgresql"] = postgreSql.Connection;
}

if (Wants("etcd", EtcdNode.Missing))
{
    etcd.Start();
    places["etcd"] = etcd.Connection;
}

try
{
    Console.WriteLine($"{new DriveInfo(folder).DriveFormat}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
    foreach (var table in Table.All.Where(table => table.Title.Contains(only, StringComparison.OrdinalIgnoreCase)))
        table.Print(places, rounds);
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

bool Wants(string kind, string? missing)
{
    if (!kinds.Contains(kind, StringComparison.Ordinal))
        return false;
    if (missing is not null)
        Console.WriteLine("left out: " + missing);
    return missing is null;
}
