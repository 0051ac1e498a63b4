using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AtomicWrites.Stores.Tests.Network;

/// <summary>
/// The network between a client and a server of this machine, which can be cut once, after any byte of a request or of
/// its answer.
/// </summary>
sealed class CuttingProxy : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<Link, bool> _links = new();
    readonly int _server;
    readonly Lock _counting = new();
    Cut? _cut;
    long _sent;
    long _received;

    public CuttingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether nothing gets through any more, as behind a firewall that drops all: nobody is told.</summary>
    public bool IsSilent { get; set; }

    /// <summary>How often it was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Bytes to the server and from it since <see cref="Arm"/>.</summary>
    public (long Sent, long Received) Traffic
    {
        get
        {
            lock (_counting)
                return (_sent, _received);
        }
    }

    /// <summary>
    /// Breaks all connections once, when the bytes from now on have reached what <paramref name="cut"/> says; null only
    /// counts them.
    /// </summary>
    public void Arm(Cut? cut)
    {
        lock (_counting)
            (_cut, _sent, _received) = (cut, 0, 0);
    }

    public void Dispose()
    {
        _listener.Stop();
        Break();
    }

    async Task Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                return;
            }

            var server = new TcpClient { NoDelay = client.NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server);
            }
            catch (SocketException)
            {
                server.Dispose();
                client.Dispose();
                continue;
            }

            var link = new Link(client, server);
            _links[link] = true;
            _ = Forward(link, client, server, isRequest: true);
            _ = Forward(link, server, client, isRequest: false);
        }
    }

    async Task Forward(Link link, TcpClient from, TcpClient to, bool isRequest)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int length;
            while ((length = await from.GetStream().ReadAsync(buffer)) > 0)
            {
                while (IsSilent)
                    await Task.Delay(10);
                var (allowed, cut) = Allow(length, isRequest);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, allowed));
                if (cut is null)
                    continue;
                while (cut.Until?.Invoke() == false)
                    await Task.Delay(5);
                Cuts++;
                Break();
                return;
            }
        }
        catch (Exception failure)
            when (failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has gone, and so does the other.
        }

        link.Dispose();
        _links.TryRemove(link, out _);
    }

    (int Allowed, Cut? Cut) Allow(int length, bool isRequest)
    {
        lock (_counting)
        {
            ref var count = ref isRequest ? ref _sent : ref _received;
            var most = (isRequest ? _cut?.Request : _cut?.Answer) ?? long.MaxValue;
            count += length;
            if (count <= most)
                return (length, null);
            var cut = _cut;
            _cut = null;
            return ((int)(length - (count - most)), cut);
        }
    }

    void Break()
    {
        foreach (var link in _links.Keys)
        {
            link.Dispose();
            _links.TryRemove(link, out _);
        }
    }

    sealed record Link(TcpClient Client, TcpClient Server) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
