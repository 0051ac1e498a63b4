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

    readonly Lazy<bool> _others;

    public PackageFixture() => _others = new(PackOthers);

    internal LocalFeed Feed { get; } = LocalFeed.Pack(Repository);

    /// <summary>For tests of the packages beside the core: the first of them has the solution packed.</summary>
    public void NeedOthers() => Assert.True(_others.Value);

    bool PackOthers()
    {
        Dotnet.Run(
            Repository,
            "pack",
            "AtomicWrites.Analyzers.sln",
            "-c",
            "Release",
            "-o",
            Path.GetDirectoryName(Feed.Package)!,
            "-v",
            "quiet",
            "-nologo",
            "-m:1",
            "-p:RunAnalyzers=false", // as the core was built, which is not compiled again
            "-p:MinVerVersionOverride=" + Feed.Version
        );
        return true;
    }

    public void Dispose() => Feed.Dispose();
}
