using System.Net.Sockets;
using System.Text;
using AtomicWrites.Docs.Tests.Site;

namespace AtomicWrites.Docs.Tests;

/// <summary>The server that the browser is pointed at.</summary>
public class SiteServerTests
{
    [Fact]
    public async Task Who_goes_before_all_is_there_leaves_the_server_to_others()
    {
        var folder = Directory.CreateTempSubdirectory("site-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "large.json"), new byte[50_000_000]);
            File.WriteAllText(Path.Combine(folder, "small.json"), "{}");
            using var server = new SiteServer(folder);
            var address = new Uri(server.Address);
            using (var hasty = new TcpClient(address.Host, address.Port) { LingerState = new(true, 0) })
            {
                var request = $"GET /large.json HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n";
                await hasty
                    .GetStream()
                    .WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
                Assert.NotEqual(-1, hasty.GetStream().ReadByte());
            } // reset in the middle of the answer

            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            Assert.Equal(
                "{}",
                await client.GetStringAsync(new Uri(address, "small.json"), TestContext.Current.CancellationToken)
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
