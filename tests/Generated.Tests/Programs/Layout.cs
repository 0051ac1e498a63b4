namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>How a program is laid out, as its <c>.editorconfig</c> says.</summary>
/// <param name="Folder">The folder of such programs.</param>
/// <param name="Options">What stands in the file there.</param>
/// <param name="IsOneLine">Whether the statements stay on one line.</param>
/// <param name="IsKept">Whether a formatter has nothing to do after a fix where it had nothing to do before.</param>
sealed record Layout(string Folder, string Options, bool IsOneLine = false, bool IsKept = true)
{
    public static readonly IReadOnlyList<Layout> All =
    [
        new("/allman", ""),
        new("/line", "", IsOneLine: true, IsKept: false),
        new(
            "/kernel",
            """
            csharp_new_line_before_open_brace = none
            csharp_new_line_before_else = false
            csharp_new_line_before_catch = false
            csharp_new_line_before_finally = false
            indent_style = tab
            """,
            IsKept: false
        ),
        new(
            "/groups",
            """
            dotnet_separate_import_directive_groups = true
            dotnet_sort_system_directives_first = false
            indent_size = 2
            """
        ),
    ];
}
