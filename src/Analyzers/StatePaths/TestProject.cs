using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>Recognises projects that test or build others: their files are nobody's state.</summary>
static class TestProject
{
    static readonly ImmutableHashSet<string> Frameworks = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "xunit.core",
        "xunit.v3.core",
        "nunit.framework",
        "TUnit.Core",
        "MSTest.TestFramework",
        "Microsoft.VisualStudio.TestPlatform.TestFramework"
    );

    static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        "test",
        "tests",
        "testing",
        "benchmarks",
        "specs"
    );

    // Of Nuke and of Cake.
    static readonly ImmutableHashSet<string> BuildNames = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "build",
        "_build"
    );

    public static bool Is(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(assembly => Frameworks.Contains(assembly.Name))
        || BuildNames.Contains(compilation.AssemblyName ?? "")
        || NameVocabulary.Of((compilation.AssemblyName ?? "").Replace("UnitTest", "Unit.Test")).Any(Names.Contains);
}
