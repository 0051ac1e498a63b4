namespace AtomicWrites.Runtime.Tests;

/// <summary>Compare-and-swap in the model checker.</summary>
public sealed class ModelTests
{
    [Fact]
    public void The_model_holds_and_each_rule_left_out_of_it_is_found_out()
    {
        Needs.Program("spin");
        Needs.Program("gcc");
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "models/check.sh")))
            root = Path.GetDirectoryName(root) ?? throw new FileNotFoundException("models/check.sh");
        var (exitCode, output) = Needs.Shell($"bash {root}/models/check.sh");
        TestContext.Current.SendDiagnosticMessage(output);
        Assert.True(exitCode == 0, output);
    }
}
