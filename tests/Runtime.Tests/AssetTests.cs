using System.Reflection;
using System.Runtime.Versioning;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Which build of the library is under test: these sources are compiled for each.</summary>
public class AssetTests
{
#if NETSTANDARD_ASSET
    const string Expected = ".NETStandard,Version=v2.0";
#else
    const string Expected = ".NETCoreApp,Version=v8.0";
#endif

    [Fact]
    public void Tests_and_probe_run_the_asset_that_they_are_for()
    {
        Assert.Equal(
            Expected,
            typeof(AtomicFile).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName
        );
        Assert.Equal(Expected, Probe.Run("asset").Output.Trim());
    }
}
