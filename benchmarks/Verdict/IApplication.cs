using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AtomicWrites.VerdictBenchmark;

/// <summary>Something that has labelled sources.</summary>
interface IApplication
{
    /// <summary>A file, by the name that the label gives it, and the compilation that it is in.</summary>
    (CSharpCompilation Compilation, SyntaxTree Tree)? Find(string file);
}
