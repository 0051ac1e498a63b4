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
    // Type and member; an empty type stands for any, a star at the end for any ending.
    static readonly (string Type, string Member)[] Rows =
    [
        ("Task", "Delay"),
        ("Task", "WaitA*"),
        ("Task", "When*"),
        ("Thread", "Sleep"),
        ("Thread", "Join"),
        ("WaitHandle", "WaitOne"),
        ("SemaphoreSlim", "Wait*"),
        ("Barrier", "SignalAndWait"),
        ("CountdownEvent", "Wait"),
        ("ManualResetEventSlim", "Wait"),
        ("Monitor", "Wait"),
        ("SpinWait", "SpinUntil"),
        ("Parallel", "*"),
        ("SynchronizationContext", "Send"),
        ("Dispatcher", "Invoke*"),
        ("Control", "Invoke"),
        ("ISynchronizeInvoke", "Invoke"),
        ("PeriodicTimer", "WaitForNextTickAsync"),
        ("Process", "WaitFor*"),
        ("Console", "Read*"),
        ("ChannelReader", "*Async"),
        ("ChannelWriter", "*Async"),
        ("BlockingCollection", "*"),
        ("NamedPipeServerStream", "WaitFor*"),
        ("NamedPipeClientStream", "Connect*"),
        ("NetworkStream", "Read*"),
        ("PipeStream", "Read*"),
        ("SslStream", "Read*"),
        ("SerialPort", "Read*"),
        ("DbConnection", "Open*"),
        ("DbCommand", "Execute*"),
        ("HttpClient", "*"),
        ("HttpContent", "*"),
        ("HttpClientJsonExtensions", "*"),
        ("WebClient", "*"),
        ("WebRequest", "GetRe*"),
        ("HttpWebRequest", "GetRe*"),
        ("HttpListener", "*"),
        ("TcpClient", "*"),
        ("TcpListener", "*"),
        ("UdpClient", "*"),
        ("Socket", "*"),
        ("ClientWebSocket", "*"),
        ("SmtpClient", "*"),
        ("Dns", "*"),
        ("Ping", "*"),
        ("MessageBox", "Show*"),
        ("AnsiConsole", "Ask*"),
        ("AnsiConsole", "Prompt*"),
        ("AnsiConsole", "Confirm*"),
        ("", "ShowDialog*"),
        ("", "ShowAsync"),
        ("", "Display*Async"),
        ("", "Pick*Async"),
        ("", "Download*"),
        ("", "Upload*"),
        ("", "Fetch*"),
    ];

    // Of these, what waits until there is more to do: the time, an input, what others have sent.
    static readonly string[] Arrivals =
    [
        "BlockingCollection",
        "ChannelReader",
        "Console",
        "HttpListener",
        "ManualResetEventSlim",
        "NamedPipeServerStream",
        "NetworkStream",
        "PeriodicTimer",
        "PipeStream",
        "SemaphoreSlim",
        "SerialPort",
        "Socket",
        "SslStream",
        "TcpListener",
        "Thread",
        "UdpClient",
        "WaitHandle",
    ];

    public static bool Includes(IMethodSymbol method) =>
        Rows.Any(row => IsOf(method.ContainingType, row.Type) && Matches(method.Name, row.Member));

    /// <summary>Whether it waits for the next thing that is to come, so that a loop around goes on until it is stopped.</summary>
    public static bool ForNext(IMethodSymbol method) =>
        Includes(method) && (method is { Name: "Delay" } || Arrivals.Any(type => IsOf(method.ContainingType, type)));

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

    // process.StandardOutput.ReadToEnd() ends when the process does, and Console.In.ReadLine() when somebody has typed.
    static bool IsOutput(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StandardOutput" or "StandardError" } access
            && model.GetTypeInfo(access.Expression, cancellationToken).Type?.Name == "Process"
        || node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "In" } input
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
