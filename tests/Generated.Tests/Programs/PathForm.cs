namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>How a program names its file.</summary>
/// <param name="Expression">What stands where the path is wanted.</param>
/// <param name="Parameter">The parameter of the program.</param>
/// <param name="Member">A member that it needs.</param>
/// <param name="Statement">A statement that it needs before all others.</param>
sealed record PathForm(string Expression, string Parameter = "", string Member = "", string Statement = "")
{
    public static readonly IReadOnlyList<PathForm> All =
    [
        new("StateFile", Member: """const string StateFile = "state.json";"""),
        new("path", Parameter: "[AtomicWrites.StatePath] string path"),
        new("StateFile", Member: """static readonly string StateFile = Path.Combine(".", "state.json");"""),
        new("StateFile", Member: """static string StateFile => "state.json";"""),
        new("\"state.json\""),
        new("stateFile", Statement: """var stateFile = "state.json"; """),
    ];

    public static readonly IReadOnlyList<PathForm> OfTopLevel = [All[5], All[4]];
}
