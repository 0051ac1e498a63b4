using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>How a call opens a file, as far as it is known; what is not known counts as a write.</summary>
/// <param name="Mode">The <c>FileMode</c> by name; null where there is none or it is not known.</param>
/// <param name="Access">The <c>FileAccess</c> by name.</param>
/// <param name="Appends">Whether what is there stays.</param>
readonly record struct Opening(string? Mode, string? Access, bool Appends)
{
    /// <summary>Whether it creates or truncates.</summary>
    public bool Writes => Mode != "Open" && Access != "Read";

    /// <summary>Whether it leaves a file that exists as it is, but may write into it later.</summary>
    public bool Updates => Mode == "Open" && Access != "Read";

    /// <summary>Whether a file that exists stays as it is until something is written.</summary>
    public bool KeepsContent => Mode == "OpenOrCreate" || Appends;

    /// <summary>Whether the file must not exist before.</summary>
    public bool CreatesNew => Mode == "CreateNew";

    /// <summary>Whether the file is gone with the handle.</summary>
    public bool DeletesOnClose { get; init; }

    /// <summary>Whether it says that nobody else may open the file: <c>FileShare.None</c>.</summary>
    public bool IsExclusive { get; init; }

    public static Opening Of(BoundCall call)
    {
        var opening = default(Opening);
        foreach (var parameter in call.Method.Parameters)
        {
            var passed = call.For(parameter);
            opening = parameter.Type.Name switch
            {
                "FileMode" => opening with { Mode = Member(parameter, passed) },
                "FileAccess" => opening with { Access = Member(parameter, passed) },
                "FileShare" => opening with { IsExclusive = passed is not null && Member(parameter, passed) == "None" },
                "FileOptions" => opening with { DeletesOnClose = passed is not null && Mentions(passed.Syntax) },
                "FileStreamOptions" => OfOptions(passed),
                "Boolean" when parameter.Name == "append" => opening with
                {
                    Appends = passed?.ConstantValue.Value is true,
                },
                _ => opening,
            };
        }

        return opening.Mode == "Append" ? opening with { Appends = true } : opening;
    }

    // The name of the enumeration's member, also where it is the parameter's default.
    static string? Member(IParameterSymbol parameter, IOperation? passed)
    {
        var value =
            passed is not null ? passed.ConstantValue.Value
            : parameter.HasExplicitDefaultValue ? parameter.ExplicitDefaultValue
            : null;
        return value is null
            ? null
            : parameter
                .Type.GetMembers()
                .OfType<IFieldSymbol>()
                .FirstOrDefault(member => value.Equals(member.ConstantValue))
                ?.Name;
    }

    // FileOptions.DeleteOnClose | FileOptions.Asynchronous
    static bool Mentions(SyntaxNode options) =>
        options.DescendantNodesAndSelf().Any(part => Names.Simple(part) == "DeleteOnClose");

    // By name: in the initializer, and on the local afterwards; what is not set has its default.
    static Opening OfOptions(IOperation? options)
    {
        if (Initializer.Of(options) is not BaseObjectCreationExpressionSyntax creation)
            return default;
        var opening = new Opening("Open", "Read", Appends: false);
        foreach (var assignment in Assignments(creation, (options as ILocalReferenceOperation)?.Local.Name))
        {
            var value = Names.Simple(assignment.Right) is { Length: > 0 } name ? name : null;
            opening = Names.Simple(assignment.Left) switch
            {
                "Mode" => opening with { Mode = value },
                "Access" => opening with { Access = value },
                "Share" => opening with { IsExclusive = value == "None" },
                "Options" => opening with { DeletesOnClose = Mentions(assignment.Right) },
                _ => opening,
            };
        }

        return opening;
    }

    static IEnumerable<AssignmentExpressionSyntax> Assignments(
        BaseObjectCreationExpressionSyntax creation,
        string? local
    )
    {
        foreach (var assignment in creation.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>() ?? [])
            yield return assignment;
        if (local is null || Names.Member(creation) is not { } member)
            yield break;
        foreach (var property in new[] { "Mode", "Access", "Share", "Options" })
        foreach (var value in TreeIndex.Of(creation.SyntaxTree).AssignedTo(property))
            if (
                Names.Member(value) == member
                && value.Parent
                    is AssignmentExpressionSyntax
                    {
                        Left: MemberAccessExpressionSyntax
                        {
                            Expression: IdentifierNameSyntax { Identifier.ValueText: var target }
                        }
                    } assignment
                && target == local
            )
                yield return assignment;
    }
}
