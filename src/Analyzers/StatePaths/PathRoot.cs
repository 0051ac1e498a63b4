namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What the place says that a path starts from.</summary>
enum RootKind
{
    Home,
    Application,
    Temporary,

    /// <summary>A person chose it, or it is no file.</summary>
    Chosen,

    /// <summary>A person chose the folder.</summary>
    ChosenFolder,

    /// <summary>A folder that people look into.</summary>
    ForPeople,

    /// <summary>Its name is made afresh each time, so that no later run finds it.</summary>
    Unique,
}

/// <param name="Kind">What it says.</param>
/// <param name="Name">How the program names it.</param>
readonly record struct PathRoot(RootKind Kind, string Name);
