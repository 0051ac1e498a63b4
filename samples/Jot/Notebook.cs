using System.Text.Json;

namespace Jot;

/// <summary>
/// The notes, in one JSON file. Naive on purpose: a crash while saving tears the file, and two of us at once lose a
/// note.
/// </summary>
static class Notebook
{
    static string NotesFile => Path.Combine(Home.Folder, "notes.json");

    public static NoteList Load()
    {
        try
        {
            return File.Exists(NotesFile)
                ? JsonSerializer.Deserialize<NoteList>(File.ReadAllText(NotesFile))!
                : new NoteList(1, []);
        }
        catch (JsonException error)
        {
            throw new JotException(
                $"'{NotesFile}' is damaged ({error.Message}). Restore it from a backup, or move it away to start anew."
            );
        }
    }

    public static int Add(string text)
    {
        var list = Load();
        Save(new NoteList(list.Next + 1, [.. list.Notes, new Note(list.Next, text, false)]));
        return list.Next;
    }

    public static void Change(int number, Func<Note, Note?> change)
    {
        var list = Load();
        var note = list.Notes.Find(note => note.Number == number)
            ?? throw new JotException($"There is no note {number}; 'jot list' shows them.");
        Save(
            list with
            {
                Notes = [.. list.Notes.Select(other => other == note ? change(other) : other).OfType<Note>()],
            }
        );
    }

    static void Save(NoteList list) => File.WriteAllText(NotesFile, JsonSerializer.Serialize(list));
}

sealed record NoteList(int Next, List<Note> Notes);

sealed record Note(int Number, string Text, bool Done);
