using System.Text.Json;
using AtomicWrites;

namespace Books;

/// <summary>The books that are to be read, in a file.</summary>
static class Shelf
{
    static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    static string FilePath => Path.Combine(Program.Folder, "books.json");

    static StateFile<Reading> ReadingFile => new(FilePath, Options, new() { Initial = () => new Reading() });

    public static Reading Load() => ReadingFile.Read();

    public static void Save(Reading list) => ReadingFile.Reset(list);

    public static void Add(string title)
    {
        ReadingFile.Edit(list =>
        {
            list.Titles.Add(title);
        });
    }
}

sealed class Reading
{
    public List<string> Titles { get; set; } = [];
}
