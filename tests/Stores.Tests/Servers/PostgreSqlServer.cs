using AtomicWrites.Stores.Tests.Servers;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>PostgreSQL for tests.</summary>
public sealed class PostgreSqlServer : PostgreSqlNode
{
    readonly Lazy<bool> _started;

    public PostgreSqlServer() =>
        _started = new(() =>
        {
            Begin();
            return true;
        });

    /// <inheritdoc/>
    public override string Connection
    {
        get
        {
            if (Missing is { } reason)
                Assert.Skip(reason);
            _ = _started.Value;
            return base.Connection;
        }
    }
}
