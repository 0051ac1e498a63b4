using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Generated.Tests.Programs;

/// <summary>The programs of a solution, compiled and loaded.</summary>
sealed class Image : IDisposable
{
    readonly AssemblyLoadContext _context = new("Generated", isCollectible: true);
    readonly Dictionary<ProjectId, Assembly> _assemblies = [];

    /// <summary>Those of some documents, none of which has an error.</summary>
    public static async Task<Image> OfAsync(Solution solution, IEnumerable<DocumentId> documents)
    {
        var image = new Image();
        foreach (var group in documents.GroupBy(document => document.ProjectId))
        {
            var project = solution.GetProject(group.Key)!;
            project = project.RemoveDocuments([.. project.DocumentIds.Except(group)]);
            using var code = new MemoryStream();
            var emitted = (await project.GetCompilationAsync())!.Emit(code);
            Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
            code.Position = 0;
            image._assemblies.Add(group.Key, image.Load(project, code));
        }

        return image;
    }

    // Each top-level program is an assembly of the same name.
    Assembly Load(Project project, MemoryStream code) =>
        project.CompilationOptions!.OutputKind == OutputKind.ConsoleApplication
            ? new AssemblyLoadContext(project.Name, isCollectible: true).LoadFromStream(code)
            : _context.LoadFromStream(code);

    /// <summary>What a document's program is started by.</summary>
    public MethodInfo EntryOf(Document document)
    {
        var assembly = _assemblies[document.Project.Id];
        return assembly.EntryPoint
            ?? assembly.GetType(Path.GetFileNameWithoutExtension(document.Name) + ".Program")!.GetMethod("Run")!;
    }

    public void Dispose() => _context.Unload();
}
