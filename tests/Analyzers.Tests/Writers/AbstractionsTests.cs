using System.IO.Abstractions;
using AtomicWrites.Analyzers.Rules;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.Tests.Writers;

/// <summary>Writes through System.IO.Abstractions, compiled against the package.</summary>
public class AbstractionsTests
{
    [Theory]
    [InlineData("{|ATW0001:files.File.WriteAllText(p, \"\")|}")]
    [InlineData("await {|ATW0001:files.File.WriteAllBytesAsync(p, new byte[1])|}")]
    [InlineData("{|ATW0001:files.File.AppendAllText(p, \"x\")|}")]
    [InlineData("{|ATW0001:files.File.Create(p)|}")]
    [InlineData("{|ATW0001:files.File.CreateText(p)|}")]
    [InlineData("{|ATW0001:files.File.OpenWrite(p)|}")]
    [InlineData("{|ATW0001:files.File.Open(p, FileMode.Create)|}")]
    [InlineData("{|ATW0001:files.File.Copy(\"x\", p, true)|}")]
    [InlineData("{|ATW0001:files.FileStream.New(p, FileMode.Create)|}")]
    [InlineData("{|ATW0001:files.FileInfo.New(p).Create()|}")]
    [InlineData("{|ATW0001:files.FileInfo.New(p).CreateText()|}")]
    [InlineData("{|ATW0001:files.FileInfo.New(p).AppendText()|}")]
    [InlineData("{|ATW0001:files.FileInfo.New(p).OpenWrite()|}")]
    [InlineData("{|ATW0001:files.FileInfo.New(p).Open(FileMode.Create)|}")]
    [InlineData("{|ATW0001:files.FileInfo.New(\"x\").CopyTo(p, true)|}")]
    [InlineData("{|ATW0001:files.FileInfo.Wrap(new FileInfo(p)).Create()|}")]
    [InlineData("using var stream = files.File.Open(p, FileMode.Open); {|ATW0001:stream.SetLength(0)|}")]
    [InlineData("files.File.ReadAllText(p)")]
    [InlineData("files.File.Open(p, FileMode.Open)")]
    [InlineData("files.FileStream.New(p, FileMode.Open, FileAccess.Read)")]
    [InlineData("files.FileInfo.New(p).OpenRead()")]
    public Task A_write_is_reported(string call) =>
        Run(
            "var p = files.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "
                + $"\"app\", \"state.json\"); {call};"
        );

    [Fact]
    public Task A_write_through_the_class_behind_the_interface_is_reported() =>
        Run("FileBase file = new FileWrapper(files); {|ATW0001:file.WriteAllText(\"settings.json\", \"\")|};");

    static Task Run(string body)
    {
        var test = Verify.Test<NonAtomicWriteAnalyzer>(
            "using System; using System.IO; using System.IO.Abstractions; "
                + $"class Program {{ async System.Threading.Tasks.Task Save(IFileSystem files) {{ {body} "
                + "await System.Threading.Tasks.Task.Yield(); } }",
            editorConfig: null
        );
        test.ReferenceAssemblies = new("net10.0");
        foreach (var reference in Net100.References.All)
            test.TestState.AdditionalReferences.Add(reference);
        foreach (var type in new[] { typeof(IFileSystem), typeof(FileBase) })
            test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(type.Assembly.Location));
        return test.RunAsync();
    }
}
