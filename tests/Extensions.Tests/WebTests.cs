using System.Globalization;

namespace AtomicWrites.Extensions.Tests;

/// <summary>Two replicas of a web application whose page edits its own options, under load.</summary>
public sealed class WebTests : IDisposable
{
    readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replicas_lose_no_update_and_show_the_same_in_the_end()
    {
        const int Each = 100;
        var file = _folder["appsettings.User.json"];
        await File.WriteAllTextAsync(file, "{\r\n  // the site\r\n  \"Site\": { \"Title\": \"t\" }\r\n}");
        using var one = HostProgram.Start("web", file);
        using var two = HostProgram.Start("web", file);
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var pages = new[] { one.ReadLine()!, two.ReadLine()! };
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 2 * Each)
                .Select(async number =>
                {
                    using var answer = await client.PostAsync(pages[number % 2], null);
                    answer.EnsureSuccessStatusCode();
                    return int.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
                })
        );
        Assert.Equal(Enumerable.Range(1, 2 * Each), answers.Order());
        foreach (var page in pages)
            Waiting.Until(() => client.GetStringAsync(page).Result == $"{2 * Each}", "a replica shows an old value");
        Assert.Equal(
            $"{{\r\n  // the site\r\n  \"Site\": {{ \"Title\": \"t\", \"Visits\": {2 * Each} }}\r\n}}",
            await File.ReadAllTextAsync(file)
        );
    }
}
