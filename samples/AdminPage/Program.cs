using AdminPage;
using AtomicWrites.Extensions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

const string Usage = """
    adminpage FILE [--urls http://localhost:5080]

    A web page that edits the section "Site" of the JSON file FILE. Start it twice with the same file: neither loses what the
    other has saved, and every comment of yours stays.

      curl localhost:5080                              shows the settings
      curl -X POST "localhost:5080/title?title=Hello"  changes one of them

      --help   this text
    """;

if (args is not [var file, .. var rest] || file.StartsWith('-'))
{
    Console.WriteLine(Usage);
    return args is ["--help" or "-h"] ? 0 : 2;
}

var builder = WebApplication.CreateBuilder(rest);
builder.Services.AddWritableOptions<SiteOptions>("Site", Path.GetFullPath(file));
var app = builder.Build();
app.MapGet("/", (IWritableOptions<SiteOptions> site) => Results.Json(site.CurrentValue));
app.MapPost("/title", async (IWritableOptions<SiteOptions> site, string title) =>
    Results.Json(await site.EditAsync(options => options.Title = title))
);
await app.RunAsync();
return 0;
