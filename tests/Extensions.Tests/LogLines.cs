using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.Tests;

/// <summary>What was logged in our category.</summary>
sealed class LogLines : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<int> _ids = new();

    public IReadOnlyCollection<int> Ids => _ids;

    public ILogger CreateLogger(string categoryName) =>
        categoryName == "AtomicWrites" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _ids.Enqueue(eventId.Id);

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() { }
}
