using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

// To make an object runs what its members begin with, and the constructors of what it is derived from.
sealed partial class TargetUses
{
    bool IsTouchedByMaking(IMethodSymbol? made, int depth)
    {
        if (made is not { MethodKind: MethodKind.Constructor } || depth == MaxDepth)
            return false;
        for (var type = made.ContainingType; type is { DeclaringSyntaxReferences.IsEmpty: false }; type = type.BaseType)
        {
            if (
                type.BaseType?.InstanceConstructors.FirstOrDefault(one => one.Parameters.IsEmpty) is { } inherited
                && _sources.Has(inherited)
                && Enters(inherited, [], depth)
            )
                return true;
            foreach (var reference in type.DeclaringSyntaxReferences)
            {
                var declaration = reference.GetSyntax(_cancellationToken);
                if (
                    _sources.Model(declaration.SyntaxTree) is { } model
                    && _seen.Add(declaration)
                    && Values(declaration).Any(value => Touches(value, _aliases, model, null, depth + 1))
                )
                    return true;
            }
        }

        return false;
    }

    static IEnumerable<EqualsValueClauseSyntax> Values(SyntaxNode type) =>
        type.ChildNodes()
            .OfType<MemberDeclarationSyntax>()
            .Where(member => !member.Modifiers.Any(SyntaxKind.StaticKeyword))
            .SelectMany(member =>
                member switch
                {
                    FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable =>
                        variable.Initializer
                    ),
                    PropertyDeclarationSyntax property => [property.Initializer],
                    _ => [],
                }
            )
            .OfType<EqualsValueClauseSyntax>();
}
