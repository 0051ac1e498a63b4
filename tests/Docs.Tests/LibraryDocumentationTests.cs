using System.Xml.Linq;
using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Docs.Tests.Snippets;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.Docs.Tests;

/// <summary>The documentation that ships beside the library: an example for each public type, which runs, and nothing of internals.</summary>
[Collection(EmptyFolder.Collection)]
public class LibraryDocumentationTests
{
    const string Given = "given: record Settings { public string Theme { get; set; } = \"light\"; }";

    static readonly string Library = typeof(AtomicFile).Assembly.Location;

    static readonly XElement[] Members =
    [
        .. XDocument.Load(Path.ChangeExtension(Library, ".xml")).Descendants("member"),
    ];

    public static TheoryData<string> PublicTypes =>
        [.. typeof(AtomicFile).Assembly.GetExportedTypes().Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public async Task A_public_type_has_an_example_that_compiles_runs_and_complies(string type)
    {
        var example = Members.Single(member => (string?)member.Attribute("name") == "T:" + type).Element("example");
        Assert.NotNull(example);
        var snippet = new Snippet(new(Page.All[0], 1, type, "csharp", example.Element("code")!.Value, [Given]));
        Assert.Empty(snippet.Errors);
        Assert.Empty(await snippet.Reported());
        await EmptyFolder.Run(snippet.Run);
    }

    [Fact]
    public void Only_what_is_public_is_documented()
    {
        var compilation = CSharpCompilation.Create("Reader", references: [MetadataReference.CreateFromFile(Library)]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(compilation.References.Single())!;
        var names = Members.Select(member => (string)member.Attribute("name")!).ToArray();
        Assert.True(names.Length > 100, $"only {names.Length} members");
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
