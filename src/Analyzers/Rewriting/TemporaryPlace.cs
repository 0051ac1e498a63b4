using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Rewriting;

/// <summary>
/// Whether the directory of a temporary file is the target's, or there anyway: the write has failed without it, and would
/// not fail any more.
/// </summary>
sealed class TemporaryPlace
{
    static readonly char[] Separators = ['/', '\\'];

    readonly Commit _commit;
    readonly SyntaxNode _member;
    readonly SemanticModel _model;
    readonly SourceIndex _sources;
    readonly IReadOnlyList<string> _target;

    public TemporaryPlace(Commit commit, SyntaxNode member, SemanticModel model)
    {
        (_commit, _member, _model) = (commit, member, model);
        _sources = new(model.Compilation);
        _target = Spelled(commit.Target);
    }

    public bool IsKnown => IsBeside(_commit.Source);

    bool IsBeside(IOperation? path) =>
        path is not null
        && (
            _commit.TargetPath.Is(path.Syntax, _model)
            || Agree(Spelled(path), PathText.AreInOneDirectory)
            || path switch
            {
                IConversionOperation conversion => IsBeside(conversion.Operand),
                ILocalReferenceOperation { Local: var local } => IsBeside(Initial(local)),
                IObjectCreationOperation { Type.Name: "FileInfo", Arguments: [var only] } => IsBeside(only.Value),
                IPropertyReferenceOperation { Property.Name: "FullName", Instance: var file } => IsBeside(file),
                IBinaryOperation or IInterpolatedStringOperation => IsBeside([.. Parts(path)]),
                IInvocationOperation { TargetMethod: { ContainingType.Name: "Path", Name: var name } } call => (
                    name,
                    call.Arguments
                ) switch
                {
                    ("GetTempFileName", _) => true,
                    ("ChangeExtension" or "GetFullPath", [var only, ..]) => IsBeside(only.Value),
                    ("Combine" or "Join", [var above, var last]) => !Leads(last.Value) && IsThere(above.Value),
                    _ => false,
                },
                _ => false,
            }
        );

    // target + "." + id, directory + "/" + id
    bool IsBeside(IOperation[] parts) =>
        parts is [var first, var next, ..]
        && !parts.Skip(2).Any(Leads)
        && (Leads(next) ? IsSeparator(next) && IsThere(first) : IsBeside(first));

    bool IsThere(IOperation? directory) =>
        directory is not null
        && (
            Agree(Spelled(directory), PathText.IsDirectoryOf)
            || IsMade(directory)
            || directory switch
            {
                IConversionOperation conversion => IsThere(conversion.Operand),
                ICoalesceOperation either => IsThere(either.Value),
                ILocalReferenceOperation { Local: var local } => IsThere(Initial(local)),
                IInvocationOperation { TargetMethod: { ContainingType.Name: "Path", Name: var name } } call => name
                    == "GetTempPath"
                    || name == "GetDirectoryName" && IsBeside(call.Arguments[0].Value),
                IPropertyReferenceOperation
                {
                    Property: { Name: "FullName", ContainingType.Name: "DirectoryInfo" or "FileSystemInfo" },
                    Instance: var info
                } => IsThere(info),
                IPropertyReferenceOperation
                {
                    Property: { Name: "DirectoryName" or "Directory", ContainingType.Name: "FileInfo" },
                    Instance: var file
                } => IsBeside(file),
                _ => false,
            }
        );

    // Directory.CreateDirectory(directory), before.
    bool IsMade(IOperation directory) =>
        directory.Syntax is ExpressionSyntax syntax
        && Names
            .Within(_member)
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                call.SpanStart < _commit.Node.SpanStart
                && Names.Called(call) == "CreateDirectory"
                && call.ArgumentList.Arguments is [var made]
                && PathExpression.Of(syntax).Is(made.Expression, _model)
            );

    bool Agree(IReadOnlyList<string> paths, Func<string, string, bool> agree) =>
        paths.Count > 0 && _target.Count > 0 && paths.All(path => _target.All(target => agree(path, target)));

    IReadOnlyList<string> Spelled(IOperation path) => PathKey.Of(path, _sources) is { } key ? PathText.All(key) : [];

    IOperation? Initial(ILocalSymbol local) =>
        ReplaceSteps.Declaration(local) is { Declaration.Variables: [{ Initializer.Value: var value }] }
            ? _model.GetOperation(value)
            : null;

    static IEnumerable<IOperation> Parts(IOperation text) =>
        text switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Parts(sum.LeftOperand)
                .Concat(Parts(sum.RightOperand)),
            IInterpolatedStringOperation whole => InterpolatedText.Parts(whole),
            IConversionOperation conversion => Parts(conversion.Operand),
            _ => [text],
        };

    static bool IsSeparator(IOperation part) =>
        part.ConstantValue.Value is string { Length: > 0 } text
            ? text.LastIndexOfAny(Separators) == 0
            : part is IFieldReferenceOperation { Field.Name: "DirectorySeparatorChar" };

    // Into another directory.
    static bool Leads(IOperation part) =>
        part.DescendantsAndSelf()
            .Any(one =>
                one is IFieldReferenceOperation { Field.Name: "DirectorySeparatorChar" }
                || one.ConstantValue.Value is string text && text.IndexOfAny(Separators) >= 0
                || one.ConstantValue.Value is '/' or '\\'
            );
}
