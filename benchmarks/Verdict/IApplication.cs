using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>Something that has labelled sources.</summary>
interface IApplication
{
    /// <summary>A file, by the name that the label gives it, and a compilation in which the line is compiled.</summary>
    (CSharpCompilation Compilation, SyntaxTree Tree)? Find(string file, int line);
}
