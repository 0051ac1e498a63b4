using EscapingFixes = AtomicWrites.CodeFixes.Tests.Fixes<
    AtomicWrites.Analyzers.Rules.EscapingWorkAnalyzer,
    AtomicWrites.CodeFixes.Rules.EscapingWorkCodeFix
>;

namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>Changes of typed state that would become the whole state are made edits.</summary>
public class StateFixTests
{
    [Theory]
    [InlineData("<<node.Update>>(s => s[\"Theme\"] = \"dark\");", "node.Edit(s => s[\"Theme\"] = \"dark\");")]
    [InlineData(
        "/* a */ <<profile . Update>> /* b */ ( s => s.Next = new Profile() ) ; // c",
        "/* a */ profile . Edit /* b */ ( s => s.Next = new Profile() ) ; // c"
    )]
    [InlineData(
        "var saved = await <<profile.UpdateAsync>>(s => s.Next = new Profile());",
        "var saved = await profile.EditAsync(s => s.Next = new Profile());"
    )]
    [InlineData(
        "var t = <<saver.Update>>(s => s.Next = new Profile()); await t;",
        "var t = saver.Edit(s => s.Next = new Profile()); await t;"
    )]
    public Task An_update_that_assigns_becomes_an_edit(string before, string after) =>
        EscapingFixes.Become(Sources(before), Sources(after));

    [Theory]
    [InlineData("<<profile.Edit>>(s => s = new Profile());", "profile.Update(s => s = new Profile());")]
    [InlineData(
        "await <<profile.EditAsync>>(s => s = new Profile());",
        "await profile.UpdateAsync(s => s = new Profile());"
    )]
    [InlineData("await <<saver.Edit>>(s => s = new Profile());", "await saver.Update(s => s = new Profile());")]
    [InlineData("<<text.Edit>>(t => t.Trim());", "text.Update(t => t.Trim());")]
    [InlineData(
        "await <<profile.EditAsync>>(s => Task.FromResult(new Profile { Next = s }));",
        "await profile.UpdateAsync(s => Task.FromResult(new Profile { Next = s }));"
    )]
    public Task An_edit_that_makes_a_new_state_becomes_an_update(string before, string after) =>
        EscapingFixes.Become(Sources(before), Sources(after));

    [Fact]
    public Task A_block_that_would_have_to_return_its_state_is_left_to_a_person() =>
        EscapingFixes.AreNotOffered(Sources("<<profile.Edit>>(s => { s = new Profile(); });"));

    [Theory]
    [InlineData("profile.Edit", "(async s => await Task.Yield())", "await profile.EditAsync")]
    [InlineData(
        "profile.Edit",
        "(async s => { await Task.Yield(); s.Next = new Profile(); })",
        "await profile.EditAsync"
    )]
    [InlineData("node.Update", "(async s => { await Task.Yield(); return s; })", "await node.UpdateAsync")]
    public Task Asynchronous_work_is_awaited(string member, string work, string awaited) =>
        EscapingFixes.Become(Sources($"{{|CS0619:<<{member}>>{work}|}};"), Sources($"{awaited}{work};"));

    static string Sources(string code) =>
        $$"""
            using System.Text.Json.Nodes; using System.Threading.Tasks; using AtomicWrites;
            class Profile { public string Name { get; set; } = ""; public Profile Next { get; set; } }
            class C
            {
                async Task M(StateFile<JsonNode> node, IState<Profile> profile, StateSaver<Profile> saver, IState<string> text)
                {
                    await Task.Yield();
                    {{code}}
                }
            }
            """.Replace("<<", "{|ATW0004:", System.StringComparison.Ordinal).Replace(
            ">>",
            "|}",
            System.StringComparison.Ordinal
        );
}
