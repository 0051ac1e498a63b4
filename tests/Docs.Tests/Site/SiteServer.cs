using System.Net;
using System.Net.Sockets;

namespace AtomicWrites.Docs.Tests.Site;

/// <summary>Serves a folder to a browser of this machine, as a web server would.</summary>
sealed class SiteServer : IDisposable
{
    static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript",
        [".css"] = "text/css",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
    };

    readonly HttpListener _listener = new();
    readonly string _folder;

    public SiteServer(string folder)
    {
        _folder = folder;
        Address = $"http://localhost:{FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = Serve();
    }

    public string Address { get; }

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return; // the test is over
            }

            try
            {
                Answer(context);
            }
            catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The browser has gone on to another page; the next request is not its last.
            }
        }
    }

    void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        var path = Path.Combine(_folder, context.Request.Url!.LocalPath.TrimStart('/'));
        if (!File.Exists(path))
        {
            response.StatusCode = 404;
            return;
        }

        response.ContentType = Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
        response.OutputStream.Write(File.ReadAllBytes(path));
    }

    public void Dispose() => _listener.Close();
}
