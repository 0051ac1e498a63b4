using AtomicWrites.Analyzers.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// The projects of a solution that reference the one of a state file, or of a type that it has. Looked at by names, once
/// all else is proven.
/// </summary>
sealed class Dependents
{
    readonly StatePlan _plan;
    readonly SemanticModel _model;
    readonly StateProof _proof;
    readonly SyntaxNode[] _roots;
    readonly CancellationToken _cancellationToken;

    Dependents(
        StatePlan plan,
        SemanticModel model,
        StateProof proof,
        SyntaxNode[] roots,
        CancellationToken cancellationToken
    ) => (_plan, _model, _proof, _roots, _cancellationToken) = (plan, model, proof, roots, cancellationToken);

    /// <summary>Whether they do nothing that speaks against a plan.</summary>
    public static async Task<bool> AllowAsync(
        StatePlan plan,
        Document document,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        var solution = document.Project.Solution;
        var graph = solution.GetProjectDependencyGraph();
        var roots = new List<SyntaxNode>();
        foreach (
            var project in plan
                .Types.Select(type => solution.GetProject(type.ContainingAssembly, cancellationToken)?.Id)
                .Append(document.Project.Id)
                .OfType<ProjectId>()
                .Distinct()
                .SelectMany(graph.GetProjectsThatTransitivelyDependOnThisProject)
                .Distinct()
                .Where(id => id != document.Project.Id)
                .Select(id => solution.GetProject(id)!)
                .Where(project => project.Language == LanguageNames.CSharp)
        )
        foreach (var other in project.Documents)
            if (await other.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is { } root)
                roots.Add(root);
        return roots.Count == 0 || new Dependents(plan, model, proof, [.. roots], cancellationToken).Allow();
    }

    /// <summary>Whether other projects can name a symbol.</summary>
    public static bool See(ISymbol symbol)
    {
        for (var part = symbol; part is not (null or INamespaceSymbol); part = part.ContainingSymbol)
            if (
                part.DeclaredAccessibility == Accessibility.Private
                || part.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal
                    && !part
                        .ContainingAssembly.GetAttributes()
                        .Any(attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute")
            )
                return false;
        return true;
    }

    bool Allow() =>
        _proof.Holds(!Derive(), StateRefusal.Derived)
        && _proof.Holds(!_plan.Json.Members(_model).Where(See).Any(Change), StateRefusal.UnknownOptions)
        && _proof.Holds(!_plan.Paths.Where(See).Any(Use), StateRefusal.FileUsed)
        && _proof.Holds(!_plan.Pair.Writes.Any(SaveNull), StateRefusal.Null)
        && _proof.Holds(
            !Catch(_plan.Edits.Failing, load: true)
                && !Catch(_plan.Pair.Writes.Select(write => write.Node), load: false),
            StateRefusal.Caller
        );

    bool Derive() =>
        _plan
            .Types.Where(type => type is { IsSealed: false, TypeKind: TypeKind.Class } && See(type))
            .Any(type =>
                All<BaseListSyntax>()
                    .SelectMany(list => list.Types)
                    .Any(parent => Names.Simple(parent.Type) == type.Name)
            );

    IEnumerable<T> All<T>()
        where T : SyntaxNode => _roots.SelectMany(root => root.DescendantNodes()).OfType<T>();

    // Store.Options.Converters
    bool Change(ISymbol options) =>
        All<MemberAccessExpressionSyntax>()
            .Any(access =>
                access.Name.Identifier.ValueText == options.Name && access.Parent is MemberAccessExpressionSyntax
            );

    // Store.FilePath, to do more than to ask whether it is there or to say it.
    bool Use(ISymbol member) =>
        All<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText == member.Name)
            .Select(name =>
                name.Parent is MemberAccessExpressionSyntax access && access.Name == name
                    ? (ExpressionSyntax)access
                    : name
            )
            .Where(path =>
                path is MemberAccessExpressionSyntax access
                    ? !member.IsStatic || Names.Simple(access.Expression) == member.ContainingType.Name
                    : member.IsStatic && IsImported(path, member.ContainingType.Name)
            )
            .Select(path => path.Parent is InvocationExpressionSyntax call && call.Expression == path ? call : path)
            .Any(path => !(path.Parent is InterpolationSyntax || path.Parent is ArgumentSyntax told && Asks(told)));

    // using static Store;
    static bool IsImported(SyntaxNode name, string type) =>
        name
            .SyntaxTree.GetRoot()
            .DescendantNodes(node => node is not TypeDeclarationSyntax)
            .OfType<UsingDirectiveSyntax>()
            .Any(import => import.StaticKeyword.RawKind != 0 && Names.Simple(import.Name) == type);

    static bool Asks(ArgumentSyntax told) =>
        told.Parent?.Parent is InvocationExpressionSyntax call
        && Names.Receiver(call) is { } receiver
        && (
            Talk.IsTalker(receiver)
            || Names.Simple(receiver) switch
            {
                "File" => Names.Called(call) is "Exists" or "GetLastWriteTime" or "GetLastWriteTimeUtc",
                "Path" => Names.Called(call) is "GetDirectoryName" or "GetExtension",
                _ => false,
            }
        );

    // Save(null), Store.Current = null
    bool SaveNull(StateWrite write) =>
        _model.GetSymbolInfo(Unwrapped.Of(write.Call.Value!).Expression, _cancellationToken).Symbol switch
        {
            IParameterSymbol { ContainingSymbol: IMethodSymbol method } => See(method)
                && All<InvocationExpressionSyntax>()
                    .Any(call =>
                        Names.Called(call) == method.Name
                        && Names.Arguments(call).Any(argument => SavedNull.IsNull(argument.Expression))
                    ),
            (IFieldSymbol or IPropertySymbol) and var member => See(member)
                && All<AssignmentExpressionSyntax>()
                    .Any(set => Names.Simple(set.Left) == member.Name && SavedNull.IsNull(set.Right)),
            _ => false,
        };

    bool Catch(IEnumerable<SyntaxNode> sites, bool load) =>
        CallerHandlers.AreAround(sites, load, _roots, _model.Compilation, _cancellationToken);
}
