using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace AtomicWrites.Stores.Tests.Servers;

/// <summary>A server that lets everybody in and says that it is PostgreSQL 9.6; it can do no more.</summary>
sealed class OldPostgreSql : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public OldPostgreSql()
    {
        _listener.Start();
        _ = Serve();
    }

    public string Connection =>
        $"Host=127.0.0.1;Port={((IPEndPoint)_listener.LocalEndpoint).Port};Username=a;Database=b;SSL Mode=Disable;"
        + "Server Compatibility Mode=NoTypeLoading;Pooling=false";

    public void Dispose() => _listener.Stop();

    async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var length = new byte[4];
                await stream.ReadExactlyAsync(length);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4]);
                await stream.WriteAsync(Message('R', new byte[4]));
                await stream.WriteAsync(Message('S', "server_version\09.6.24\0"u8.ToArray()));
                await stream.WriteAsync(Message('S', "client_encoding\0UTF8\0"u8.ToArray()));
                await stream.WriteAsync(Message('K', new byte[8]));
                await stream.WriteAsync(Message('Z', "I"u8.ToArray()));
                while (await stream.ReadAsync(length) > 0) { }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    static byte[] Message(char type, byte[] content)
    {
        var message = new byte[5 + content.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + content.Length);
        content.CopyTo(message, 5);
        return message;
    }
}
