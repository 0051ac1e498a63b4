using Jot;

const string Usage = """
    jot: keeps notes

      jot add TEXT...      add a note
      jot import FILE      add each line of a file as a note
      jot list [--all]     open notes; --all shows the done ones too
      jot search TEXT      notes that contain the text
      jot done NUMBER      mark a note as done
      jot rm NUMBER        remove a note
      jot config NAME [on|off]   show or change a setting: show-done, newest-first
      jot --help           this text

    Notes are kept in the folder that the variable JOT_HOME names, else in the local application data of the user.
    """;

try
{
    switch (args)
    {
        case [] or ["--help" or "-h" or "help", ..]:
            Console.WriteLine(Usage);
            return 0;

        case ["add", .. { Length: > 0 } words]:
            Console.WriteLine($"added {Notebook.Add(string.Join(' ', words))}");
            return 0;

        case ["import", var file]:
            foreach (var line in File.ReadLines(file))
                Console.WriteLine($"added {Notebook.Add(line)}");
            return 0;

        case ["list", .. var flags] when flags is [] or ["--all"]:
            var settings = new Settings();
            var notes = Notebook.Load().Notes.Where(note => !note.Done || settings.ShowDone || flags.Length > 0);
            Print(settings.NewestFirst ? notes.Reverse() : notes);
            return 0;

        case ["search", var text]:
            Print(
                Notebook.Load().Notes.Where(note => note.Text.Contains(text, StringComparison.CurrentCultureIgnoreCase))
            );
            return 0;

        case ["done", var number]:
            Notebook.Change(Parse(number), note => note with { Done = true });
            return 0;

        case ["rm", var number]:
            Notebook.Change(Parse(number), _ => null);
            return 0;

        case ["config", var name]:
            Console.WriteLine(new Settings()[name] ? "on" : "off");
            return 0;

        case ["config", var name, "on" or "off"]:
            new Settings().Set(name, args[2] == "on");
            return 0;

        default:
            Console.Error.WriteLine(
                $"jot: '{string.Join(' ', args)}' is not understood; 'jot --help' lists the commands."
            );
            return 2;
    }
}
catch (Exception failure) when (failure is JotException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine("jot: " + failure.Message);
    return 1;
}

static void Print(IEnumerable<Note> notes)
{
    foreach (var note in notes)
        Console.WriteLine($"{note.Number, 4} {(note.Done ? "x" : " ")} {note.Text}");
}

static int Parse(string number) =>
    int.TryParse(number, out var parsed)
        ? parsed
        : throw new JotException($"'{number}' is not a number; 'jot list' shows the numbers of the notes.");
