namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What the member that is added is called.</summary>
public class StateFileNameTests
{
    [Theory]
    // what the program calls its type, or that of the items
    [InlineData("Settings", "TagStore", "Load", "a.json", "SettingsFile")]
    [InlineData("List<Entry>", "TagStore", "Load", "a.json", "EntriesFile")]
    [InlineData("Dictionary<string, Entry>", "TagStore", "Load", "a.json", "EntriesFile")]
    [InlineData("ProjectFile", "TagStore", "Load", "a.json", "KeptProjectFile")]
    // else the file
    [InlineData("List<long>", "TagStore", "Load", "seen-ids.json", "SeenIdsFile")]
    [InlineData("HashSet<Guid>", "TagStore", "Load", "known.v2.json", "KnownFile")]
    [InlineData("Dictionary<string, List<string>>", "TagStore", "Load", "recent_files.json", "RecentFilesFile")]
    [InlineData("Dictionary<int, DateTime>", "StateFileList", "Load", "state.json", "KeptState")]
    // else the load, or the type
    [InlineData("List<long>", "TagStore", "LoadSeen", "1.json", "SeenFile")]
    [InlineData("List<long>", "TagStore", "Load", "1.json", "TagFile")]
    [InlineData("List<long>", "Store", "Load", "1.json", "KeptState")]
    public async Task It_is_what_a_person_would_call_it(
        string state,
        string type,
        string load,
        string file,
        string name
    )
    {
        var text = await KeptProgram.TextAsync(
            $$"""
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Text.Json;

            public class Settings { public string Theme { get; set; } }
            public class Entry { public string Text { get; set; } }
            public class ProjectFile { public string Text { get; set; } }

            public static class {{type}}
            {
                static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "{{file}}");

                public static {{state}} {{load}}() => File.Exists(FilePath)
                    ? JsonSerializer.Deserialize<{{state}}>(File.ReadAllText(FilePath))
                    : new {{state}}();

                public static void Save({{state}} value) => File.WriteAllText(FilePath, JsonSerializer.Serialize(value));
            }
            """
        );
        Assert.Contains($"StateFile<{state}> {name} = new(FilePath", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_called_as_what_holds_it()
    {
        var text = await KeptProgram.TextAsync(
            """
            using System.Collections.Generic;
            using System.IO;
            using System.Text.Json;

            public class Scanner
            {
                readonly FileInfo _seenFile;

                public Scanner(string path) => _seenFile = new FileInfo(path);

                public List<long> Load() => File.Exists(_seenFile.FullName)
                    ? JsonSerializer.Deserialize<List<long>>(File.ReadAllText(_seenFile.FullName))
                    : new List<long>();

                public void Save(List<long> seen) =>
                    File.WriteAllText(_seenFile.FullName, JsonSerializer.Serialize(seen));
            }
            """
        );
        Assert.Contains("StateFile<List<long>> SeenFile => new(_seenFile.FullName", text, StringComparison.Ordinal);
    }
}
