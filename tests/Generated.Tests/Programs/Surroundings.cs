namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>What the file of a program looks like around its statements.</summary>
/// <param name="Template">The file, with NAME, MEMBERS, TYPES, PARAMETER, RETURNS and BODY to be filled in.</param>
/// <param name="IsTopLevel">Whether the statements are those of the program itself.</param>
sealed record Surroundings(string Template, bool IsTopLevel = false)
{
    const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.IO.Compression;
        using System.Linq;
        using System.Security.Cryptography;
        using System.Text;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using System.Xml;
        using System.Xml.Linq;
        """;

    const string Class = """
        public static class Program
        {
            MEMBERS
            public static RETURNS Run(PARAMETER)
            {
                BODY
                return Point.Yes;
            }
        }
        TYPES
        """;

    public static readonly IReadOnlyList<Surroundings> All =
    [
        new($"using AtomicWrites.Generated;\n{Usings}\nnamespace NAME;\n{Class}"),
        new($"using AtomicWrites.Generated;\n{Usings}\nnamespace NAME\n{{\n{Class}\n}}"),
        new($"namespace NAME\n{{\nusing AtomicWrites.Generated;\n{Usings}\n{Class}\n}}"),
        new(
            $"#if DEBUG\nusing System.Diagnostics;\n#endif\n{Usings}\nusing AtomicWrites.Generated;\nnamespace NAME;\n{Class}"
        ),
        new($"#if DEBUG\n{Usings}\n#else\n{Usings}\n#endif\nusing AtomicWrites.Generated;\nnamespace NAME;\n{Class}"),
        new(
            $"// The head of the file.\n{Usings}\n\nusing AtomicWrites.Generated;\n#nullable enable annotations\nnamespace NAME;\n{Class}"
        ),
        new(
            $"#pragma warning disable CS0168\n{Usings}\n\nusing AtomicWrites.Generated;\nnamespace "
                + $"NAME;\n#region Program\n{Class}\n#endregion"
        ),
        new($"using AtomicWrites.Generated;\n{Usings}\nBODY\nreturn 0;\nMEMBERS\nTYPES", IsTopLevel: true),
    ];
}
