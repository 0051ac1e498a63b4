namespace AtomicWrites.StatePairs;

/// <summary>The projects of an application, by their text alone: most have nothing to do with JSON.</summary>
/// <param name="folder">The application.</param>
sealed class Projects(string folder)
{
    readonly string[] _folders =
    [
        .. Directory
            .EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)
            .Select(project => Path.GetDirectoryName(Path.GetRelativePath(folder, project))!)
            .OrderByDescending(project => project.Length),
    ];

    readonly Dictionary<string, bool> _have = [];

    /// <summary>Whether the project of a file names a serializer anywhere.</summary>
    public bool HaveSerializer(string file)
    {
        var project = _folders.FirstOrDefault(one =>
            one.Length == 0 || file.StartsWith(one + "/", StringComparison.Ordinal)
        ) ?? "";
        if (!_have.TryGetValue(project, out var has))
            _have[project] = has = Directory
                .EnumerateFiles(Path.Combine(folder, project), "*.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText)
                .Any(text =>
                    text.Contains("JsonSerializer", StringComparison.Ordinal)
                    || text.Contains("JsonConvert", StringComparison.Ordinal)
                );
        return has;
    }
}
