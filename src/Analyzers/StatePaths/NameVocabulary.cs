using System.Collections.Immutable;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What names say: the vocabulary of the inference.</summary>
static class NameVocabulary
{
    public static readonly ImmutableHashSet<string> State = Set(
        """
        account accounts appsettings bookmarks cache cached config configs configuration configurations
        connections counter credential credentials database favorites favourites history identity index
        journal key keys layout ledger license manifest metadata options permissions persistent playlist
        playlists preference preferences prefs profile profiles recent registry savegame saves secret
        secrets session sessions setting settings state states store token tokens usersettings vault
        watchlist whitelist workspace
        """
    );

    /// <summary>Of these: what programs also make, send or scrape.</summary>
    public static readonly ImmutableHashSet<string> Ambiguous = Set(
        """
        account accounts counter database identity index key keys layout license manifest metadata options
        playlist playlists profile profiles registry states store token tokens
        """
    );

    /// <summary>In the name of a method, first: it keeps something.</summary>
    public static readonly ImmutableHashSet<string> Saving = Set("flush persist remember save set store update");

    /// <summary>Folders that builds, packages and web sites are made in.</summary>
    public static readonly ImmutableHashSet<string> OutputFolders = Set(
        ".github artifacts bin dist obj publish staging wwwroot"
    );

    /// <summary>Extensions of what holds settings, or a program's own data, and hardly anything else.</summary>
    public static readonly ImmutableHashSet<string> SettingsExtensions = Set(
        "cfg conf config db ini plist sav save settings"
    );

    public static readonly ImmutableHashSet<string> NotState = Set(
        """
        benchmark crash crashes debug diag diagnostics dump dumps error errors export exported exports
        fixture log logfile logger logging logs out output report reports sandbox schema schemas screenshot
        screenshots temp temporary test tests tmp trace traces
        """
    );

    /// <summary>Mostly not state, but some programs keep state of such things.</summary>
    public static readonly ImmutableHashSet<string> Doubtful = Set(
        """
        backup bak copy download downloads extract extracted generated lock old sample template
        """
    );

    /// <summary>The same of a file of data: what has content is no lock.</summary>
    public static readonly ImmutableHashSet<string> DoubtfulOfData = Doubtful.Remove("lock");

    /// <summary>A copy of what is state.</summary>
    public static readonly ImmutableHashSet<string> Backup = Set(
        "backup backups bad bak broken corrupt corrupted invalid"
    );

    /// <summary>In an extension: the file is on its way to another name.</summary>
    public static readonly ImmutableHashSet<string> TemporaryExtensions = Set(
        """
        bak download lck lock lockfile new old orig part partial pid temp tmp
        """
    );

    /// <summary>In the name of a type that keeps state.</summary>
    public static readonly ImmutableHashSet<string> StateTypes = State.Union(
        Set("persistence repository saving storage")
    );

    /// <summary>In the name of a method or type that replaces a file: it says what it is for.</summary>
    public static readonly ImmutableHashSet<string> Promising = Set(
        "atomic atomically crash durable durably safe safely"
    );

    /// <summary>In the name of a type that makes artefacts.</summary>
    public static readonly ImmutableHashSet<string> ArtefactTypes = Set(
        """
        compiler converter decompiler downloader exporting dumper exporter extractor generator installer log
        logger profiler renderer report reporter scaffolder updater
        """
    );

    /// <summary>In the name of the method that writes: it makes artefacts.</summary>
    public static readonly ImmutableHashSet<string> Artefact = Set(
        """
        backup compile convert decompile dump export extract log render report scaffold screenshot unpack
        unzip
        """
    );

    /// <summary>In the name of the method that writes: it makes files, artefacts or not.</summary>
    public static readonly ImmutableHashSet<string> Making = Set("download generate install");

    /// <summary>In the name of a method or type that replaces a file: what it brings can be had again.</summary>
    public static readonly ImmutableHashSet<string> Fetching = Set(
        """
        asset assets download downloaded downloader downloads extract extractor fetch fetcher installer
        unpack updater upgrade
        """
    );

    /// <summary>In the name of a type that builds, deploys or publishes.</summary>
    public static readonly ImmutableHashSet<string> MakingTypes = Set(
        """
        build builder command compose deploy deployment generate generation package packager pack publish
        publisher setup step task tool tools utilities
        """
    );

    /// <summary>Of the extensions of artefacts: text that some programs keep data in.</summary>
    public static readonly ImmutableHashSet<string> TextExtensions = Set(
        "csv html htm md svg tsv url xaml js sql torrent"
    );

    /// <summary>In a namespace whose types all make artefacts.</summary>
    public static readonly ImmutableHashSet<string> ArtefactNamespaces = Set(
        "decompiler exporting exporters scaffolding"
    );

    public static readonly ImmutableHashSet<string> DataExtensions = Set(
        """
        bin cfg conf config dat db ini json jsonc plist sav save settings toml txt xml yaml yml
        """
    );

    public static readonly ImmutableHashSet<string> ArtefactExtensions = Set(
        """
        aac avi bat bmp cab cmd c cpp cs cshtml csproj css csv desktop dll dmp exe gif gz htm h html ico
        jpeg jpg js lnk log md mkv mp3 mp4 msi nupkg nuspec otf pdb pdf pfx png props ps1 psd1 psm1 py resx
        rsp rtf scss sh sln sql srt svg tar targets tex torrent trx ts tsv ttf url vbproj vsix wav webp woff
        xaml xlsx zip
        """
    );

    /// <summary>
    /// Files that hosts read their settings from: <c>appsettings*.json</c>, <c>usersettings.json</c>,
    /// <c>user.config</c>.
    /// </summary>
    public static bool IsHostSettings(string path)
    {
        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1).ToLowerInvariant();
        return name is "usersettings.json" or "user.config"
            || (
                name.StartsWith("appsettings", StringComparison.Ordinal)
                && name.EndsWith(".json", StringComparison.Ordinal)
            );
    }

    public static string? In(string text, ImmutableHashSet<string> vocabulary) =>
        Of(text).FirstOrDefault(vocabulary.Contains);

    /// <summary>"_userSettingsPath" → user, settings, path.</summary>
    public static IEnumerable<string> Of(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && IsWithin(name, i))
                continue;
            if (
                i < name.Length
                && IsLetter(name[i])
                && (
                    !char.IsUpper(name[i])
                    || (char.IsUpper(name[i - 1]) && !(i + 1 < name.Length && char.IsLower(name[i + 1])))
                )
                && IsLetter(name[i - 1])
            )
                continue;
            if (i - start > 1)
                yield return name.Substring(start, i - start).ToLowerInvariant();
            start = i < name.Length && !IsLetter(name[i]) ? i + 1 : i;
        }
    }

    // The digit of log4j and base64url is part of the word; that of settings2.json is not.
    static bool IsWithin(string name, int i) =>
        (char.IsDigit(name[i]) && char.IsLower(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1]))
        || (char.IsLower(name[i]) && char.IsDigit(name[i - 1]) && i > 1 && char.IsLower(name[i - 2]));

    static bool IsLetter(char c) => char.IsLetter(c);

    static ImmutableHashSet<string> Set(string words) =>
        words.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).ToImmutableHashSet();
}
