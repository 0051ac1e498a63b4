using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>How the key of a path names what is unknown in it.</summary>
static class PathKeys
{
    const string OfCall = "#";

    /// <summary>In a key: any file of the folder before it.</summary>
    public const string Each = OfCall + "*";

    /// <summary>What lists the files of a folder.</summary>
    public static readonly ImmutableHashSet<string> Enumerations = ImmutableHashSet.Create(
        "GetFiles",
        "EnumerateFiles",
        "GetFileSystemEntries",
        "EnumerateFileSystemEntries",
        "GetFileSystemInfos",
        "EnumerateFileSystemInfos"
    );

    /// <summary>Whether a key means any file of a folder, and another key one of these files.</summary>
    public static bool Lists(string key, string file)
    {
        var at = key.IndexOf($"/‹{Each}›", StringComparison.Ordinal);
        return at > 0
            && file.LastIndexOf('/') is > 0 and var slash
            && file.EndsWith(key.Substring(at + Each.Length + 3), StringComparison.OrdinalIgnoreCase)
            && Abstract(key.Substring(0, at)) is var folder
            && folder == Abstract(file.Substring(0, slash))
            && IsDistinct(folder);
    }

    /// <summary>
    /// The symbol, so that the same field is the same part of a path; what a method is passed is marked, since each
    /// call may pass another.
    /// </summary>
    public static string Of(ISymbol symbol) => Of(symbol, null);

    /// <param name="symbol">The symbol.</param>
    /// <param name="instance">The object that it is asked of: one that a method is passed differs with each
    /// call.</param>
    public static string Of(ISymbol symbol, IOperation? instance) =>
        symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } =>
                $"{constructor.ContainingType.ToDisplayString()}.{symbol.Name}",
            IParameterSymbol or ILocalSymbol => $"{OfCall}{Around(symbol)}.{symbol.Name}",
            _ when IsPassed(instance) =>
                $"{OfCall}{symbol.ContainingType?.OriginalDefinition.ToDisplayString()}.{symbol.Name}",
            _ => $"{symbol.ContainingType?.OriginalDefinition.ToDisplayString()}.{symbol.Name}",
        };

    /// <summary>Of what does not compile, its text: a member of something may differ with each call.</summary>
    public static string OfUnbound(SyntaxNode syntax) =>
        (syntax is MemberAccessExpressionSyntax ? OfCall : "") + "~" + syntax.WithoutTrivia();

    // All lambdas display alike.
    static string Around(ISymbol variable)
    {
        var symbol = variable.ContainingSymbol;
        return symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }
            ? $"{Around(symbol)}@{symbol.Locations.FirstOrDefault()?.SourceSpan.Start}"
            : symbol.ToDisplayString();
    }

    /// <summary>Whether an object is one that a method was passed, or a part of it.</summary>
    public static bool IsPassed(IOperation? instance) =>
        instance switch
        {
            IParameterReferenceOperation or ILocalReferenceOperation => true,
            IConversionOperation conversion => IsPassed(conversion.Operand),
            IPropertyReferenceOperation property => IsPassed(property.Instance),
            IFieldReferenceOperation field => IsPassed(field.Instance),
            _ => false,
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
