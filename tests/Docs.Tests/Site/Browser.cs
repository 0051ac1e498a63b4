using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AtomicWrites.Docs.Tests.Site;

/// <summary>A Chromium without a window that is told what to do over its DevTools protocol.</summary>
sealed class Browser : IDisposable
{
    static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    readonly Process _process;
    readonly ClientWebSocket _socket = new();
    readonly string _profile = Directory.CreateTempSubdirectory("browser-").FullName;
    int _last;

    Browser(string program) =>
        _process = Process.Start(
            new ProcessStartInfo(
                program,
                [
                    "--headless",
                    "--no-sandbox", // as root, which containers run as
                    "--disable-gpu",
                    "--window-size=1280,900",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={_profile}",
                    "about:blank",
                ]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;

    /// <summary>The first that is installed, or null.</summary>
    public static string? Installed =>
        Names
            .SelectMany(name =>
                (Environment.GetEnvironmentVariable("PATH") ?? "")
                    .Split(Path.PathSeparator)
                    .Select(folder => Path.Combine(folder, name))
            )
            .FirstOrDefault(File.Exists);

    public static async Task<Browser> Start(string program, CancellationToken cancellation)
    {
        var browser = new Browser(program);
        try
        {
            var port = await browser.Port(cancellation);
            using var client = new HttpClient();
            var pages = JsonNode.Parse(
                await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json"), cancellation)
            )!;
            var page = pages.AsArray().First(target => (string?)target!["type"] == "page")!;
            await browser._socket.ConnectAsync(new((string)page["webSocketDebuggerUrl"]!), cancellation);
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    // It says where it listens once it does, and goes on to say other things.
    async Task<string> Port(CancellationToken cancellation)
    {
        const string Listening = "DevTools listening on ws://127.0.0.1:";
        while (await _process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith(Listening, StringComparison.Ordinal))
                continue;
            _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
            return line[Listening.Length..].Split('/')[0];
        }

        throw new InvalidOperationException("the browser has ended");
    }

    /// <summary>Goes to a page and waits until it is loaded.</summary>
    public async Task Open(string address, CancellationToken cancellation)
    {
        await Send("Page.navigate", new() { ["url"] = address }, cancellation);
        await Until($"location.href.startsWith('{address}') && document.readyState === 'complete'", cancellation);
    }

    /// <summary>What a reader has chosen in the system.</summary>
    public Task Prefer(string scheme, CancellationToken cancellation) =>
        Send(
            "Emulation.setEmulatedMedia",
            new()
            {
                ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
            },
            cancellation
        );

    /// <summary>Keeps a picture of what is to be seen, as PNG.</summary>
    public async Task Photograph(string file, CancellationToken cancellation)
    {
        var answer = await Send("Page.captureScreenshot", [], cancellation);
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)answer["data"]!), cancellation);
    }

    /// <summary>Waits until a script says that it is so; the token ends a vain wait.</summary>
    public async Task Until(string condition, CancellationToken cancellation)
    {
        while (await Evaluate(condition, cancellation) is not "True")
            await Task.Delay(100, cancellation);
    }

    /// <summary>The value of a script, as text.</summary>
    public async Task<string> Evaluate(string script, CancellationToken cancellation)
    {
        var answer = await Send(
            "Runtime.evaluate",
            new() { ["expression"] = script, ["returnByValue"] = true },
            cancellation
        );
        return answer["result"]?["value"] is { } value
            ? value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                ? ((bool)value).ToString()
                : value.ToString()
            : "";
    }

    async Task<JsonNode> Send(string method, JsonObject parameters, CancellationToken cancellation)
    {
        var id = ++_last;
        var command = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(command.ToJsonString()),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellation
        );
        while (true)
        {
            var message = JsonNode.Parse(await Receive(cancellation))!;
            if ((int?)message["id"] == id)
                return message["result"] ?? throw new InvalidOperationException(message.ToJsonString());
        }
    }

    async Task<string> Receive(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, cancellation);
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(text.ToArray());
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
    }
}
