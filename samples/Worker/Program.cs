using AtomicWrites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

const string Usage = """
    worker FILE STATE

    A service that counts the words of FILE, a line at a time, and keeps what it has found in the JSON file STATE. Kill it
    whenever you like and start it again: it goes on with the next line. Several may work on the same files.

      --help   this text
    """;

if (args is not [var input, var state] || input.StartsWith('-'))
{
    Console.WriteLine(Usage);
    return args is ["--help" or "-h"] ? 0 : 2;
}

var builder = Host.CreateApplicationBuilder();
builder.Services.AddSingleton<IState<Progress>>(
    new StateFile<Progress>(state, ProgressJson.Default.Progress, new() { Initial = () => new Progress() })
);
builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<WordCounter>(services, input));
await builder.Build().RunAsync();
return 0;
