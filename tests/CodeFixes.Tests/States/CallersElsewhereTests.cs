using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>A handler that is for what a load throws, and does not stand around the call or does not name the type.</summary>
public class CallersElsewhereTests
{
    const string Guard =
        "static class Guard { public static T Run<T>(Func<T> f, T other) { try { return f(); } catch (JsonException) { return other; } } }";

    const string Try = "public static string Use() { try { return Load().Theme; } ";
    const string Repaired = "catch (JsonException) { return new(); }";

    [Theory]
    [InlineData("public static Settings Use() => Guard.Run(Load, new());", Guard)]
    [InlineData("public static Settings Use() => Guard.Run(() => Load(), new());", Guard)]
    [InlineData("public static Settings Use() => Guard.Run(delegate { return Load(); }, new());", Guard)]
    [InlineData("public static Settings Use() => Guard.Run(Load, new());", Twice)]
    [InlineData("public static Settings Use() => Guard.Run(Load, new());", Named)]
    [InlineData(
        "static Func<Settings> _load = Load; public static Settings Use() { try { return _load.Invoke(); } "
            + Repaired
            + " }",
        ""
    )]
    [InlineData(
        "public static async Task<Settings> Use() { var t = Task.Run(() => Load()); try { return await t; } "
            + Repaired
            + " }",
        ""
    )]
    [InlineData(
        "public static async Task<Settings> Use() { var t = Task.Run(Load); try { return await t.ConfigureAwait(false); } "
            + Repaired
            + " }",
        ""
    )]
    [InlineData(
        "static Lazy<Settings> _late = new(Load); public static Settings Use() { try { return _late.Value; } "
            + Repaired
            + " }",
        ""
    )]
    [InlineData("public static Settings Use() { var t = Task.Run(Load); try { return t.Result; } " + Inner + " }", "")]
    [InlineData(
        "public static async Task<Settings> Use(IStore store) { var t = Task.Run(() => store.Get()); try { return await t; } "
            + Repaired
            + " }",
        "interface IStore { Settings Get(); } class One : IStore { public Settings Get() => Store.Load(); }"
    )]
    [InlineData(
        "static async Task<Settings> LoadAsync() { await Task.Yield(); return Load(); } "
            + "public static async Task<Settings> Use() { var t = LoadAsync(); try { return await t; } "
            + Repaired
            + " }",
        ""
    )]
    [InlineData("public static Settings Use() { try { return Task.Run(Load).Result; } " + Inner + " }", "")]
    [InlineData("public static Settings Use() { try { return Task.Run(Load).Result; } " + AnyInner + " }", "")]
    [InlineData(Try + "catch (Exception e) { return Why(e); } }" + Why, "")]
    [InlineData(Try + "catch (Exception e) { return e.Why(); } }", "static class Whys { " + Ext + " }")]
    [InlineData(Try + "catch (Exception e) when (Bad(e)) { return \"\"; } }" + Bad, "")]
    [InlineData(Try + "catch (Exception e) when (e.GetType().Name == \"JsonException\") { return \"\"; } }", "")]
    [InlineData(Try + "catch (Exception e) { if (e.GetType().Name == \"JsonException\") return \"\"; throw; } }", "")]
    [InlineData(Try + "catch (Exception e) when (new Policy().Handles(e)) { return \"\"; } }", Policy)]
    [InlineData(Try + "catch (Exception e) { if (new Policy().Handles(e)) return \"\"; throw; } }", Policy)]
    [InlineData("public static Settings Use() => Handling.Of<JsonException>().Run(Load);", Handling)]
    [InlineData(
        "public static string Use() { try { return Task.Run(Load).Result.Theme; } "
            + "catch (AggregateException e) { return Why(e.InnerException); } }"
            + Why,
        ""
    )]
    public async Task It_is_not_offered(string member, string type) =>
        Assert.Equal(StateRefusal.Caller, await RefusalAsync(Program(member, type)));

    const string Twice =
        "static class Guard { public static T Run<T>(Func<T> f, T other) => Again(f, other); "
        + "static T Again<T>(Func<T> g, T other) { try { return g(); } catch (JsonException) { return other; } } }";
    const string Named =
        "static class Guard { public static T Run<T>(Func<T> f, T other) => Try<T, JsonException>(f, other); "
        + "static T Try<T, E>(Func<T> g, T other) where E : Exception { try { return g(); } catch (E) { return other; } } }";
    const string Inner = "catch (AggregateException e) when (e.InnerException is JsonException) { return new(); }";
    const string AnyInner = "catch (AggregateException e) { e.Handle(one => one is JsonException); return new(); }";
    const string Why =
        " static string Why(Exception e) => e switch { JsonException => \"damaged\", "
        + "UnauthorizedAccessException => \"no rights\", IOException => \"busy\", _ => \"\" };";
    const string Ext =
        "public static string Why(this Exception e) => e switch { JsonException => \"damaged\", _ => \"\" };";
    const string Bad = " static bool Bad(Exception e) => e is JsonException;";
    const string Policy =
        "class Policy { readonly Type[] _types = { typeof(JsonException), typeof(UnauthorizedAccessException) }; "
        + "public bool Handles(Exception e) => _types.Any(t => t.IsInstanceOfType(e)); }";

    const string Handling =
        "class Handling { public static Handling Of<E>() => new(); public T Run<T>(Func<T> f) => f(); }";

    [Theory]
    [InlineData("public static int Use() => Handling.Of<JsonException>().Run(() => 1);", Handling)]
    [InlineData("public static int Use() => Guard.Run(() => 1, 2);", Guard)]
    [InlineData("public static int Use() => Guard.Run(() => 1, Load().Theme.Length);", Guard)]
    [InlineData(
        "public static int Use(string text) { try { return JsonSerializer.Deserialize<int>(text); } catch (JsonException) { return 0; } }",
        ""
    )]
    [InlineData(
        "public static async Task<int> Use(Task<int> t) { try { return await t; } catch (JsonException) { return 0; } }",
        ""
    )]
    [InlineData(
        "public static Task<Settings> Use() => Task.Run(Load); "
            + "public static void Other() { try { Console.WriteLine(); } catch (JsonException) { } }",
        ""
    )]
    [InlineData(Try + "catch (Exception e) when (e.Message != \"\") { return \"\"; } }" + Bad, "")]
    public async Task It_is_offered(string member, string type) =>
        Assert.Null(await RefusalAsync(Program(member, type)));

    static string Program(string member, string type) =>
        With(
            "using System.Text.Json;",
            "using System.Text.Json; using System.Threading.Tasks;",
            "// method",
            member,
            "// type",
            type
        );
}
