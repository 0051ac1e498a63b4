using System.Collections.Immutable;
using AtomicWrites.Analyzers.Rewriting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AtomicWrites.CodeFixes.Locking;

/// <summary>
/// Writes the lock around statements as the file is written: its indentation, braces and line ends; what the statements
/// say stays as it is.
/// </summary>
sealed class LockText
{
    const string CancellationToken = "cancellationToken";

    readonly StatementRange _range;
    readonly SourceText _text;
    readonly SemanticModel _model;
    readonly string _path;
    readonly string _prefix;
    readonly bool _awaits;
    readonly bool _mayAwait;
    readonly string _configure;
    readonly string? _token;
    readonly string _indent;
    readonly string _unit;
    readonly string _endOfLine;
    readonly bool _ownLines;
    readonly bool _braceOnSameLine;

    public LockText(
        StatementRange range,
        string path,
        string prefix,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        (_range, _path, _prefix, _model) = (range, path, prefix, model);
        _text = range.First.SyntaxTree.GetText(cancellationToken);
        _awaits = LockForms.HasAwait(range);
        _mayAwait =
            AwaitContext.IsPossible(range.First)
            && (_awaits || !new AddedAwait(model.Compilation, cancellationToken).IsNoticed(range.First));
        _configure = AwaitContext.Configuration(range.First);
        _token = Token();
        _indent = Layout.Indentation(range.First);
        _ownLines = Layout.BeginsLine(range.First);
        _endOfLine = Layout.EndOfLine(range.First);
        _unit = Layout.Unit(range.First);
        _braceOnSameLine =
            range.First.Ancestors().OfType<BlockSyntax>().FirstOrDefault() is { OpenBraceToken: var brace }
            && Before(brace.SpanStart).Trim().Length > 0;
    }

    /// <summary><c>AtomicFile.Update(path, text => …)</c>; null where there is no name for the text.</summary>
    public ImmutableArray<TextChange>? Update(TextUpdate update)
    {
        var call = update.IsAsync
            ? $"await {_prefix}AtomicFile.UpdateAsync({_path}, "
            : $"{_prefix}AtomicFile.Update({_path}, ";
        var close = (update.Token is { } token ? ", " + token : "") + ")" + (update.IsAsync ? _configure : "") + ";";
        if (_range.IsSingle && FreeName.Like("text", _range.First, _model) is var only)
            return Replace(
                $"{call}{only} => {Edited.Of(update.Contents, (update.Guard, update.Instead(only)))}{close}"
            );
        if (
            update.Guard.Parent
                is EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration
                    } local
                }
            && declaration.Parent == _range.First
            && IsNext(_range.First, _range.Last)
            && !HasComment()
            && update
                .Contents.DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.ValueText == local.Identifier.ValueText)
                .ToArray()
                is [var use]
        )
        {
            var instead = update.Instead(local.Identifier.ValueText);
            var standsAlone = use.Parent is ArgumentSyntax or ParenthesizedExpressionSyntax || use == update.Contents;
            var changed = Edited.Of(update.Contents, (use, standsAlone ? instead : $"({instead})"));
            return Replace($"{call}{local.Identifier.ValueText} => {changed}{close}");
        }

        if (!_ownLines)
            return null;
        var contents = FreeName.Like("contents", _range.First, _model);
        var body = Shift(
            Edited.Of(
                _text,
                _range.Span,
                (update.Guard, update.Instead(contents)),
                (_range.Last, $"return {update.Contents};")
            )
        );
        return Replace($"{call}{contents} =>{Open()}{_unit}{body}{_endOfLine}{_indent}}}{close}");
    }

    /// <summary><c>AtomicFile.WithLock(path, () => { … });</c></summary>
    public ImmutableArray<TextChange> Callback()
    {
        var lambda =
            !_awaits ? "() =>"
            : FreeName.Like(CancellationToken, _range.First, _model) == CancellationToken
                ? $"async {CancellationToken} =>"
            : "async _ =>";
        var call =
            (_awaits ? $"await {_prefix}AtomicFile.WithLockAsync(" : $"{_prefix}AtomicFile.WithLock(")
            + _path
            + ", "
            + lambda;
        var close = (_awaits && _token is not null ? ", " + _token : "") + ")" + (_awaits ? _configure : "");
        if (
            _range is
            {
                IsSingle: true,
                First: ExpressionStatementSyntax { Expression: var expression, SemicolonToken: var semicolon }
            }
        )
            return ImmutableArray.Create(
                new TextChange(new(expression.SpanStart, 0), call + " "),
                new TextChange(new(semicolon.SpanStart, 0), close)
            );
        return Around(call, close + ";");
    }

    /// <summary><c>using (FileLock.Acquire(path)) { … }</c></summary>
    public ImmutableArray<TextChange> Block() => Around($"using ({Acquire()})", "");

    /// <summary><c>using var stateLock = FileLock.Acquire(path);</c></summary>
    public ImmutableArray<TextChange> Variable() =>
        ImmutableArray.Create(
            new TextChange(
                new(_range.First.SpanStart, 0),
                $"using var {FreeName.Like("stateLock", _range.First, _model)} = {Acquire()};{(_ownLines ? _endOfLine + _indent : " ")}"
            )
        );

    string Acquire() =>
        _mayAwait
            ? $"await {_prefix}FileLock.AcquireAsync({_path}{(_token is null ? "" : ", cancellationToken: " + _token)}){_configure}"
            : $"{_prefix}FileLock.Acquire({_path})";

    ImmutableArray<TextChange> Around(string before, string after)
    {
        if (!_ownLines)
            return ImmutableArray.Create(
                new TextChange(new(_range.First.SpanStart, 0), before + " { "),
                new TextChange(new(_range.Last.Span.End, 0), " }" + after)
            );
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        changes.Add(new(new(_range.First.SpanStart, 0), before + Open() + _unit));
        foreach (var start in InnerLines())
            changes.Add(new(new(start, 0), _unit));
        changes.Add(new(new(_range.Last.Span.End, 0), $"{_endOfLine}{_indent}}}{after}"));
        return changes.ToImmutable();
    }

    string Open() => _braceOnSameLine ? $" {{{_endOfLine}{_indent}" : $"{_endOfLine}{_indent}{{{_endOfLine}{_indent}";

    // The starts of the lines behind the first that hold something, but not those within a text of several lines.
    IEnumerable<int> InnerLines()
    {
        var span = _range.Span;
        var literals = _range
            .Parent.DescendantTokens(span)
            .Where(token => token.Span.IntersectsWith(span) && token.Text.Contains('\n'))
            .Select(token => token.Span)
            .ToArray();
        for (
            var number = _text.Lines.GetLineFromPosition(span.Start).LineNumber + 1;
            number < _text.Lines.Count && _text.Lines[number].Start <= span.End;
            number++
        )
        {
            var line = _text.Lines[number];
            if (
                _text.ToString(line.Span).Trim().Length > 0
                && !literals.Any(literal => line.Start > literal.Start && line.Start < literal.End)
            )
                yield return line.Start;
        }
    }

    string Shift(string body) =>
        string.Join(
            "\n",
            body.Split('\n').Select((line, number) => number == 0 || line.Trim().Length == 0 ? line : _unit + line)
        );

    ImmutableArray<TextChange> Replace(string text) => ImmutableArray.Create(new TextChange(_range.Span, text));

    bool HasComment() =>
        _range
            .Parent.DescendantTrivia(_range.Span)
            .Any(trivia =>
                _range.Span.Contains(trivia.Span) && trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
            );

    static bool IsNext(StatementSyntax first, StatementSyntax last) =>
        first.GetLastToken().GetNextToken() == last.GetFirstToken();

    // The token that the code around was given.
    string? Token() =>
        _model.GetEnclosingSymbol(_range.First.SpanStart) is IMethodSymbol { Parameters: var parameters }
        && parameters.FirstOrDefault(parameter =>
            parameter is { Type.Name: "CancellationToken", RefKind: RefKind.None }
        )
            is { } token
            ? token.Name
            : null;

    string Before(int position) =>
        _text.ToString(TextSpan.FromBounds(_text.Lines.GetLineFromPosition(position).Start, position));
}
