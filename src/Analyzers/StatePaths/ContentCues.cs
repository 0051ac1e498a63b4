using System.Collections.Immutable;
using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What is written tells too: an object's own members, of a type that the program also reads, are its state.
/// </summary>
sealed class ContentCues(SourceIndex sources)
{
    static readonly ImmutableHashSet<string> Leaving = ImmutableHashSet.Create(
        "dispose",
        "close",
        "closed",
        "closing",
        "exit",
        "exiting",
        "shutdown",
        "stop",
        "unload",
        "unloaded"
    );

    readonly ReadBefore _before = new(sources);

    public IEnumerable<Evidence> Of(WriteSite site)
    {
        if (_before.Of(site) is { } read)
            yield return new(Evidence.Updated, $"read at line {new PathRead(read).Line} and written back");
        if (site.Member?.ContainingType is not { } type)
            yield break;
        if (NameVocabulary.In(site.Member.Name, Leaving) is not null)
            yield return new("member-leaves", $"written by '{site.Member.Name}'");
        foreach (var value in Serialized(site))
        {
            if (IsOwn(value))
                yield return new("serializes-own", $"what '{type.Name}' holds is written");
            if (value.Type is { } of && IsRead(of))
                yield return new("type-read-back", $"'{of.Name}' is deserialized, too");
            else if (IsNew(value))
                yield return new("not-content-new", $"'{value.Type?.Name}' is made to be written");
        }

        if (
            TreeIndex.Around(site.Node).Called.FirstOrDefault(Copying.Contains) is { } copying
            && site.Writer.Twin is "Create" or "WriteAllBytes"
        )
            yield return new(
                "not-stream-copied",
                $"filled by '{TreeIndex.Around(site.Node).Called.FirstOrDefault(Copying.Contains)}'"
            );
        if (site.Writer.Twin is "WriteAllBytes" or "WriteAllBytesAsync")
            yield return new("not-bytes", "written as bytes");
    }

    static readonly ImmutableHashSet<string> Copying = ImmutableHashSet.Create("CopyTo", "CopyToAsync");

    // The first argument of the serializer, and what it is called on, if that is no serializer.
    IEnumerable<IOperation> Serialized(WriteSite site)
    {
        if (SerializerCall.Of(site) is not { } call || sources.Model(call.SyntaxTree) is not { } model)
            yield break;
        foreach (var argument in Names.Arguments(call))
            if (
                model.GetOperation(argument.Expression) is { } value
                && value.Type?.Name
                    is not (
                        null
                        or "Stream"
                        or "FileStream"
                        or "StreamWriter"
                        or "JsonSerializerOptions"
                        or "Formatting"
                        or "JsonSerializerSettings"
                        or "XmlWriter"
                        or "String"
                        or "Type"
                    )
            )
                yield return value;
    }

    static bool IsOwn(IOperation value) =>
        value switch
        {
            IConversionOperation conversion => IsOwn(conversion.Operand),
            IInstanceReferenceOperation => true,
            IFieldReferenceOperation { Field.DeclaringSyntaxReferences.IsEmpty: false } => true,
            IPropertyReferenceOperation { Instance: IInstanceReferenceOperation or null } => true,
            _ => false,
        };

    // Serialize(new Manifest { … }), also through a local.
    static bool IsNew(IOperation value) =>
        value switch
        {
            IConversionOperation conversion => IsNew(conversion.Operand),
            IObjectCreationOperation or IAnonymousObjectCreationOperation => true,
            ILocalReferenceOperation => Initializer.Of(value)
                is BaseObjectCreationExpressionSyntax
                    or AnonymousObjectCreationExpressionSyntax,
            _ => false,
        };

    bool IsRead(ITypeSymbol type) => Deserialized.NamesOf(type).Any(sources.Deserializes);
}
