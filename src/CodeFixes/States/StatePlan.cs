using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Updates;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// A pair that is proven to do no more than a <c>StateFile</c> can do for it, and how it is rewritten.
/// </summary>
/// <param name="Pair">The pair.</param>
/// <param name="State">The type that is kept.</param>
/// <param name="Json">The options of the serializer.</param>
/// <param name="Edits">What changes in the methods.</param>
/// <param name="Types">The types of the program that the state has.</param>
/// <param name="Paths">The members that are the path, or return it.</param>
sealed record StatePlan(
    StatePair Pair,
    ITypeSymbol State,
    MergedSettings Json,
    StateEdits Edits,
    IReadOnlyList<INamedTypeSymbol> Types,
    IReadOnlyList<ISymbol> Paths
)
{
    public static StatePlan? Of(
        StatePair pair,
        string qualifier,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (pair.Refusal is { } known)
            return proof.None<StatePlan>(known);
        var state = pair.Reads[0].Call.State;
        var calls = pair.Reads.Select(read => read.Call).Concat(pair.Writes.Select(write => write.Call)).ToArray();
        if (!proof.Holds(calls.All(call => call.IsOfSame(calls[0])), StateRefusal.OtherType))
            return null;
        if (Settings(calls, model, proof, cancellationToken) is not { } json)
            return null;
        if (
            !proof.Holds(
                !StaticOrder.CallsBefore(
                    pair.Path!.Members.Concat(json.Members(model)),
                    isField: !pair.IsTold && pair.Path.IsFixed,
                    pair.Type,
                    model,
                    cancellationToken
                ),
                StateRefusal.Order
            )
        )
            return null;
        var trip = new RoundTrip(model.Compilation, json.Settings, proof);
        if (!trip.Is(state))
            return null;

        var edits = new StateEdits();
        var uses = new PathUses(pair, model, cancellationToken);
        var sites = pair
            .Reads.SelectMany(read =>
                read.Source.Steps.OfType<LocalDeclarationStatementSyntax>().Append<SyntaxNode>(read.Call.Node)
            )
            .Concat(
                pair.Writes.SelectMany(write =>
                    write.Steps.OfType<LocalDeclarationStatementSyntax>().Append<SyntaxNode>(write.Node)
                )
            )
            .Concat(Openings(pair))
            .ToArray();
        if (
            !proof.Holds(uses.AreUnderstood(pair.Type, sites), StateRefusal.FileUsed)
            || !proof.Holds(!DeafWatcher.IsIn(pair.Type, model, cancellationToken), StateRefusal.Watched)
            || !proof.Holds(
                !new FolderListings(pair, UpdateSequences.Of(model.Compilation).Sources, cancellationToken).AreThere(),
                StateRefusal.Listed
            )
        )
            return null;
        foreach (var (call, member) in uses.Asked)
            edits.Replaced[call] = file => $"{file}{Told(call)}.{member}()";
        foreach (var read in pair.Reads)
            if (!Load(read))
                return null;
        if (!proof.Holds(edits.Initial is null || pair.Reads.All(KnowsMissing), StateRefusal.Missing))
            return null;
        if (!pair.Writes.All(Save))
            return null;
        var steps = new SaveSteps(uses, edits, model, cancellationToken);
        foreach (
            var method in pair
                .Reads.Select(read => Names.Body(read.Node))
                .Concat(pair.Writes.Select(write => Names.Body(write.Node)))
                .Distinct()
        )
            steps.RemoveFrom(method, [.. pair.Writes.Select(write => write.Call.Value!), .. ToldPaths(pair, uses)]);
        var changed = edits
            .Removed.Concat(edits.Replaced.Keys)
            .Concat(edits.Opened)
            .Concat(edits.Narrowed.Keys)
            .Concat(edits.Emptied.Keys.Select(guard => guard.If.Parent!))
            .ToArray();
        return
            proof.Holds(!changed.Any(node => node.ContainsDirectives), StateRefusal.Directives)
            && proof.Holds(
                edits.Removed.All(node => node is CatchClauseSyntax || node.Parent is BlockSyntax),
                StateRefusal.TextUsed
            )
            ? new(pair, state, json, edits, [.. trip.Types], uses.Members)
            : null;

        string Told(InvocationExpressionSyntax call) => pair.IsTold ? $"({Names.Arguments(call)[0].Expression})" : "";

        bool Load(StateRead read)
        {
            var outcome = LoadOutcome.Of(read, model, cancellationToken);
            edits.Replaced[read.Node] = read.Text;
            Drop(read.Source.Steps);
            var empty = new EmptyFiles(read, pair, outcome, qualifier, model, edits, cancellationToken);
            var guards = new LoadGuards(read, outcome, uses, empty, edits, proof);
            return guards.Remove()
                && new LoadHandlers(read, outcome, qualifier, model, edits, proof, cancellationToken).Narrow()
                && proof.Holds(empty.GetThere(), StateRefusal.TextUsed);
        }

        bool KnowsMissing(StateRead read) =>
            edits.StartAnew.Contains(read.Node)
            || uses.Asked.Any(asked =>
                asked.Member == "Exists"
                && Names.Body(read.Node).Span.Contains(asked.Call.Span)
                && uses.AreSame(Names.Arguments(asked.Call)[0].Expression, read.Source.Path)
            );

        bool Save(StateWrite write)
        {
            edits.Replaced[write.Node] = write.Text;
            Drop(write.Steps);
            return proof.Holds(!SavedNull.Is(write, model.Compilation, cancellationToken), StateRefusal.Null)
                && proof.Holds(
                    !CallerHandlers.OfSave(write.Node, model.Compilation, cancellationToken),
                    StateRefusal.Caller
                );
        }

        void Drop(IEnumerable<StatementSyntax> steps)
        {
            foreach (var step in steps)
                (step is UsingStatementSyntax ? edits.Opened : edits.Removed).Add(step);
        }
    }

    static MergedSettings? Settings(
        JsonCall[] calls,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (calls.Any(call => call.Newtonsoft is not null))
            return OfNewtonsoft(calls, model, proof, cancellationToken);
        var all = calls
            .Select(call => (call.IsRead, Settings: JsonSettings.Of(call.Options, model, cancellationToken)))
            .ToArray();
        if (!proof.Holds(all.All(one => one.Settings is not null), StateRefusal.UnknownOptions))
            return null;
        var merged = MergedSettings.Of(
            all.First(one => one.IsRead).Settings!,
            all.First(one => !one.IsRead).Settings!,
            "JsonSerializerOptions"
        );
        var areSame = all.GroupBy(one => one.IsRead)
            .All(group => group.All(one => one.Settings!.Values.SequenceEqual(group.First().Settings!.Values)));
        return proof.Holds(merged is not null && areSame, StateRefusal.OtherOptions) ? merged : null;
    }

    static MergedSettings? OfNewtonsoft(
        JsonCall[] calls,
        SemanticModel model,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        var isIndented = calls.Any(call => call.Newtonsoft is { IsIndented: true });
        var mapping = new NewtonsoftMapping(proof);
        if (
            !proof.Holds(
                calls.All(call =>
                    call.Newtonsoft is { IsAll: true } form && (call.IsRead || form.IsIndented == isIndented)
                ),
                StateRefusal.OtherOptions
            )
            || !proof.Holds(
                !NewtonsoftMapping.HasDefaultSettings(model.Compilation, cancellationToken),
                StateRefusal.UnknownOptions
            )
            || !mapping.IsSame(calls[0].State)
        )
            return null;
        var settings = JsonSettings.OfNewtonsoft(isIndented, mapping);
        return new(
            $"new JsonSerializerOptions {{ {string.Join(", ", settings.Values.Select(set => $"{set.Key} = {set.Value}"))} }}",
            settings
        );
    }

    // They are still named.
    static IEnumerable<SyntaxNode> ToldPaths(StatePair pair, PathUses uses) =>
        pair.IsTold
            ? pair
                .Reads.Select(read => read.Source.Path)
                .Concat(pair.Writes.Select(write => write.Path))
                .Concat(uses.Asked.Select(asked => Names.Arguments(asked.Call)[0].Expression))
            : [];

    // using (var stream = File.OpenRead(path))
    static IEnumerable<SyntaxNode> Openings(StatePair pair) =>
        pair
            .Reads.SelectMany(read => read.Source.Steps)
            .Concat(pair.Writes.SelectMany(write => write.Steps))
            .OfType<UsingStatementSyntax>()
            .Select(block => block.Declaration)
            .OfType<SyntaxNode>();
}
