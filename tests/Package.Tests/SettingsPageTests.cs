using System.Text.RegularExpressions;
using Tour;

namespace AtomicWrites.Package.Tests;

/// <summary>
/// What docs/aspnetcore-settings.md tells a newcomer to do, done in an empty folder against the packages.
/// </summary>
public sealed partial class SettingsPageTests(PackageFixture package)
{
    const string Page = "docs/aspnetcore-settings.md";

    [Fact]
    public async Task The_steps_lead_from_an_empty_folder_to_a_page_that_edits_its_settings()
    {
        package.NeedOthers();
        var blocks = Blocks();
        var folder = Directory.CreateDirectory(Path.Combine(package.Feed.Folder, "web")).FullName;
        foreach (var command in blocks[0].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (command.StartsWith("cd ", StringComparison.Ordinal))
                folder = Path.Combine(folder, command[3..]);
            else
                Dotnet.Run(folder, command["dotnet ".Length..].Split(' '));
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), blocks[1]);
        Assert.Contains("dotnet run --urls http://localhost:5080", blocks[2], StringComparison.Ordinal);
        Dotnet.Run(folder, "build", "-warnaserror");

        Assert.Equal(["My site", "Hello", "Hello"], await Answers(folder, blocks[3]));
        Assert.Equal(
            blocks[4].ReplaceLineEndings(),
            await File.ReadAllTextAsync(Path.Combine(folder, "appsettings.User.json"))
        );
        Assert.Equal("Hello", (await Answers(folder, blocks[3]))[0]); // after a restart
    }

    static async Task<string[]> Answers(string folder, string commands)
    {
        // On a port that is free.
        using var server = Dotnet.Start(folder, "run", "--no-build", "--urls", "http://127.0.0.1:0");
        try
        {
            string? line;
            do line = await server.StandardOutput.ReadLineAsync();
            while (line is not null && !line.Contains("Now listening on: ", StringComparison.Ordinal));
            Assert.NotNull(line);
            var address = line[line.IndexOf("http", StringComparison.Ordinal)..].Trim();
            _ = server.StandardOutput.ReadToEndAsync(); // or it would wait for a reader
            using var client = new HttpClient();
            var answers = new List<string>();
            foreach (Match request in Request().Matches(commands))
            {
                var path = new Uri(request.Groups[2].Value.Trim('"')).PathAndQuery;
                using var answer = request.Groups[1].Success
                    ? await client.PostAsync(address + path, null)
                    : await client.GetAsync(address + path);
                answers.Add(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
            }

            return [.. answers];
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    // Of the first section, in their order.
    static string[] Blocks()
    {
        var page = File.ReadAllText(Path.Combine(PackageFixture.Repository, Page)).ReplaceLineEndings("\n");
        var start = page.IndexOf("\n## From an empty folder", StringComparison.Ordinal);
        Assert.True(start > 0, $"{Page} has no such section");
        return
        [
            .. Fence()
                .Matches(page[start..page.IndexOf("\n## ", start + 1, StringComparison.Ordinal)])
                .Select(match => match.Groups[1].Value),
        ];
    }

    [GeneratedRegex("^```\\w+\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^curl (-X POST )?(\\S+)$", RegexOptions.Multiline)]
    private static partial Regex Request();
}
