using System.Security.Cryptography.X509Certificates;
using AtomicWrites.Etcd;
using AtomicWrites.Stores.Tests.Servers;
using dotnet_etcd;
using Grpc.Core;

namespace AtomicWrites.Stores.Tests;

/// <summary>etcd by TLS with certificates of both sides, and with a user and a password: all of it is the client's.</summary>
public sealed class EtcdSecurityTests : IDisposable
{
    readonly Certificates _certificates = new();
    readonly EtcdNode _server;

    public EtcdSecurityTests()
    {
        if (EtcdNode.Missing is { } reason)
            Assert.Skip(reason);
        _server = new("secured") { Scheme = "https", Options = _certificates.OptionsOfEtcd };
        _server.Cluster = [_server];
        _server.Start();
    }

    public void Dispose()
    {
        _server.Dispose();
        _certificates.Dispose();
    }

    EtcdClient Client(bool trusts = true, bool showsItself = true) =>
        new(_server.Connection, configureChannelOptions: channel =>
        {
            channel.Credentials = ChannelCredentials.SecureSsl;
            channel.HttpHandler = new SocketsHttpHandler
            {
                SslOptions = new()
                {
                    ClientCertificates = showsItself ? [_certificates.Client] : [],
                    CertificateChainPolicy = new()
                    {
                        TrustMode = X509ChainTrustMode.CustomRootTrust,
                        CustomTrustStore = { trusts ? _certificates.Authority : _certificates.Client },
                        RevocationMode = X509RevocationMode.NoCheck,
                    },
                },
            };
        });

    static State<Counter> Of(EtcdClient client) =>
        new(new EtcdStateStore(client, "/app/counter"), new StateOptions<Counter> { Initial = () => new(0) });

    [Fact]
    public async Task A_state_is_updated_and_watched_by_tls_with_a_password()
    {
        using var root = Client();
        await root.UserAddAsync(new() { Name = "root", Password = "secret" });
        await root.RoleAddAsync(new() { Name = "root" });
        await root.UserGrantRoleAsync(new() { User = "root", Role = "root" });
        await root.UserAddAsync(new() { Name = "app", Password = "of the app" });
        await root.RoleAddAsync(new() { Name = "app" });
        foreach (var key in new[] { "/app/counter", "/app/counter.stamp" })
            await root.RoleGrantPermissionAsync(
                new()
                {
                    Name = "app",
                    Perm = new()
                    {
                        PermType = Authpb.Permission.Types.Type.Readwrite,
                        Key = Google.Protobuf.ByteString.CopyFromUtf8(key),
                    },
                }
            );
        await root.UserGrantRoleAsync(new() { User = "app", Role = "app" });
        await root.AuthEnableAsync(new());

        using var app = Client();
        app.SetCredentials("app", "of the app");
        var counter = Of(app);
        var told = new TaskCompletionSource<int>();
        using var watch = counter.OnChange(state => told.TrySetResult(state.Value), told.SetException);
        using var other = Client();
        other.SetCredentials("app", "of the app");
        Assert.Equal(1, (await Of(other).UpdateAsync(state => new(state.Value + 1))).Value);
        Assert.Equal(1, await told.Task);
        Assert.Equal(2, counter.Update(state => new(state.Value + 1)).Value);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_certificate_that_is_missing_or_not_trusted_is_named_with_the_cure(bool trusts, bool showsItself)
    {
        using var client = Client(trusts, showsItself);
        var failure = Assert.Throws<StateFileException>(() => new EtcdStateStore(client, "a").Read());
        Assert.Equal(StateFileFailure.Unavailable, failure.Failure);
        Assert.Contains("'a' in etcd", failure.Message, StringComparison.Ordinal);
        Assert.Contains("endpoints and certificates", failure.Message, StringComparison.Ordinal);
        using var right = Client();
        Assert.Null(new EtcdStateStore(right, "a").Read().Content);
    }

    sealed record Counter(int Value);
}
