using System.Diagnostics;

namespace AtomicWrites.Benchmarks;

/// <summary>What a peer needs on this machine, and the command that compiles, installs or just looks for it.</summary>
/// <param name="name">What it is called in messages.</param>
/// <param name="install">How to get it on Debian.</param>
/// <param name="command">Run in <see cref="Folder"/>; fails where something is missing.</param>
/// <param name="product">What the command leaves behind; it is not run again before a source is newer.</param>
/// <param name="sources">Folder of what the product is made of.</param>
sealed class Prerequisite(string name, string install, string[] command, string? product = null, string? sources = null)
{
    public static readonly Prerequisite Compiler = new(
        "C compiler",
        "apt-get install gcc libc6-dev",
        ["cc", "-O2", "-Wall", "-pthread", "-o", "built/protocol", "protocol.c"],
        "built/protocol",
        "."
    );

    public static readonly Prerequisite Go = new(
        "Go",
        "apt-get install golang-go",
        ["env", "-C", "go", "GO111MODULE=off", "go", "build", "-o", "../built/go-standard", "."],
        "built/go-standard",
        "go"
    );

    public static readonly Prerequisite GoLibraries = new(
        "Go packages renameio and flock",
        "apt-get install golang-go golang-github-google-renameio-dev golang-github-gofrs-flock-dev",
        [
            "env",
            "-C",
            "go",
            "GO111MODULE=off",
            "GOPATH=/usr/share/gocode",
            "go",
            "build",
            "-tags",
            "libraries",
            "-o",
            "../built/go-libraries",
            ".",
        ],
        "built/go-libraries",
        "go"
    );

    public static readonly Prerequisite Python = new(
        "Python",
        "apt-get install python3",
        ["python3", "-c", "import fcntl"]
    );

    public static readonly Prerequisite PythonLibraries = new(
        "Python packages atomicwrites and filelock",
        "apt-get install python3-atomicwrites python3-filelock",
        ["/usr/bin/python3", "-c", "import atomicwrites, filelock"]
    );

    public static readonly Prerequisite Node = new(
        "npm packages",
        "apt-get install nodejs npm (and access to the npm registry)",
        ["npm", "ci", "--prefix", "node", "--silent"],
        "node/node_modules",
        "node"
    );

    public static readonly Prerequisite Strace = new("strace", "apt-get install strace", ["strace", "-V"]);

    /// <summary>Where the peers lie, beside this program; it is the current directory.</summary>
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "peers");

    bool _tried;
    string? _obstacle;

    /// <summary>Makes it ready; why that failed and what helps, or null.</summary>
    public string? Obstacle()
    {
        if (!_tried)
            _obstacle = IsUpToDate() || Run() is not { } failure ? null : $"{name}: {failure}; to have it: {install}";
        _tried = true;
        return _obstacle;
    }

    bool IsUpToDate() =>
        product is not null
        && Path.Exists(product)
        && Directory
            .GetFiles(sources!)
            .All(source => File.GetLastWriteTimeUtc(source) <= File.GetLastWriteTimeUtc(product));

    string? Run()
    {
        Directory.CreateDirectory("built");
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(command[0], command[1..])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0
                ? null
                : $"'{string.Join(' ', command)}' failed: {(error + output.Result.Trim()).Split('\n')[^1]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"there is no '{command[0]}'";
        }
    }
}
