namespace Jot;

/// <summary>What the user has chosen, a line each: <c>name=on</c>.</summary>
sealed class Settings
{
    static readonly string[] Names = ["show-done", "newest-first"];

    readonly string _path = Path.Combine(Home.Folder, "settings.ini");
    readonly HashSet<string> _on = [];

    public Settings()
    {
        if (File.Exists(_path))
            _on.UnionWith(
                File.ReadAllLines(_path)
                    .Where(line => line.EndsWith("=on", StringComparison.Ordinal))
                    .Select(line => line[..^3])
            );
    }

    public bool ShowDone => this["show-done"];

    public bool NewestFirst => this["newest-first"];

    public bool this[string name] =>
        Names.Contains(name)
            ? _on.Contains(name)
            : throw new JotException($"There is no setting '{name}'; there are {string.Join(" and ", Names)}.");

    public void Set(string name, bool on)
    {
        if (on != this[name] && !_on.Remove(name))
            _on.Add(name);
        File.WriteAllLines(_path, Names.Select(known => $"{known}={(_on.Contains(known) ? "on" : "off")}"));
    }
}
