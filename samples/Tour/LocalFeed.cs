using System.Globalization;

namespace Tour;

/// <summary>A folder with a package, and projects that restore from it.</summary>
sealed class LocalFeed : IDisposable
{
    LocalFeed(string folder, string version)
    {
        Folder = folder;
        Version = version;
    }

    public string Folder { get; }

    /// <summary>
    /// What is packed has one of its own, so that no cache can hand out an older package; stable, as what users get is.
    /// </summary>
    public string Version { get; }

    public string Package => Path.Combine(Folder, "feed", $"AtomicWrites.{Version}.nupkg");

    // What the machine has restored already is not fetched again; our own package never gets there.
    static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Of what the repository is now.</summary>
    public static LocalFeed Pack(string repository) =>
        // Each part fits into the version of a file.
        Make(
            string.Create(
                CultureInfo.InvariantCulture,
                $"0.{(DateTime.UtcNow - DateTime.UnixEpoch).Days}.{DateTime.UtcNow.TimeOfDay.TotalSeconds / 2:0}"
            ),
            feed =>
                Dotnet.Run(
                    repository,
                    "pack",
                    "src/Runtime/AtomicWrites.csproj",
                    "-c",
                    "Release",
                    "-o",
                    Path.GetDirectoryName(feed.Package)!,
                    "-v",
                    "quiet",
                    "-nologo",
                    "-m:1", // a second process takes longer to start than it saves
                    "-p:RunAnalyzers=false", // they change no byte
                    "-p:MinVerVersionOverride=" + feed.Version
                )
        );

    /// <summary>Of a package that there is.</summary>
    public static LocalFeed Of(string package) =>
        Make(Path.GetFileNameWithoutExtension(package)["AtomicWrites.".Length..], feed =>
            File.Copy(package, feed.Package)
        );

    static LocalFeed Make(string version, Action<LocalFeed> fill)
    {
        var feed = new LocalFeed(Directory.CreateTempSubdirectory("atomic-writes-").FullName, version);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(feed.Package)!);
            fill(feed);
            File.WriteAllText(
                Path.Combine(feed.Folder, "nuget.config"),
                $"""
                <configuration>
                  <config><add key="globalPackagesFolder" value="{Path.Combine(feed.Folder, "packages")}" /></config>
                  <fallbackPackageFolders><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
                  <packageSources><add key="local" value="{Path.Combine(feed.Folder, "feed")}" /></packageSources>
                </configuration>
                """
            );
            // Keeps what stands above the temp folder out.
            File.WriteAllText(Path.Combine(feed.Folder, "Directory.Build.props"), "<Project />");
            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes a project of C# <paramref name="sources"/> that references the package; its name may have folders before
    /// it.
    /// </summary>
    public string Project(
        string name,
        IEnumerable<(string Name, string Text)> sources,
        string outputType = "Exe",
        string targetFrameworks = "net10.0"
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        File.WriteAllText(
            Path.Combine(folder, Path.GetFileName(name) + ".csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>{outputType}</OutputType>
                <TargetFrameworks>{targetFrameworks}</TargetFrameworks>
                <LangVersion>latest</LangVersion>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AtomicWrites" Version="{Version}" />
              </ItemGroup>
            </Project>
            """
        );
        foreach (var (file, text) in sources)
            File.WriteAllText(Path.Combine(folder, file), text);
        return folder;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
