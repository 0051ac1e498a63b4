using AtomicWrites.CodeFixes.States;
using static AtomicWrites.CodeFixes.Tests.States.BesideProgram;

namespace AtomicWrites.CodeFixes.Tests.States;

/// <summary>What a handler has caught gets to where it is not seen: by then it is of another type.</summary>
public class HandedOnTests
{
    const string Kept = "public static Exception? Last; ";
    const string Args = "public class ErrorArgs : EventArgs { public ErrorArgs(Exception failure) { } }";
    const string Asks =
        "static void Tell(object failure) { if (failure is JsonException) Console.WriteLine(failure); } ";

    [Theory]
    [InlineData("OnError(failure)", "static readonly Action<Exception> OnError = Console.WriteLine;")]
    [InlineData("Failed?.Invoke(null, failure)", "public static event EventHandler<Exception>? Failed;")]
    [InlineData("Failed(failure)", "public static Action<Exception> Failed { get; set; } = _ => { };")]
    [InlineData("Failed?.Invoke(null, new ErrorArgs(failure))", "public static event EventHandler<ErrorArgs>? Failed;")]
    [InlineData("_ = new ErrorArgs(failure)", "")]
    [InlineData("Last = failure", Kept)]
    [InlineData("var one = failure; Last = one", Kept)]
    [InlineData("All.Add(failure)", "public static readonly List<Exception> All = new();")]
    [InlineData("Tell(failure)", Asks)]
    [InlineData("Local(failure); void Local(Exception it) { if (it is JsonException) Console.WriteLine(it); }", "")]
    [InlineData(
        "Say(failure)",
        "static void Say<T>(T one) where T : Exception { if (one is JsonException) Console.WriteLine(one); }"
    )]
    [InlineData(
        "Say(\"\", failure)",
        "static void Say(string text, params object[] all) { if (all[0] is JsonException) Console.WriteLine(text); }"
    )]
    [InlineData("Run(Tell, failure)", Asks + "static void Run(Action<object> tell, object what) => tell(what);")]
    [InlineData(
        "_errors.Handle(failure)",
        "static IErrors _errors = null!; interface IErrors { void Handle(Exception failure); }"
    )]
    [InlineData(
        "_source.TrySetException(failure)",
        "static System.Threading.Tasks.TaskCompletionSource _source = new();"
    )]
    [InlineData(
        "throw new ApplicationException(\"\", failure)",
        "public static void Use() { try { Load(); } catch (ApplicationException one) when (one.InnerException is JsonException) { } }"
    )]
    public async Task It_is_not_offered(string does, string member)
    {
        foreach (var type in new[] { "Exception", "JsonException" })
            Assert.Equal(StateRefusal.Handler, await RefusalAsync(Handler(type, does, member)));
    }

    [Theory]
    [InlineData("Console.WriteLine(\"failed: \" + failure.Message)", "")]
    [InlineData("Console.WriteLine($\"failed: {failure}\")", "")]
    [InlineData("Tell(failure)", "static void Tell(object failure) => Console.WriteLine(failure);")]
    [InlineData("Say?.Invoke($\"failed: {failure.Message}\")", "public static event Action<string>? Say;")]
    [InlineData("_errors.Handle(failure)", Errors)]
    [InlineData(
        "Say(\"{0}\", failure)",
        "static void Say(string text, params object[] all) => Console.WriteLine(text, all);"
    )]
    public async Task It_is_offered(string does, string member)
    {
        foreach (var type in new[] { "Exception", "JsonException" })
            Assert.Null(await RefusalAsync(Handler(type, does, member)));
    }

    const string Errors =
        "static readonly IErrors _errors = new Errors(); interface IErrors { void Handle(Exception failure); } "
        + "class Errors : IErrors { public void Handle(Exception failure) => Console.WriteLine(failure); }";

    [Fact]
    public async Task A_handler_may_throw_it_as_another() =>
        Assert.Null(await RefusalAsync(Handler("Exception", "throw new ApplicationException(\"\", failure)", "")));

    static string Handler(string type, string does, string member) =>
        With(
            Load,
            Caught,
            "Console.WriteLine(failure); "
                + (
                    does.StartsWith("throw", StringComparison.Ordinal)
                        ? "return new Settings { Theme = \"bad\" }; "
                        : ""
                ),
            does + "; ",
            "(JsonException failure)",
            $"({type} failure)",
            "// method",
            member,
            "// type",
            does.Contains("ErrorArgs", StringComparison.Ordinal) ? Args : ""
        );

    // A caller's handler for everything, which tells somebody who asks for one type.
    [Theory]
    [InlineData("Tell(failure)", Asks, true)]
    [InlineData("Failed?.Invoke(failure)", "static event Action<Exception>? Failed; " + Subscribed, true)]
    [InlineData("Failed?.Invoke(failure)", "static event Action<Exception>? Failed;", false)]
    [InlineData("Console.WriteLine(failure)", Asks, false)]
    public async Task A_caller_asks_for_a_type(string does, string member, bool asks) =>
        Assert.Equal(
            asks ? StateRefusal.Caller : null,
            await RefusalAsync(
                With(
                    "// method",
                    $"public static void Use() {{ try {{ Load(); }} catch (Exception failure) {{ {does}; }} }} {member}"
                )
            )
        );

    const string Subscribed =
        "static Store() => Failed += failure => { if (failure is JsonException) Console.WriteLine(failure); };";
}
