using System.Reflection;
using AtomicWrites.Package.Tests;
using Tour;

[assembly: AssemblyFixture(typeof(PackageFixture))]

namespace AtomicWrites.Package.Tests;

/// <summary>The package as users get it, packed once for all tests.</summary>
public sealed class PackageFixture : IDisposable
{
    public static string Repository { get; } =
        Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "Repository")
            .Value!;

    internal LocalFeed Feed { get; } = LocalFeed.Pack(Repository);

    public void Dispose() => Feed.Dispose();
}
