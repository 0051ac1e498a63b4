using System.Collections.Concurrent;
using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Updates;

/// <summary>
/// What a type reads from files and keeps in its members. A type that changes this and writes it back overwrites what
/// others have written since: a load/save pair.
/// </summary>
sealed class KeptContent(SourceIndex sources, FileEffects effects, MethodCalls calls)
{
    const int MaxReads = 32;

    readonly ConcurrentDictionary<SyntaxNode, ImmutableArray<Kept>> _ofTypes = new();

    /// <summary>What a type keeps of a file, in any of its members.</summary>
    /// <param name="type">The declaration of the type.</param>
    /// <param name="path">The file, as <see cref="PathKey"/> tells it.</param>
    public Kept? Of(TypeDeclarationSyntax type, string path)
    {
        foreach (var kept in _ofTypes.GetOrAdd(type, key => Find((TypeDeclarationSyntax)key)))
            if (kept.Path == path)
                return kept;
        return null;
    }

    ImmutableArray<Kept> Find(TypeDeclarationSyntax type)
    {
        if (sources.Model(type.SyntaxTree) is not { } model)
            return ImmutableArray<Kept>.Empty;
        var found = ImmutableArray.CreateBuilder<Kept>();
        foreach (var read in type.DescendantNodes().Where(effects.MayRead).Take(MaxReads))
        {
            foreach (var effect in effects.Of(read, model))
            {
                var body = Names.Body(read);
                if (effect.IsWrite || !IsOfType(effect.Path) || body.Span.Length > ReadBefore.MaxBody)
                    continue;
                var holders = new ContentFlow(
                    body,
                    read,
                    effects.Target(read, model),
                    model,
                    CancellationToken.None
                ).Members;
                if (!holders.IsEmpty)
                    found.Add(new(effect.Path, read, holders.AddRange(Behind(holders, type, model))));
            }
        }

        return found.ToImmutable();
    }

    // T Value => _value;
    static IEnumerable<ISymbol> Behind(
        ImmutableArray<ISymbol> holders,
        TypeDeclarationSyntax type,
        SemanticModel model
    ) =>
        type
            .Members.OfType<PropertyDeclarationSyntax>()
            .Where(property =>
                property
                    .DescendantNodes()
                    .OfType<IdentifierNameSyntax>()
                    .Any(name =>
                        holders.Any(holder => holder is IFieldSymbol && holder.Name == name.Identifier.ValueText)
                    )
            )
            .Select(property => (ISymbol?)model.GetDeclaredSymbol(property))
            .OfType<ISymbol>();

    /// <summary>Whether a path is the same for every call: it has no parameter in it.</summary>
    static bool IsOfType(string path) => path.Replace(PathKey.This, "").IndexOf('‹') < 0;

    /// <summary>
    /// Whether a write puts into the file what is kept and has been changed: by the same body before, by one that calls
    /// it, or by others, who can get at it.
    /// </summary>
    public bool IsChangedAndWritten(Kept kept, SyntaxNode write, TypeDeclarationSyntax type)
    {
        if (sources.Model(type.SyntaxTree) is not { } model)
            return false;
        var body = Names.Body(write);
        var written = Uses(body, kept, model).Select(name => model.GetSymbolInfo(name).Symbol!).ToArray();
        if (written.Length == 0)
            return false;
        if (written.Any(IsExposed))
            return true;
        var method = body is MethodDeclarationSyntax { Identifier.ValueText: var name } ? name : null;
        return Changes(type, kept, model)
            .Where(change => !IsReadAgain(Names.Body(change), kept))
            .Any(change =>
                Names.Body(change) == body
                    ? change.SpanStart < write.SpanStart
                    : method is not null
                        && Names
                            .Within(Names.Body(change))
                            .OfType<InvocationExpressionSyntax>()
                            .Any(call => call.SpanStart > change.SpanStart && Names.Simple(call.Expression) == method)
            );
    }

    /// <summary>
    /// What another type keeps of the file in a member that a write writes back, and that is changed there or by a type
    /// that calls for the write; null where there is none.
    /// </summary>
    public Kept? OfOthers(SyntaxNode write, string path)
    {
        if (
            Names.Body(write) is not MethodDeclarationSyntax saver
            || sources.Model(write.SyntaxTree) is not { } model
            || model.GetDeclaredSymbol(saver) is not IMethodSymbol save
        )
            return null;
        foreach (var name in Names.Within(saver).OfType<IdentifierNameSyntax>())
            if (
                model.GetSymbolInfo(name).Symbol is { Kind: SymbolKind.Field or SymbolKind.Property } member
                && !SymbolEqualityComparer.Default.Equals(member.ContainingType, save.ContainingType)
            )
                foreach (var owner in Declarations(member.ContainingType))
                    if (
                        Of(owner, path) is { } kept
                        && kept.Members.Contains(member, SymbolEqualityComparer.Default)
                        && calls
                            .Of(save)
                            .Select(call => call.FirstAncestorOrSelf<TypeDeclarationSyntax>())
                            .OfType<TypeDeclarationSyntax>()
                            .Append(owner)
                            .Any(type =>
                                sources.Model(type.SyntaxTree) is { } its
                                && Changes(type, kept, its).Any(change => !IsReadAgain(Names.Body(change), kept))
                            )
                    )
                        return kept;
        return null;
    }

    static IEnumerable<TypeDeclarationSyntax> Declarations(INamedTypeSymbol? type) =>
        type?.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>()
        ?? [];

    // A body that reads the file first is looked at by itself.
    static bool IsReadAgain(SyntaxNode body, Kept kept) =>
        Names.Body(kept.Read) is var reader
        && (
            body == reader
            || (
                reader is MethodDeclarationSyntax { Identifier.ValueText: var loader }
                && Names
                    .Within(body)
                    .OfType<InvocationExpressionSyntax>()
                    .Any(call => Names.Simple(call.Expression) == loader)
            )
        );

    // Besides the path itself.
    static IEnumerable<IdentifierNameSyntax> Uses(SyntaxNode body, Kept kept, SemanticModel model) =>
        Names
            .Within(body)
            .OfType<IdentifierNameSyntax>()
            .Where(name =>
                kept.Members.Any(member => member.Name == name.Identifier.ValueText)
                && model.GetSymbolInfo(name).Symbol is { } symbol
                && kept.Members.Contains(symbol, SymbolEqualityComparer.Default)
                && !kept.Path.Contains("." + symbol.Name)
            );

    static IEnumerable<SyntaxNode> Changes(TypeDeclarationSyntax type, Kept kept, SemanticModel model) =>
        Uses(type, kept, model).Where(Mutations.IsChanged);

    // An object that others hold is changed without a trace here; text and numbers are not.
    static bool IsExposed(ISymbol member) =>
        member.DeclaredAccessibility > Accessibility.Private
        && (member as IPropertySymbol)?.Type is { SpecialType: SpecialType.None, IsValueType: false };
}

/// <param name="Path">The file, as <see cref="PathKey"/> tells it.</param>
/// <param name="Read">The call that reads it.</param>
/// <param name="Members">The members that keep what was read.</param>
readonly record struct Kept(string Path, SyntaxNode Read, ImmutableArray<ISymbol> Members);
