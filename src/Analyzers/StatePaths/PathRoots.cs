using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>The places that paths start from, by the API or variable that names them.</summary>
static class PathRoots
{
    static readonly ImmutableHashSet<string> HomeFolders = ImmutableHashSet.Create(
        "ApplicationData",
        "LocalApplicationData",
        "CommonApplicationData",
        "MyDocuments",
        "Personal",
        "UserProfile"
    );

    static readonly ImmutableHashSet<string> FoldersForPeople = ImmutableHashSet.Create(
        "Desktop",
        "DesktopDirectory",
        "MyPictures",
        "MyVideos",
        "MyMusic"
    );

    static readonly ImmutableDictionary<string, RootKind> Variables = new Dictionary<string, RootKind>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["XDG_STATE_HOME"] = RootKind.Home,
        ["XDG_CONFIG_HOME"] = RootKind.Home,
        ["XDG_DATA_HOME"] = RootKind.Home,
        ["XDG_CACHE_HOME"] = RootKind.Home,
        ["APPDATA"] = RootKind.Home,
        ["LOCALAPPDATA"] = RootKind.Home,
        ["PROGRAMDATA"] = RootKind.Home,
        ["HOME"] = RootKind.Home,
        ["USERPROFILE"] = RootKind.Home,
        ["TEMP"] = RootKind.Temporary,
        ["TMP"] = RootKind.Temporary,
        ["TMPDIR"] = RootKind.Temporary,
        ["RUNNER_TEMP"] = RootKind.Temporary,
    }.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);

    // Words a parameter's or a variable's type says; the types of user interfaces are many.
    static readonly ImmutableArray<string> ChoosingTypes = ImmutableArray.Create(
        "Dialog",
        "Picker",
        "ParseResult",
        "CommandSettings"
    );

    static readonly ImmutableDictionary<string, RootKind> Members = new Dictionary<string, RootKind>
    {
        ["Path.GetTempPath"] = RootKind.Temporary,
        ["Path.GetTempFileName"] = RootKind.Temporary,
        ["Path.GetRandomFileName"] = RootKind.Unique,
        ["Guid.NewGuid"] = RootKind.Unique,
        ["DateTime.Now"] = RootKind.Unique,
        ["DateTime.UtcNow"] = RootKind.Unique,
        ["DateTimeOffset.Now"] = RootKind.Unique,
        ["DateTimeOffset.UtcNow"] = RootKind.Unique,
        ["Environment.TickCount"] = RootKind.Unique,
        ["Environment.TickCount64"] = RootKind.Unique,
        ["Stopwatch.GetTimestamp"] = RootKind.Unique,
        ["Environment.GetCommandLineArgs"] = RootKind.Chosen,
        ["Console.ReadLine"] = RootKind.Chosen,
        ["Directory.CreateTempSubdirectory"] = RootKind.Temporary,
        ["AppContext.BaseDirectory"] = RootKind.Application,
        ["AppDomain.BaseDirectory"] = RootKind.Application,
        ["Assembly.Location"] = RootKind.Application,
        ["Environment.ProcessPath"] = RootKind.Application,
        ["Application.StartupPath"] = RootKind.Application,
        ["Application.UserAppDataPath"] = RootKind.Home,
        ["Application.LocalUserAppDataPath"] = RootKind.Home,
        ["Application.CommonAppDataPath"] = RootKind.Home,
        ["FileSystem.AppDataDirectory"] = RootKind.Home,
        ["FileSystem.CacheDirectory"] = RootKind.Temporary,
        ["IFileSystem.AppDataDirectory"] = RootKind.Home,
        ["IFileSystem.CacheDirectory"] = RootKind.Temporary,
        ["ApplicationData.LocalFolder"] = RootKind.Home,
        ["ApplicationData.RoamingFolder"] = RootKind.Home,
        ["Application.persistentDataPath"] = RootKind.Home,
        ["OS.GetUserDataDir"] = RootKind.Home,
    }.ToImmutableDictionary();

    public static PathRoot? SpecialFolder(string name) =>
        HomeFolders.Contains(name) ? new(RootKind.Home, "SpecialFolder." + name)
        : FoldersForPeople.Contains(name) ? new(RootKind.ForPeople, "SpecialFolder." + name)
        : null;

    // A program's own XYZ_DATA_DIR is where it keeps its state.
    static readonly ImmutableHashSet<string> OwnHomes = ImmutableHashSet.Create(
        "config",
        "data",
        "home",
        "state",
        "cache"
    );

    public static PathRoot? Variable(string name) =>
        Variables.TryGetValue(name, out var kind) ? new(kind, name)
        : NameVocabulary.In(name, OwnHomes) is not null && NameVocabulary.In(name, NameVocabulary.NotState) is null
            ? new(RootKind.Home, name)
        : null;

    public static PathRoot? Member(string type, string member) =>
        IsChoosing(type) ? new(RootKind.Chosen, type)
        : AsksFor(member) ? new(RootKind.Chosen, member)
        : Members.TryGetValue(type + "." + member, out var kind) ? new(kind, type + "." + member)
        : null;

    public static PathRoot? OfSymbol(ISymbol symbol, ITypeSymbol? instance) =>
        symbol is IParameterSymbol { Type: IArrayTypeSymbol, Name: "args" } ? new(RootKind.Chosen, "the command line")
        : symbol.ContainingType is { } type && Member(type.Name, symbol.Name) is { } root ? root
        : instance is not null && IsChoosing(instance.Name) ? new(RootKind.Chosen, instance.Name)
        : symbol switch
        {
            ILocalSymbol local => local.Type,
            IFieldSymbol field => field.Type,
            IParameterSymbol parameter => parameter.Type,
            _ => null,
        }
            is { } held
        && IsChoosing(held.Name)
            ? new(RootKind.Chosen, held.Name)
        : null;

    public static PathRoot? Choosing(string name) =>
        IsChoosing(name) || AsksFor(name) ? new(RootKind.Chosen, name) : null;

    // PickSaveFile, ShowSaveFileDialog, BrowseForFolder: a method that asks a person.
    static bool AsksFor(string member) =>
        NameVocabulary.Of(member).ToArray() is [var verb, ..] words
        && (
            verb is "pick" or "choose" or "browse" or "prompt" or "ask"
                ? words.Any(word => word is "file" or "folder" or "path" or "save" or "directory")
                : verb is "show" or "open" && words.Contains("dialog")
        );

    static bool IsChoosing(string type) => ChoosingTypes.Any(end => type.EndsWith(end, StringComparison.Ordinal));

    /// <summary>What the text itself says: <c>~/.config/…</c>, <c>%APPDATA%\…</c>, <c>/tmp/…</c>.</summary>
    public static PathRoot? Text(string text)
    {
        if (text.StartsWith("%", StringComparison.Ordinal) && text.IndexOf('%', 1) is > 1 and var end)
            return Variable(text.Substring(1, end - 1));
        foreach (var (prefix, kind) in Prefixes)
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return new(kind, prefix);
        return null;
    }

    static readonly ImmutableArray<(string Prefix, RootKind Kind)> Prefixes = ImmutableArray.Create(
        ("~/.config", RootKind.Home),
        ("~/.local", RootKind.Home),
        ("~/", RootKind.Home),
        ("/tmp", RootKind.Temporary),
        ("/var/tmp", RootKind.Temporary),
        ("/var/lib/", RootKind.Home),
        ("/etc/", RootKind.Home),
        ("user://", RootKind.Home),
        ("/dev/", RootKind.Chosen),
        ("/proc/", RootKind.Chosen),
        ("/sys/", RootKind.Chosen)
    );
}
