using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AtomicWrites.Extensions.Tests;

/// <summary>A host with nothing in it but a log, whose content is in a folder of the test.</summary>
static class EmptyHost
{
    public static HostApplicationBuilder Builder(Folder folder, LogLines log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = folder.Path });
        builder.Logging.AddProvider(log);
        return builder;
    }
}
