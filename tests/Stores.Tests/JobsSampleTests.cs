using System.Diagnostics;
using System.Reflection;
using AtomicWrites.Stores.Tests.Servers;

namespace AtomicWrites.Stores.Tests;

/// <summary>samples/Jobs on each store: two replicas, one of which is killed.</summary>
public sealed class JobsSampleTests(PostgreSqlServer postgreSql, EtcdServer etcd) : IDisposable
{
    const int Jobs = 120;

    static readonly string Program = Assembly
        .GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "Jobs")
        .Value!;

    readonly string _folder = Directory.CreateTempSubdirectory("atomic-writes-jobs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("file")]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [InlineData("etcd")]
    public async Task Two_replicas_do_each_job_once_though_one_is_killed(string store)
    {
        var at = store switch
        {
            "file" => Path.Combine(_folder, "jobs.json"),
            "sqlite" => $"Data Source={Path.Combine(_folder, "jobs.db")}",
            "postgresql" => postgreSql.Connection,
            _ => etcd.Connection,
        };
        var input = Path.Combine(_folder, "jobs.txt");
        await File.WriteAllLinesAsync(input, Enumerable.Range(0, Jobs).Select(number => $"job number {number}"));
        string[] arguments = [input, "--store", store, "--at", at, "--key", Guid.NewGuid().ToString("N"), "--replica"];

        using var killed = Start([.. arguments, "killed"]);
        for (var line = 0; line < 20; line++)
            Assert.NotNull(await killed.StandardOutput.ReadLineAsync());
        killed.Kill();
        var outputs = await Task.WhenAll(
            Finish(Start([.. arguments, "first"])),
            Finish(Start([.. arguments, "second"]))
        );
        Assert.Contains($"{Jobs} of {Jobs} done, {3 * Jobs} words", string.Concat(outputs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'paper' is no store: sqlite, postgresql, etcd or file", "--store", "paper")]
    [InlineData("names no file", "--at", "Data Source=:memory:")]
    [InlineData("make its directory", "--at", "Data Source=/nowhere/jobs.db")]
    [InlineData("the server cannot be reached", "--store", "postgresql", "--at", "Host=127.0.0.1;Port=1;Username=a")]
    public async Task What_is_wrong_is_said_in_a_line(string told, params string[] arguments)
    {
        var input = Path.Combine(_folder, "jobs.txt");
        await File.WriteAllTextAsync(input, "one");
        using var process = Start([input, .. arguments]);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("jobs: ", error, StringComparison.Ordinal);
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    static Process Start(string[] arguments) =>
        Process.Start(
            new ProcessStartInfo("dotnet", [Program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    static async Task<string> Finish(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, output + await error);
            return output;
        }
    }
}
