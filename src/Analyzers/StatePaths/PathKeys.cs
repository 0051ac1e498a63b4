using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>How the key of a path names what is unknown in it.</summary>
static class PathKeys
{
    const string OfCall = "#";

    /// <summary>
    /// The symbol, so that the same field is the same part of a path; what a method is passed is marked, since each
    /// call may pass another.
    /// </summary>
    public static string Of(ISymbol symbol) =>
        symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } =>
                $"{constructor.ContainingType.ToDisplayString()}.{symbol.Name}",
            IParameterSymbol or ILocalSymbol => $"{OfCall}{symbol.ContainingSymbol.ToDisplayString()}.{symbol.Name}",
            _ => $"{symbol.ContainingType?.OriginalDefinition.ToDisplayString()}.{symbol.Name}",
        };

    /// <summary>Whether something in a key is sure: text, or what belongs to an object or to the program.</summary>
    public static bool IsDistinct(string key) => Abstract(key).Replace(Call, "").Any(char.IsLetter);

    const string Call = "‹#›";

    /// <summary>The key with what each call passes left open: one file for each.</summary>
    public static string Abstract(string key)
    {
        for (var at = key.IndexOf("‹" + OfCall, StringComparison.Ordinal); at >= 0; )
        {
            var end = key.IndexOf('›', at);
            if (end < 0)
                break;
            key = key.Substring(0, at) + Call + key.Substring(end + 1);
            at = key.IndexOf("‹" + OfCall, at + Call.Length, StringComparison.Ordinal);
        }

        return key.Replace(TracedPath.Anything, Call);
    }
}
