using Microsoft.CodeAnalysis;

namespace AtomicWrites.CodeFixes.Documents;

/// <summary>
/// Whether somebody looks at what is offered. <c>dotnet format</c> and <c>roslynator fix</c> load projects by MSBuild
/// and apply what they are offered, the latter even what has no Fix All; what somebody has to decide on is not for
/// them.
/// </summary>
static class InteractiveHost
{
    public static bool Is(Document document) => document.Project.Solution.Workspace.Kind != WorkspaceKind.MSBuild;
}
