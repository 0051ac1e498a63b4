using System.Diagnostics;
using System.Text;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Tests.States;

public class PartMethodsTests
{
    // Each of n methods of one name calls n of the next: by names alone that is n * n * n, unless a name is asked once.
    [Fact]
    public async Task Many_methods_of_one_name_cost_no_more_than_their_code()
    {
        const int Many = 1000;
        var source = new StringBuilder();
        for (var i = 0; i < Many; i++)
            source.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"class C{i} {{ void A() {{ B(); B(); }} void B() {{ C(); C(); }} void C() {{ var i = {i}; }} }}\n"
            );
        source.Append("class D { void A() { System.Text.Json.JsonSerializer.Serialize(1); } }");
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source.ToString());
        var compilation = (await document.Project.GetCompilationAsync())!;
        var sources = ProgramSources.Of(compilation);
        Assert.NotEmpty(sources.Methods("A"));
        var time = Stopwatch.StartNew();
        Assert.Equal(PartKinds.Writes, PartMethods.Of("A", sources));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), time.Elapsed.ToString());
    }
}
