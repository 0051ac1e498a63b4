using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The members of a type, to be known again after changes.</summary>
sealed class MarkedMembers
{
    const string Kind = "AtomicWrites.Member";

    readonly TextSpan[] _spans;

    public MarkedMembers(TypeDeclarationSyntax type)
    {
        _spans = [.. type.Members.Select(member => member.Span)];
        Type = type.ReplaceNodes(type.Members, (member, _) =>
                member.WithAdditionalAnnotations(new SyntaxAnnotation(Kind, $"{type.Members.IndexOf(member)}"))
            )
            .WithAdditionalAnnotations(OfType);
    }

    /// <summary>What marks the type.</summary>
    public SyntaxAnnotation OfType { get; } = new();

    /// <summary>The type with its marks.</summary>
    public TypeDeclarationSyntax Type { get; }

    /// <summary>Whether one of some members is that at a place of the type as it was.</summary>
    public bool Have(IEnumerable<MemberDeclarationSyntax> members, int position) =>
        members.Any(member => NumberOf(member) is { } number && _spans[number].Contains(position));

    /// <summary>Some members, to be known again.</summary>
    public static HashSet<int> Of(IEnumerable<MemberDeclarationSyntax> members) =>
        [.. members.Select(NumberOf).OfType<int>()];

    /// <summary>Which one a member is; null for a new one.</summary>
    public static int? NumberOf(MemberDeclarationSyntax member) =>
        member.GetAnnotations(Kind).FirstOrDefault() is { Data: { } data }
            ? int.Parse(data, CultureInfo.InvariantCulture)
            : null;
}
