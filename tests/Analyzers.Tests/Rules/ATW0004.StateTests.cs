using AtomicWrites.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace AtomicWrites.Analyzers.Tests.Rules;

/// <summary>Changes of typed state that get out of the save, or become the whole state.</summary>
public class StateTests
{
    const string NotAwaited = "nothing awaits it, so what follows does not wait for the work, nor for its exceptions";
    const string EndsProcess =
        "the lambda returns at its first 'await': what it throws then ends the process, and the next change does not wait for it";

    [Theory]
    [InlineData("<<node.Update>>(s => s[\"Theme\"] = \"dark\");", "StateFile.Update", "s[\"Theme\"]", "Edit")]
    [InlineData(
        "<<node.Update>>(s => { return s[\"Theme\"] = \"dark\"; });",
        "StateFile.Update",
        "s[\"Theme\"]",
        "Edit"
    )]
    [InlineData("<<node.Update>>(s => (s[\"a\"]![\"b\"] = 1)!);", "StateFile.Update", "s[\"a\"]![\"b\"]", "Edit")]
    [InlineData("<<profile.Update>>(s => s.Next = new Profile());", "IState.Update", "s.Next", "Edit")]
    [InlineData("<<profile.Update>>((s) => s.Next ??= new Profile());", "IState.Update", "s.Next", "Edit")]
    [InlineData(
        "await <<profile.UpdateAsync>>(s => s.Next = new Profile());",
        "IState.UpdateAsync",
        "s.Next",
        "EditAsync"
    )]
    [InlineData(
        "var t = <<saver.Update>>(s => s.Next = new Profile()); await t;",
        "StateSaver.Update",
        "s.Next",
        "Edit"
    )]
    public Task A_change_that_becomes_the_whole_state_is_reported(
        string code,
        string taker,
        string assigned,
        string cure
    ) =>
        InMethod(
            code,
            taker,
            "replaces the whole state",
            $"what is assigned to '{assigned}' is saved as the whole state; use '{cure}'"
        );

    [Theory]
    [InlineData("<<profile.Edit>>(s => s = new Profile());", "IState.Edit", "s", "Update")]
    [InlineData("<<profile.Edit>>(s => { s.Count++; s = new Profile { Next = s }; });", "IState.Edit", "s", "Update")]
    [InlineData("<<profile.Edit>>(delegate(Profile p) { p = other; });", "IState.Edit", "p", "Update")]
    [InlineData("<<numbers.Edit>>((list) => list = [.. list, 1]);", "IState.Edit", "list", "Update")]
    [InlineData("<<text.Edit>>(t => t += \"x\");", "IState.Edit", "t", "Update")]
    [InlineData("await <<profile.EditAsync>>(s => s = other);", "IState.EditAsync", "s", "UpdateAsync")]
    [InlineData(
        "await <<profile.EditAsync>>(async s => s = await s.LaterAsync());",
        "IState.EditAsync",
        "s",
        "UpdateAsync"
    )]
    [InlineData("var t = <<saver.Edit>>(s => s = other); await t;", "StateSaver.Edit", "s", "Update")]
    public Task A_new_state_that_an_edit_does_not_save_is_reported(
        string code,
        string taker,
        string parameter,
        string cure
    ) =>
        InMethod(
            code,
            taker,
            "saves nothing",
            $"the new state that is assigned to '{parameter}' is not saved; use '{cure}'"
        );

    [Theory]
    [InlineData("<<text.Edit>>(t => t.Trim());", "IState.Edit", "Trim", "Update")]
    [InlineData("<<primes.Edit>>(list => list.Add(1));", "IState.Edit", "Add", "Update")]
    [InlineData("await <<primes.EditAsync>>(list => list.Add(1));", "IState.EditAsync", "Add", "UpdateAsync")]
    [InlineData(
        "profile.Edit(s => s.Renamed()); <<profile.Edit>>(s => s.Following());",
        "IState.Edit",
        "Following",
        "Update"
    )]
    [InlineData(
        "await <<profile.EditAsync>>(s => s.FollowingAsync());",
        "IState.EditAsync",
        "FollowingAsync",
        "UpdateAsync"
    )]
    [InlineData(
        "await <<profile.EditAsync>>((s, _) => s.LaterAsync());",
        "IState.EditAsync",
        "LaterAsync",
        "UpdateAsync"
    )]
    [InlineData(
        "await <<profile.EditAsync>>(async s => await s.LaterAsync());",
        "IState.EditAsync",
        "LaterAsync",
        "UpdateAsync"
    )]
    [InlineData(
        "await <<profile.EditAsync>>(async s => await s.LaterAsync().ConfigureAwait(false));",
        "IState.EditAsync",
        "LaterAsync",
        "UpdateAsync"
    )]
    [InlineData(
        "await <<profile.EditAsync>>(s => Task.FromResult(new Profile { Next = s }));",
        "IState.EditAsync",
        "FromResult",
        "UpdateAsync"
    )]
    public Task A_change_of_what_cannot_be_changed_is_reported(string code, string taker, string called, string cure) =>
        InMethod(code, taker, "saves nothing", $"'{called}' returns a new state, which is not saved; use '{cure}'");

    [Theory]
    [InlineData(
        "profile.Edit(s => { <<SaveAsync()>>; });",
        "IState.Edit",
        "nothing awaits 'SaveAsync', which goes on after the state is saved"
    )]
    [InlineData(
        "profile.Edit(s => <<SaveValueAsync()>>);",
        "IState.Edit",
        "nothing awaits 'SaveValueAsync', which goes on after the state is saved"
    )]
    [InlineData(
        "profile.Update(s => { <<SaveAsync()>>; return s; });",
        "IState.Update",
        "nothing awaits 'SaveAsync', which goes on after the state is saved"
    )]
    [InlineData("Action later = () => <<profile.EditAsync>>(s => s.Name = \"\");", "IState.EditAsync", NotAwaited)]
    [InlineData("Action later = () => <<profile.ResetAsync>>(other);", "IState.ResetAsync", NotAwaited)]
    [InlineData("Action later = () => <<node.DeleteAsync>>();", "StateFile.DeleteAsync", NotAwaited)]
    [InlineData("Action later = () => <<saver.FlushAsync>>();", "StateSaver.FlushAsync", NotAwaited)]
    [InlineData(
        "profile.OnChange(s => <<SaveValueAsync()>>);",
        "IState.OnChange",
        "nothing awaits 'SaveValueAsync': what it throws is lost, and the next change does not wait for it"
    )]
    [InlineData(
        "<<profile.OnChange>>(Save);",
        "IState.OnChange",
        "'Save' is 'async void': what it throws ends the process, and the next change does not wait for it"
    )]
    [InlineData(
        "profile.OnChange(s => { });<<profile.OnChange>>(async s => await SaveAsync());",
        "IState.OnChange",
        EndsProcess
    )]
    public Task Work_that_nothing_waits_for_is_reported(string code, string taker, string reason) =>
        InMethod(code, taker, "lets work escape the update", reason);

    [Theory]
    [InlineData(
        "_ = new StateOptions<Profile> { Upgrades = [<<async json => { await SaveAsync(); json.Clear(); }>>] };",
        "StateOptions.Upgrades"
    )]
    [InlineData(
        "_ = new StateFileOptions<Profile> { Upgrades = new Action<JsonObject>[] { json => { "
            + "}, <<async delegate { await SaveAsync(); }>> } };",
        "StateOptions.Upgrades"
    )]
    [InlineData(
        "_ = new StateOptions<Profile> { Recovered = <<async _ => await SaveAsync()>> };",
        "StateOptions.Recovered"
    )]
    [InlineData("profile.OnChange(s => { }, <<async _ => await SaveAsync()>>);", "IState.OnChange")]
    [InlineData("profile.CreateSaver(TimeSpan.Zero, failed: <<async _ => await SaveAsync()>>);", "IState.CreateSaver")]
    [InlineData("new InMemoryStateStore().Watch(<<async () => await SaveAsync()>>);", "InMemoryStateStore.Watch")]
    public Task An_asynchronous_callback_is_reported(string code, string taker) =>
        InMethod(
            code,
            taker,
            "lets work escape the update",
            "the lambda returns at its first 'await': nothing waits for what it does then, and what it throws ends the process"
        );

    [Theory]
    [InlineData("profile.Edit(s => s.Next = new Profile());")]
    [InlineData("Action<int> mine = async _ => await SaveAsync(); mine(1);")]
    [InlineData("_ = new StateOptions<Profile> { Upgrades = [json => json.Clear()], Recovered = _ => { } };")]
    [InlineData("await profile.EditAsync(async (s, _) => await SaveAsync());")]
    [InlineData("profile.Update(s => s = new Profile());")]
    [InlineData("profile.Update(s => new Profile { Next = s });")]
    [InlineData("profile.Update(s => { s.Next = new Profile(); return s; });")]
    [InlineData("profile.Update(s => other.Next = new Profile());")]
    [InlineData("profile.Update(_ => null!);")]
    [InlineData("profile.Update(_ => throw new Exception());")]
    [InlineData("profile.Edit(_ => throw new Exception());")]
    [InlineData("profile.Edit(s => s.Count++);")]
    [InlineData("profile.Edit(s => { while (s.Next is not null) s = s.Next; s.Count++; });")]
    [InlineData("profile.Edit(s => { s.Count++; other = s; });")]
    [InlineData("profile.Edit(s => s.Renamed());")]
    [InlineData("primes.Update(list => list.Add(1));")]
    [InlineData("text.Edit(t => Console.Write(t));")]
    [InlineData("await saver.FlushAsync(); await profile.ResetAsync(other); _ = profile.DeleteAsync();")]
    [InlineData("await profile.EditAsync(async s => { await SaveAsync(); s.Count++; });")]
    [InlineData("await profile.EditAsync(async (s, token) => { await SaveAsync(); s.Count++; });")]
    [InlineData("await profile.EditAsync(_ => throw new Exception());")]
    [InlineData("await profile.EditAsync(s => s.RenamedAsync());")]
    [InlineData("await profile.EditAsync(async s => await s.RenamedAsync());")]
    [InlineData("await profile.EditAsync(s => s.CountedAsync());")]
    [InlineData("profile.Edit(s => s.MovedTo(other));")]
    [InlineData("profile.Edit(s => s.Noted());")]
    [InlineData("await profile.UpdateAsync(s => s.FollowingAsync());")]
    [InlineData("await profile.EditAsync(s => Task.FromResult(s.Count++));")]
    [InlineData("await profile.UpdateAsync(async s => { await SaveAsync(); return s; });")]
    [InlineData("await profile.UpdateAsync(_ => throw new Exception());")]
    [InlineData("saver.Update(s => { s.Count++; return s; });")]
    [InlineData("saver.Edit(s => s.Count++);")]
    [InlineData("profile.OnChange(s => Console.Write(s.Name));")]
    [InlineData("numbers.Edit(list => list.Add(1));")]
    [InlineData("node.OnChange(_ => throw new Exception());")]
    [InlineData("JsonNode last; node.OnChange(state => last = state);")]
    [InlineData("node.OnChange(state => Console.Write(state), Console.WriteLine);")]
    [InlineData("window.Update(w => w with { Left = 1 });")]
    public Task What_people_write_compiles_and_is_silent(string code) => InMethod(code);

    [Theory]
    [InlineData("profile.Edit(async s => await SaveAsync());", "use EditAsync")]
    [InlineData("profile.Edit(s => SaveAsync());", "use EditAsync")]
    [InlineData("profile.Update(async s => { await SaveAsync(); return s; });", "use UpdateAsync")]
    [InlineData("profile.Update(s => s.Name = \"\");", "use Edit")]
    [InlineData("profile.Update(s => { s.Name = \"\"; });", "use Edit")]
    [InlineData("saver.Edit(async s => await SaveAsync());", "do it before")]
    [InlineData("node.OnChange(async _ => await SaveAsync());", "would end the process")]
    [InlineData("node.OnChange(_ => SaveAsync());", "would end the process")]
    [InlineData("window.Edit(w => w.ToString());", "must be a reference type")]
    public void What_would_not_do_what_it_says_does_not_compile(string code, string message)
    {
        var compilation = CSharpCompilation.Create(
            "App",
            [CSharpSyntaxTree.ParseText(Code(code), cancellationToken: TestContext.Current.CancellationToken)],
            [
                .. Basic.Reference.Assemblies.Net100.References.All,
                MetadataReference.CreateFromFile(typeof(AtomicFile).Assembly.Location),
            ],
            new(OutputKind.DynamicallyLinkedLibrary)
        );
        var error = Assert.Single(compilation.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic =>
            diagnostic.Severity == DiagnosticSeverity.Error
        );
        Assert.Contains(message, error.GetMessage(null), StringComparison.Ordinal);
    }

    static Task InMethod(string code, params string[] arguments) =>
        Verify.Run<EscapingWorkAnalyzer>(
            Code(code.Replace("<<", "{|#0:", StringComparison.Ordinal).Replace(">>", "|}", StringComparison.Ordinal)),
            expected: arguments.Length == 0
                ? []
                :
                [
                    new DiagnosticResult("ATW0004", DiagnosticSeverity.Warning)
                        .WithLocation(0)
                        .WithArguments([.. arguments]),
                ]
        );

    static string Code(string code) =>
        $$"""
            using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Text.Json.Nodes;
            using System.Threading.Tasks; using AtomicWrites;
            class Profile
            {
                public string Name { get; set; } = ""; public int Count { get; set; } public Profile? Next { get; set; }
                public Profile Renamed() => this;
                public async Task<Profile> RenamedAsync() { await Task.Yield(); return this; }
                public Profile Following() => new() { Next = this };
                public Task<Profile> FollowingAsync() => Task.FromResult(new Profile { Next = this });
                public async Task<Profile> CountedAsync() { await Task.Yield(); Count++; return new Profile { Count = Count }; }
                public Profile MovedTo(Profile to) { to.Count += Count; Count = 0; return new Profile(); }
                public Profile Noted() { Note(); return new Profile { Count = Count }; }
                void Note() => Count++;
                public async Task<Profile> LaterAsync() { await Task.Yield(); return new Profile { Next = this }; }
            }
            record struct Window(double Left);
            class C
            {
                async Task M(StateFile<JsonNode> node, IState<Profile> profile, StateSaver<Profile> saver,
                    IState<List<int>> numbers, IState<Window> window, Profile other,
                    IState<string> text, IState<ImmutableList<int>> primes)
                {
                    await Task.Yield();
                    {{code}}
                }

                static async void Save(Profile profile) => await Task.Yield();
                static Task SaveAsync() => Task.CompletedTask;
                static ValueTask SaveValueAsync() => default;
            }
            """;
}
