// Counters in a file, compiled ahead of time: dotnet publish samples/Tally
using System.Text.Json.Serialization;
using AtomicWrites;

const string Usage = """
    tally FILE                  shows all counters
    tally FILE add NAME [BY]    adds 1, or BY, to a counter and shows it
    tally FILE reset            forgets all; what the file was is kept beside it
    tally --help                this text

    Any number of them may count in the same file at once.
    """;

try
{
    switch (args)
    {
        case ["--help" or "-h"]:
            Console.WriteLine(Usage);
            return 0;

        case [var file]:
            foreach (var (name, count) in Counters(file).Read())
                Console.WriteLine($"{name} {count}");
            return 0;

        case [var file, "add", var name]:
            Console.WriteLine(Add(file, name, 1));
            return 0;

        case [var file, "add", var name, var by] when long.TryParse(by, out var number):
            Console.WriteLine(Add(file, name, number));
            return 0;

        case [var file, "reset"]:
            Counters(file).Reset([]);
            return 0;

        default:
            Console.Error.WriteLine("tally: not understood; 'tally --help' shows how it is used.");
            return 2;
    }
}
catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine("tally: " + failure.Message);
    return 1;
}

static StateFile<SortedDictionary<string, long>> Counters(string file) =>
    new(file, CountersJson.Default.SortedDictionaryStringInt64, new() { Initial = () => [] });

static long Add(string file, string name, long by) =>
    Counters(file)
        .Edit(counters =>
        {
            counters[name] = counters.GetValueOrDefault(name) + by;
        })[name];

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
sealed partial class CountersJson : JsonSerializerContext;
