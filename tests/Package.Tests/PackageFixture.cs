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

    readonly Lazy<bool> _extensions;

    public PackageFixture() => _extensions = new(PackExtensions);

    internal LocalFeed Feed { get; } = LocalFeed.Pack(Repository);

    /// <summary>For tests of the package for hosts, which is packed once by the first of them.</summary>
    public void NeedExtensions() => Assert.True(_extensions.Value);

    bool PackExtensions()
    {
        Dotnet.Run(
            Repository,
            "pack",
            "src/Extensions/AtomicWrites.Extensions.csproj",
            "-c",
            "Release",
            "-o",
            Path.GetDirectoryName(Feed.Package)!,
            "-v",
            "quiet",
            "-nologo",
            "-p:MinVerVersionOverride=" + Feed.Version
        );
        return true;
    }

    public void Dispose() => Feed.Dispose();
}
