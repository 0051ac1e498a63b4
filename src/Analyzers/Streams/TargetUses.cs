using AtomicWrites.Analyzers.Contents;
using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.StatePaths;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.Analyzers.Streams;

/// <summary>
/// Whether somebody uses the file by its path, or by one that is made of it, in a range of statements or in a method of
/// the program that they call: until the commit it is not there yet, or the old one.
/// </summary>
sealed partial class TargetUses
{
    const int MaxDepth = 3;

    readonly SourceIndex _sources;
    readonly string? _key;
    readonly IReadOnlyList<string> _spellings;
    readonly bool _isUnknown;
    readonly SyntaxNode? _member;
    readonly string? _text;
    readonly PathAliases _aliases;
    readonly PathAliases _directories;
    readonly HashSet<SyntaxNode> _seen = [];
    readonly CancellationToken _cancellationToken;
    readonly SemanticModel _model;

    /// <param name="path">The path where it stands in the opening.</param>
    /// <param name="model">That of its file.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public TargetUses(ExpressionSyntax path, SemanticModel model, CancellationToken cancellationToken)
    {
        _model = model;
        _cancellationToken = cancellationToken;
        _sources = new SourceIndex(model.Compilation);
        _key = PathKey.Of(model.GetOperation(path, cancellationToken), _sources);
        _spellings = Spellings(path, model);
        _isUnknown = _spellings.All(PathText.IsUnknown);
        _member = Names.Member(path);
        _text = model.GetConstantValue(path, cancellationToken).Value as string;
        _aliases = new(PathNames.Of(path, model)) { Element = PathNames.Element(path) };
        _directories = new(PathNames.DirectoriesOf(path, model));
    }

    /// <summary>Whether it is used within these statements, other than by what opens it, and by what goes.</summary>
    public bool AreWithin(IEnumerable<SyntaxNode> statements, ExpressionSyntax opening, StatementSyntax? gone = null)
    {
        if (gone is not null)
            statements = statements
                .SelectMany(statement => statement == gone.Parent ? statement.ChildNodes() : [statement])
                .Where(statement => statement != gone);
        var range = statements.ToArray();
        if (range.Length > 0)
            AddNames(range[0]);
        return range.Any(statement => Touches(statement, _aliases, _model, opening, 0));
    }

    /// <summary>Whether a call gets the path, or what is made of it.</summary>
    public bool AreGivenTo(InvocationExpressionSyntax call)
    {
        AddNames(call);
        return Names.Arguments(call).Any(argument => Means(argument.Expression, _aliases, _model));
    }

    // Whatever else has it, or what is made of it, in the body that the code stands in.
    void AddNames(SyntaxNode code)
    {
        AddCollections(code);
        PathNames.AddDerived(_aliases, Names.Body(code), _model, value => HasSpelled(value, _model));
        PathNames.AddTwins(_aliases, _sources.Model);
    }

    bool Touches(SyntaxNode code, PathAliases aliases, SemanticModel model, SyntaxNode? except, int depth)
    {
        // A local function is looked at where it is called.
        foreach (
            var node in code is LocalFunctionStatementSyntax && depth == 0
                ? []
                : code.DescendantNodesAndSelf(node =>
                    node != except && (node is not LocalFunctionStatementSyntax || node == code)
                )
        )
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (node == except)
                continue;
            if (
                node switch
                {
                    InvocationExpressionSyntax
                    or BaseObjectCreationExpressionSyntax
                    or ConstructorInitializerSyntax
                    or PrimaryConstructorBaseTypeSyntax => IsTouch(node, aliases, model, depth),
                    MemberAccessExpressionSyntax { Parent: not InvocationExpressionSyntax } access => IsAsked(
                        access,
                        aliases,
                        model
                    ) || IsExtended(access, aliases, model, depth),
                    AssignmentExpressionSyntax assignment => IsGivenAway(assignment, aliases, model),
                    ElementAccessExpressionSyntax element => CallsBack(element, model, depth),
                    IdentifierNameSyntax name => _seen.Add(name) && IsDeferredUse(name, 0),
                    _ => false,
                }
                || HiddenCalls.Of(node, model).SelectMany(method => Targets(method)).Any(own => Enters(own, [], depth))
            )
                return true;
        }

        return false;
    }

    bool IsTouch(SyntaxNode call, PathAliases aliases, SemanticModel model, int depth)
    {
        var method = model.GetSymbolInfo(call, _cancellationToken).Symbol as IMethodSymbol;
        var receiver = (call as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax access
            ? access.Expression
            : null;
        var arguments = Names.Arguments(call);
        var named = new List<ArgumentSyntax>();
        foreach (var argument in arguments)
            if (Means(argument.Expression, aliases, model))
                named.Add(argument);
        var isReceiver =
            receiver is not null
            && method is { IsStatic: false } or { ReducedFrom: not null }
            && Means(receiver, aliases, model);
        if (method is not null && PathReaders.SeesDirectory(method) && SeesItsDirectory(call, method, model))
            return true;
        if (_isUnknown && method is not null && PathReaders.LooksAtFile(method) && NamesFile(call, arguments, model))
            return true;
        if (PathReaders.IsStart(method) || RunsUnseen(call, method, aliases, model, depth))
            return true;
        if (IsTouchedByMaking(method, depth))
            return true;
        var targets = Targets(method, receiver is null ? null : model.GetTypeInfo(receiver, _cancellationToken).Type);
        if (named.Count == 0 && !isReceiver)
            return targets.Any(target => Enters(target, [], depth))
                || targets.Length == 0 && CallsBack(call, model, depth);
        if (method is null)
            return true; // it does not compile: who knows what it does
        var bound = BoundCall.Of(call, model, _cancellationToken);
        if (targets.Length == 0)
            return !(
                    PathReaders.IgnoresFile(method)
                    || !isReceiver && named.TrueForAll(one => PathReaders.IsContent(bound?.ParameterOf(one)))
                )
                || arguments.Any(argument => AsksEach(argument.Expression, model, depth))
                || CallsBack(call, model, depth);
        var positions = named
            .Select(argument => bound?.ParameterOf(argument))
            .OfType<IParameterSymbol>()
            .Select(PassedArgument.PositionOf)
            .Concat(isReceiver ? [PassedArgument.Receiver] : [])
            .ToArray();
        return targets.Any(own =>
        {
            var parameters = own
                .Parameters.Where(parameter => positions.Contains(PassedArgument.PositionOf(parameter)))
                .Concat(isReceiver ? ReceiverOf(own) : [])
                .ToArray<ISymbol>();
            return parameters.Length < named.Count || Enters(own, parameters, depth);
        });
    }

    // Of a path that callers know, any file that the same member names may be the one.
    bool NamesFile(SyntaxNode call, SeparatedSyntaxList<ArgumentSyntax> arguments, SemanticModel model) =>
        Names.Member(call) == _member
        && arguments.Any(argument =>
            IsPath(model.GetTypeInfo(argument.Expression, _cancellationToken).Type)
            && Spellings(argument.Expression, model).Any(PathText.HasKnownName)
        );

    // path.Size, which an extension block declares.
    bool IsExtended(MemberAccessExpressionSyntax access, PathAliases aliases, SemanticModel model, int depth) =>
        model.GetSymbolInfo(access, _cancellationToken).Symbol is IPropertySymbol { GetMethod: { } getter } property
        && ExtensionBlock.Declares(property)
        && Means(access.Expression, aliases, model)
        && Enters(getter.OriginalDefinition, [.. ReceiverOf(getter.OriginalDefinition)], depth);

    IEnumerable<IParameterSymbol> ReceiverOf(IMethodSymbol method) =>
        ExtensionBlock.Receiver(method, _sources) is { } receiver ? [receiver] : [];

    // info.Length, but not info.FullName.
    bool IsAsked(MemberAccessExpressionSyntax access, PathAliases aliases, SemanticModel model) =>
        access.Name.Identifier.ValueText is not ("FullName" or "Name" or "Extension" or "DirectoryName" or "Directory")
        && model.GetTypeInfo(access.Expression, _cancellationToken).Type is { Name: "FileInfo" or "FileSystemInfo" }
        && Means(access.Expression, aliases, model);

    // start.Arguments = path: what is made of it is not seen, unless it is shown.
    bool IsGivenAway(AssignmentExpressionSyntax assignment, PathAliases aliases, SemanticModel model) =>
        model.GetSymbolInfo(assignment.Left, _cancellationToken).Symbol
            is IPropertySymbol
            {
                DeclaringSyntaxReferences.IsEmpty: true,
                Name: not ("Caption" or "Content" or "Header" or "Message" or "Text" or "Title")
            }
        && Means(assignment.Right, aliases, model);

    bool Means(ExpressionSyntax expression, PathAliases aliases, SemanticModel model) =>
        PathNames.IsMadeOf(expression, aliases, model) || HasSpelled(expression, model);

    // Or what holds it.
    bool HasSpelled(ExpressionSyntax expression, SemanticModel model) =>
        IsSpelled(expression, model) || PathNames.Parts(expression, model).Any(part => HasSpelled(part, model));

    bool IsSpelled(ExpressionSyntax expression, SemanticModel model) =>
        IsPath(model.GetTypeInfo(expression, _cancellationToken).Type)
        && (
            _key is not null && PathKey.Of(model.GetOperation(expression, _cancellationToken), _sources) == _key
            || Spellings(expression, model).Any(one => _spellings.Any(other => PathText.MayBeSame(one, other)))
        );

    static bool IsPath(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_String } or { Name: "FileInfo" or "FileSystemInfo" or "Uri" };

    IReadOnlyList<string> Spellings(ExpressionSyntax path, SemanticModel model) =>
        PathKey.Unfolded(model.GetOperation(path, _cancellationToken), _sources) is { } key ? PathText.All(key) : [];

    // A method of the program, with what its parameters stand for; of other names only those that it sees itself.
    bool Enters(IMethodSymbol method, ISymbol[] parameters, int depth)
    {
        if (depth == MaxDepth)
            return parameters.Length > 0;
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(_cancellationToken);
            if (_sources.Model(declaration.SyntaxTree) is not { } model)
                return parameters.Length > 0;
            if (parameters.Length == 0 && !_seen.Add(declaration))
                continue;
            var aliases = new PathAliases(_aliases.Concat(parameters)) { Element = _aliases.Element };
            PathNames.AddDerived(aliases, declaration, model, value => HasSpelled(value, model));
            if (Touches(declaration, aliases, model, null, depth + 1))
                return true;
        }

        return false;
    }

    IMethodSymbol[] Targets(IMethodSymbol? method, ITypeSymbol? on = null) =>
        method is null || method.MethodKind is MethodKind.DelegateInvoke ? [] : CallTarget.All(method, _sources, on);
}
