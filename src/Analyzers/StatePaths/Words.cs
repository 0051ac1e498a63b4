using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What names say: the vocabulary of the inference.</summary>
static class Words
{
    public static readonly ImmutableHashSet<string> State = Set(
        "account", "accounts", "bookmarks", "cache", "config", "configuration", "configs", "credentials", "database", "favorites", "favourites",
        "history", "index", "layout", "manifest", "metadata", "options", "playlist", "preferences", "prefs", "profile", "profiles", "recent",
        "registry", "session", "sessions", "setting", "settings", "state", "states", "store", "token", "tokens", "watchlist");

    public static readonly ImmutableHashSet<string> NotState = Set(
        "backup", "bak", "benchmark", "crash", "debug", "diag", "diagnostics", "download", "downloads", "dump", "export", "exported", "exports",
        "extract", "extracted", "fixture", "generated", "log", "logfile", "logger", "logging", "logs", "out", "output", "report", "reports", "sample", "sandbox",
        "screenshot", "screenshots", "temp", "temporary", "test", "tests", "tmp", "trace", "traces");

    /// <summary>In the name of the method that writes: it makes artefacts.</summary>
    public static readonly ImmutableHashSet<string> Artefact = Set(
        "backup", "compile", "convert", "decompile", "download", "dump", "export", "extract", "generate", "install", "log", "render", "report", "scaffold", "screenshot", "unpack", "unzip");

    public static readonly ImmutableHashSet<string> DataExtensions = Set(
        "bin", "cfg", "conf", "config", "dat", "db", "ini", "json", "jsonc", "plist", "settings", "toml", "txt", "xml", "yaml", "yml");

    public static readonly ImmutableHashSet<string> ArtefactExtensions = Set(
        "bak", "bat", "bmp", "cmd", "cs", "csproj", "csv", "dll", "dmp", "exe", "gif", "htm", "html", "jpg", "lnk", "log", "md", "nupkg", "orig", "pdf", "png", "ps1", "props",
        "sh", "sln", "svg", "targets", "temp", "tmp", "trx", "zip");

    /// <summary>"_userSettingsPath" → user, settings, path.</summary>
    public static IEnumerable<string> Of(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && IsLetter(name[i]) && (!char.IsUpper(name[i]) || (char.IsUpper(name[i - 1]) && !(i + 1 < name.Length && char.IsLower(name[i + 1])))) && IsLetter(name[i - 1]))
                continue;
            if (i - start > 1)
                yield return name.Substring(start, i - start).ToLowerInvariant();
            start = i < name.Length && !IsLetter(name[i]) ? i + 1 : i;
        }
    }

    static bool IsLetter(char c) => char.IsLetter(c);

    static ImmutableHashSet<string> Set(params string[] words) => words.ToImmutableHashSet();
}
