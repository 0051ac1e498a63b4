using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace AtomicWrites.Package.Tests;

/// <summary>A file of a build service: its steps, and the scripts in them.</summary>
sealed partial class Workflow
{
    Workflow(string path, YamlMappingNode root)
    {
        Name = Path.GetRelativePath(PackageFixture.Repository, path).Replace('\\', '/');
        Root = root;
    }

    public string Name { get; }

    public YamlMappingNode Root { get; }

    public static Workflow Load(params string[] path)
    {
        var file = Path.Combine([PackageFixture.Repository, .. path]);
        using var reader = new StreamReader(file);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return new(file, (YamlMappingNode)Assert.Single(yaml.Documents).RootNode);
    }

    /// <summary>The steps of all jobs.</summary>
    public IEnumerable<YamlMappingNode> Steps =>
        Root.Children.TryGetValue("jobs", out var jobs)
            ? ((YamlMappingNode)jobs).Children.Values.SelectMany(job =>
                ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>()
            )
            : ((YamlSequenceNode)Root["steps"]).Cast<YamlMappingNode>();

    /// <summary>The value of a key, or null.</summary>
    public static string? Value(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    /// <summary>The script of the step that is called so, with the variables of the service filled in.</summary>
    public string Script(string step, params (string Variable, string Value)[] variables)
    {
        var node = Steps.Single(node => (Value(node, "name") ?? Value(node, "displayName")) == step);
        return variables.Aggregate((Value(node, "run") ?? Value(node, "script"))!, (script, variable) =>
            script.Replace($"$({variable.Variable})", variable.Value, StringComparison.Ordinal)
        );
    }

    /// <summary>Runs a script in a folder as the service does: it ends at the first error.</summary>
    public static (int ExitCode, string Output) Bash(string folder, string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>A script as bash would see it, whatever the service puts for its expressions.</summary>
    public static string WithoutExpressions(string script) => Expression().Replace(script, "x");

    [GeneratedRegex(@"\$\{\{.*?\}\}|\$\([A-Z]\w+\.[\w.]+\)")]
    private static partial Regex Expression();
}
