using System.Reflection;
using System.Xml.Linq;
using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Docs.Tests.Snippets;
using AtomicWrites.Extensions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.Docs.Tests;

/// <summary>The documentation that ships beside the library: an example for each public type, which runs, and nothing of internals.</summary>
[Collection(EmptyFolder.Collection)]
public class LibraryDocumentationTests
{
    const string Given =
        "given: using AtomicWrites.Extensions; using Microsoft.AspNetCore.Builder; using Microsoft.Extensions.Configuration; using Microsoft.Extensions.DependencyInjection; "
        + "record Settings { public string Theme { get; set; } = \"light\"; }";

    static readonly Assembly[] Libraries = [typeof(AtomicFile).Assembly, typeof(IWritableOptions<>).Assembly];

    static readonly ILookup<Assembly, XElement> Members = Libraries
        .SelectMany(library =>
            XDocument
                .Load(Path.ChangeExtension(library.Location, ".xml"))
                .Descendants("member")
                .Select(member => (library, member))
        )
        .ToLookup(documented => documented.library, documented => documented.member);

    public static TheoryData<string> PublicTypes =>
        [.. Libraries.SelectMany(library => library.GetExportedTypes()).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public async Task A_public_type_has_an_example_that_compiles_runs_and_complies(string type)
    {
        var example = Libraries
            .SelectMany(library => Members[library])
            .Single(member => (string?)member.Attribute("name") == "T:" + type)
            .Element("example");
        Assert.NotNull(example);
        var snippet = new Snippet(
            new(Page.All[0], 1, type, "csharp", example.Element("code")!.Value, ["asset: web", Given])
        );
        Assert.Empty(snippet.Errors);
        Assert.Empty(await snippet.Reported());
        await EmptyFolder.Run(snippet.Run);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 15)]
    public void Only_what_is_public_is_documented(int library, int least)
    {
        var compilation = CSharpCompilation.Create(
            "Reader",
            references: [MetadataReference.CreateFromFile(Libraries[library].Location)]
        );
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(compilation.References.Single())!;
        var names = Members[Libraries[library]].Select(member => (string)member.Attribute("name")!).ToArray();
        Assert.True(names.Length > least, $"only {names.Length} members");
        Assert.Empty(names.Except(Visible(assembly.GlobalNamespace)));
    }

    static IEnumerable<string> Visible(INamespaceOrTypeSymbol container) =>
        container
            .GetMembers()
            .Where(member =>
                member is INamespaceSymbol
                || member.DeclaredAccessibility
                    is Accessibility.Public
                        or Accessibility.Protected
                        or Accessibility.ProtectedOrInternal
            )
            .SelectMany(member =>
                member is INamespaceOrTypeSymbol inner
                    ? Visible(inner).Prepend(member.GetDocumentationCommentId() ?? "")
                    : [member.GetDocumentationCommentId() ?? ""]
            );
}
