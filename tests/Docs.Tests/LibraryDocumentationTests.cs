using System.Xml.Linq;
using AtomicWrites.Docs.Tests.Pages;
using AtomicWrites.Docs.Tests.Snippets;
using AtomicWrites.Etcd;
using AtomicWrites.Extensions;
using AtomicWrites.PostgreSql;
using AtomicWrites.Sqlite;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.Docs.Tests;

/// <summary>
/// The documentation that ships beside the libraries: an example for each public type, which runs where it needs no
/// server, and nothing of internals.
/// </summary>
[Collection(EmptyFolder.Collection)]
public class LibraryDocumentationTests
{
    const string Given = "record Settings { public string Theme { get; set; } = \"light\"; }";

    static readonly Dictionary<Type, string[]> Hints = new()
    {
        [typeof(AtomicFile)] = ["given: " + Given],
        [typeof(IWritableOptions<>)] =
        [
            "given: using AtomicWrites.Extensions; using Microsoft.AspNetCore.Builder; "
                + "using Microsoft.Extensions.Configuration; using Microsoft.Extensions.DependencyInjection; "
                + Given,
            "asset: web",
        ],
        [typeof(SqliteStateStore)] = ["given: using AtomicWrites.Sqlite; " + Given, "asset: stores"],
        [typeof(PostgreSqlStateStore)] =
        [
            "given: using AtomicWrites.PostgreSql; using Npgsql; " + Given,
            "asset: stores",
            "not run: needs the server",
        ],
        [typeof(EtcdStateStore)] =
        [
            "given: using AtomicWrites.Etcd; using dotnet_etcd; " + Given,
            "asset: stores",
            "not run: needs the server",
        ],
    };

    public static TheoryData<string> PublicTypes =>
        [.. Hints.Keys.SelectMany(one => one.Assembly.GetExportedTypes()).Select(type => type.AssemblyQualifiedName!)];

    public static TheoryData<string> Libraries => [.. Hints.Keys.Select(one => one.Assembly.Location)];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public async Task A_public_type_has_an_example_that_compiles_runs_and_complies(string name)
    {
        var type = Type.GetType(name, throwOnError: true)!;
        var example = Members(type.Assembly.Location)
            .Single(member => (string?)member.Attribute("name") == "T:" + type.FullName)
            .Element("example");
        Assert.NotNull(example);
        var hints = Hints.Single(pair => pair.Key.Assembly == type.Assembly).Value;
        var block = new CodeBlock(Page.All[0], 1, type.Name, "csharp", example.Element("code")!.Value, hints);
        var snippet = new Snippet(block);
        Assert.Empty(snippet.Errors);
        Assert.Empty(await snippet.Reported());
        if (block.Hint("not run") is null)
            await EmptyFolder.Run(snippet.Run);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Only_what_is_public_is_documented(string library)
    {
        var compilation = CSharpCompilation.Create("Reader", references: [MetadataReference.CreateFromFile(library)]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(compilation.References.Single())!;
        var names = Members(library).Select(member => (string)member.Attribute("name")!).ToArray();
        Assert.NotEmpty(names);
        Assert.Empty(names.Except(Visible(assembly.GlobalNamespace)));
    }

    static IEnumerable<XElement> Members(string library) =>
        XDocument.Load(Path.ChangeExtension(library, ".xml")).Descendants("member");

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
