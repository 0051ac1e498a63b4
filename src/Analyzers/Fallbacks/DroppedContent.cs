using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Fallbacks;

/// <summary>Content of a file that the program goes on without, as though there were none.</summary>
/// <param name="Content">What is asked whether it is empty, or what could not be parsed.</param>
/// <param name="Start">What happens then.</param>
/// <param name="Location">Where it is reported.</param>
/// <param name="IsText">Whether it is the text of the file that is asked; else what was made of it.</param>
/// <param name="Filled">The variable that a Try-method leaves without a value then.</param>
/// <param name="IsOfAnotherKind">Whether it is parsed, and then is not what the program takes it for.</param>
sealed record DroppedContent(
    SyntaxNode Content,
    SyntaxNode Start,
    Location Location,
    bool IsText = false,
    ExpressionSyntax? Filled = null,
    bool IsOfAnotherKind = false
)
{
    /// <summary>Whether there is content, if not such as the program understands.</summary>
    public bool IsNotUnderstood => Filled is not null || IsOfAnotherKind;

    /// <summary>Whether a call reads what is asked: of a text the whole, not one value in it.</summary>
    public bool IsReadBy(SyntaxNode read) => !IsText || Filled is not null || PathRead.Reads(read, Names.Called(read));

    /// <summary>The file itself, where its length is asked: <c>new FileInfo(path).Length == 0</c>.</summary>
    public SyntaxNode? File =>
        (Content is IdentifierNameSyntax name ? TreeIndex.Around(Content).Local(name.Identifier.ValueText) : Content)
            is { } value
        && Names.Called(value) == "FileInfo"
            ? Content
            : null;
}
