using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Locks;

/// <summary>
/// What waits for time, people, other machines or other threads, so that a lock around it keeps everybody else waiting
/// as long.
/// </summary>
static class Waits
{
    // Type and member, and whether it waits until there is more to do: the time, an input, what others have sent.
    // An empty type stands for any, a star at the end for any ending.
    static readonly (string Type, string Member, bool IsForNext)[] Rows =
    [
        ("Task", "Delay", true),
        ("Task", "WaitA*", false),
        ("Task", "When*", false),
        ("Thread", "Sleep", true),
        ("Thread", "Join", true),
        ("WaitHandle", "WaitOne", true),
        ("SemaphoreSlim", "Wait*", true),
        ("Barrier", "SignalAndWait", false),
        ("CountdownEvent", "Wait", false),
        ("ManualResetEventSlim", "Wait", true),
        ("Monitor", "Wait", false),
        ("SpinWait", "SpinUntil", false),
        ("Parallel", "*", false),
        ("SynchronizationContext", "Send", false),
        ("Dispatcher", "Invoke*", false),
        ("Control", "Invoke", false),
        ("ISynchronizeInvoke", "Invoke", false),
        ("PeriodicTimer", "WaitForNextTickAsync", true),
        ("Process", "WaitFor*", false),
        ("Console", "Read*", true),
        ("ChannelReader", "*Async", true),
        ("ChannelWriter", "*Async", false),
        ("BlockingCollection", "*", true),
        ("NamedPipeServerStream", "WaitFor*", true),
        ("NamedPipeClientStream", "Connect*", false),
        ("NetworkStream", "Read*", true),
        ("PipeStream", "Read*", true),
        ("SslStream", "Read*", true),
        ("SerialPort", "Read*", true),
        ("DbConnection", "Open*", false),
        ("DbCommand", "Execute*", false),
        ("HttpClient", "*", false),
        ("HttpContent", "*", false),
        ("HttpClientJsonExtensions", "*", false),
        ("WebClient", "*", false),
        ("WebRequest", "GetRe*", false),
        ("HttpWebRequest", "GetRe*", false),
        ("HttpListener", "*", true),
        ("TcpClient", "*", false),
        ("TcpListener", "*", true),
        ("UdpClient", "*", true),
        ("Socket", "*", true),
        ("ClientWebSocket", "*", false),
        ("SmtpClient", "*", false),
        ("Dns", "*", false),
        ("Ping", "*", false),
        ("MessageBox", "Show*", false),
        ("AnsiConsole", "Ask*", false),
        ("AnsiConsole", "Prompt*", false),
        ("AnsiConsole", "Confirm*", false),
        ("", "ShowDialog*", false),
        ("", "ShowAsync", false),
        ("", "Display*Async", false),
        ("", "Pick*Async", false),
        ("", "Download*", false),
        ("", "Upload*", false),
        ("", "Fetch*", false),
    ];

    public static bool Includes(IMethodSymbol method) => Of(method).Any();

    /// <summary>Whether it waits for the next thing that is to come, so that a loop around goes on until it is stopped.</summary>
    public static bool ForNext(IMethodSymbol method) => Of(method).Any(row => row.IsForNext);

    static IEnumerable<(string Type, string Member, bool IsForNext)> Of(IMethodSymbol method) =>
        Rows.Where(row => IsOf(method.ContainingType, row.Type) && Matches(method.Name, row.Member));

    /// <summary>
    /// Whether a task is waited for that somebody else has started (what a call returns is its own work), or a process
    /// is listened to.
    /// </summary>
    public static bool ForOthers(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        IsOutput(node, model, cancellationToken)
        || node switch
        {
            AwaitExpressionSyntax awaited => awaited.Expression,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "Result" or "GetAwaiter" } access
                when model.GetTypeInfo(access.Expression, cancellationToken).Type?.Name is "Task" or "ValueTask" =>
                access.Expression,
            _ => null,
        }
            is { } task
            && Unwrapped.Of(task) is not InvocationExpressionSyntax;

    // process.StandardOutput.ReadToEnd() ends when the process does.
    static bool IsOutput(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StandardOutput" or "StandardError" } access
            && model.GetTypeInfo(access.Expression, cancellationToken).Type?.Name == "Process"
        || ForInput(node, model, cancellationToken);

    /// <summary>Whether somebody has to type it: <c>Console.In.ReadLine()</c>.</summary>
    public static bool ForInput(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "In" } input
        && model.GetSymbolInfo(input, cancellationToken).Symbol?.ContainingType?.Name == "Console";

    static bool IsOf(ITypeSymbol? type, string name)
    {
        if (name.Length == 0)
            return true;
        for (; type is not null; type = type.BaseType)
            if (type.Name == name)
                return true;
        return false;
    }

    static bool Matches(string name, string pattern)
    {
        var star = pattern.IndexOf('*');
        return star < 0
            ? name == pattern
            : name.Length >= pattern.Length - 1
                && name.StartsWith(pattern.Substring(0, star), StringComparison.Ordinal)
                && name.EndsWith(pattern.Substring(star + 1), StringComparison.Ordinal);
    }
}
