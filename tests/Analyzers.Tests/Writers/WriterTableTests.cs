using System.Collections.Immutable;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Writers;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Writers;

/// <summary>The table is complete on every target framework.</summary>
public class WriterTableTests
{
    static readonly Dictionary<string, Func<Task<ImmutableArray<MetadataReference>>>> Frameworks = new()
    {
        ["netstandard2.0"] = () =>
            ReferenceAssemblies.NetStandard.NetStandard20.ResolveAsync(LanguageNames.CSharp, default),
        ["net472"] = () =>
            ReferenceAssemblies
                .NetFramework.Net472.Default.AddAssemblies([
                    "System.Data",
                    "System.Xml",
                    "System.Xml.Linq",
                    "Microsoft.VisualBasic",
                ])
                .ResolveAsync(LanguageNames.CSharp, default),
        ["net8.0"] = () => ReferenceAssemblies.Net.Net80.ResolveAsync(LanguageNames.CSharp, default),
        ["net10.0"] = () => Task.FromResult(Net100.References.All.CastArray<MetadataReference>()),
        ["System.IO.Abstractions"] = () =>
            Task.FromResult(
                Net100
                    .References.All.CastArray<MetadataReference>()
                    .Add(MetadataReference.CreateFromFile(typeof(System.IO.Abstractions.IFile).Assembly.Location))
            ),
    };

    /// <summary>
    /// By reason, the members that neither write nor put in place what was written before, which
    /// <see cref="RenameTable"/> knows.
    /// </summary>
    static readonly Dictionary<string, string[]> LeftOut = new()
    {
        ["reads"] =
        [
            "Exists",
            "OpenRead",
            "OpenText",
            "ReadAllBytes",
            "ReadAllBytesAsync",
            "ReadAllLines",
            "ReadAllLinesAsync",
            "ReadAllText",
            "ReadAllTextAsync",
            "ReadLines",
            "ReadLinesAsync",
            "InferXmlSchema",
            "Load",
            "ReadXml",
            "ReadXmlSchema",
            "FileExists",
            "GetFileInfo",
            "GetName",
            "GetParentPath",
            "OpenTextFieldParser",
            "OpenTextFileReader",
            "UploadFile",
            "UploadFileAsync",
            "UploadFileTaskAsync",
        ],
        ["changes names, links, times, rights or attributes, but no content"] =
        [
            "CreateSymbolicLink",
            "ResolveLinkTarget",
            "Delete",
            "DeleteFile",
            "RenameFile",
            "Decrypt",
            "Encrypt",
            "ToString",
            "GetAccessControl",
            "SetAccessControl",
            "GetAttributes",
            "SetAttributes",
            "GetUnixFileMode",
            "SetUnixFileMode",
            "GetCreationTime",
            "GetCreationTimeUtc",
            "GetLastAccessTime",
            "GetLastAccessTimeUtc",
            "GetLastWriteTime",
            "GetLastWriteTimeUtc",
            "SetCreationTime",
            "SetCreationTimeUtc",
            "SetLastAccessTime",
            "SetLastAccessTimeUtc",
            "SetLastWriteTime",
            "SetLastWriteTimeUtc",
        ],
        ["opens nothing yet"] = ["FileInfo"],
    };

    static readonly string[] OfAFile =
    [
        "System.IO.File",
        "System.IO.FileInfo",
        "System.IO.Abstractions.IFile",
        "System.IO.Abstractions.IFileInfo",
    ];
    static readonly string[] PathNames =
    [
        "path",
        "file",
        "fileName",
        "filename",
        "outputFileName",
        "destFileName",
        "destinationFileName",
        "sourceFileName",
    ];

    [Theory]
    [InlineData("netstandard2.0", 4)]
    [InlineData("net472", 4)]
    [InlineData("net8.0", 4)]
    [InlineData("net10.0", 4)]
    [InlineData("System.IO.Abstractions", 6)]
    public async Task Every_member_that_writes_is_in_the_table_or_left_out_for_a_reason(string framework, int files)
    {
        var types = await Types(framework);
        Assert.True(types.Length >= files);
        var known = LeftOut.Values.SelectMany(names => names).ToHashSet();
        Assert.Empty(
            types
                .SelectMany(Candidates)
                .Where(method =>
                    WriterTable.Find(method) is null
                    && RenameTable.Find(method) is null
                    && !known.Contains(Name(method))
                )
                .Select(method => method.ToDisplayString())
        );
    }

    [Fact]
    public async Task Every_row_and_every_member_left_out_exists_somewhere()
    {
        var methods = (await Task.WhenAll(Frameworks.Keys.Select(Types)))
            .SelectMany(types => types)
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .ToArray();
        var found = methods.Select(WriterTable.Find).OfType<Writer>().ToHashSet();
        Assert.Equal(OnlyElsewhere, WriterTable.Rows.Where(row => !found.Contains(row)).Select(row => row.DisplayName));
        Assert.Empty(LeftOut.Values.SelectMany(names => names).Except(methods.Select(Name)));
    }

    /// <summary>In older versions of System.IO.Abstractions.</summary>
    static readonly string[] OnlyElsewhere = ["IFileStreamFactory.Create"];

    // Of what stands for a file every member, of the rest what takes a path.
    static IEnumerable<IMethodSymbol> Candidates(INamedTypeSymbol type) =>
        type.GetMembers()
            .OfType<IMethodSymbol>()
            .Where(method =>
                method
                    is {
                        DeclaredAccessibility: Accessibility.Public,
                        MethodKind: MethodKind.Ordinary or MethodKind.Constructor
                    }
                && (
                    OfAFile.Contains(type.ToDisplayString())
                    || method.Parameters.Any(parameter =>
                        parameter.Type.SpecialType == SpecialType.System_String && PathNames.Contains(parameter.Name)
                    )
                )
            );

    static string Name(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name;

    static async Task<INamedTypeSymbol[]> Types(string framework)
    {
        var compilation = CSharpCompilation.Create("App", references: await Frameworks[framework]());
        return
        [
            .. WriterTable
                .Rows.Select(row => row.Type)
                .Distinct()
                .Select(compilation.GetTypeByMetadataName)
                .OfType<INamedTypeSymbol>(),
        ];
    }
}
