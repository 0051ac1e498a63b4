using AtomicWrites.Analyzers.Writers;

namespace AtomicWrites.Analyzers.Replacing;

/// <summary>One API by which a file takes the place of another: a row of <see cref="RenameTable"/>.</summary>
/// <param name="Type">Metadata name of the declaring type; empty for a function of the system, which anybody may
/// declare.</param>
/// <param name="Member">Method name.</param>
/// <param name="SourceParameter">
/// Name of the parameter that holds the new file, <see cref="Writer.Instance"/>, or its ordinal where users name it.
/// </param>
/// <param name="TargetParameter">Name of the parameter that holds the file that is replaced.</param>
/// <param name="BackupParameter">Name of the parameter that holds where the old content is kept.</param>
sealed record Rename(
    string Type,
    string Member,
    string SourceParameter,
    string TargetParameter,
    string? BackupParameter = null
)
{
    /// <summary>Whether it writes into the target instead of giving the new file its name.</summary>
    public bool Copies { get; init; }

    /// <summary>Whether the target has to exist, and its old content can be kept.</summary>
    public bool IsReplace => BackupParameter is not null;

    public string DisplayName => Type.Length == 0 ? Member : Type.Substring(Type.LastIndexOf('.') + 1) + "." + Member;
}
