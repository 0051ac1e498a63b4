using AtomicWrites.Analyzers.Proofs;
using AtomicWrites.Analyzers.Replacing;
using AtomicWrites.Analyzers.Rewriting;
using AtomicWrites.CodeFixes.Documents;
using AtomicWrites.CodeFixes.States.Inlining;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.States;

/// <summary>Writes the loads and saves of a file anew, over a <c>StateFile</c>.</summary>
static class StateFileRewriter
{
    /// <summary>Null where nothing is proven, or the result would not compile as the program did.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">The type with the load and the save.</param>
    /// <param name="position">Where the user is, which says which pair is meant where there are several.</param>
    /// <param name="proof">Is told what speaks against it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<Document?> RewriteAsync(
        Document document,
        TypeDeclarationSyntax type,
        int position,
        StateProof proof,
        CancellationToken cancellationToken
    )
    {
        if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
            return null;
        var sources = ProgramSources.Of(model.Compilation);
        if (!StatePair.MayBeIn(type, sources))
        {
            proof.Holds(!SharedPair.IsInParts(type, sources, model, cancellationToken), StateRefusal.OtherPart);
            return null;
        }

        if (
            model.Compilation.GetTypeByMetadataName("AtomicWrites.StateFile`1") is null
            || ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion < LanguageVersion.CSharp9
        )
            return proof.None<Document>(StateRefusal.Runtime);
        var marked = new MarkedMembers(type);
        var mark = marked.OfType;
        var start = document.WithSyntaxRoot(
            (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!.ReplaceNode(type, marked.Type)
        );
        var direct = await WrittenOutAsync(start, mark, _ => true, cancellationToken).ConfigureAwait(false);
        var pairs = await PairsAsync(direct, mark, cancellationToken).ConfigureAwait(false);
        var isShared = pairs.Length == 0 && SharedPair.IsIn(type, sources, model, cancellationToken);
        proof.Holds(!isShared, StateRefusal.OtherObject);
        var pair = pairs.Length == 1 ? pairs[0] : pairs.FirstOrDefault(one => marked.Have(one.Members, position));
        proof.IsUndecided = pair is null && pairs.Length > 1;
        if (pair is not null)
        {
            // What has nothing to do with the file stays as it is.
            var own = MarkedMembers.Of(pair.Members);
            direct = await WrittenOutAsync(
                    start,
                    mark,
                    member => MarkedMembers.NumberOf(member) is { } number && own.Contains(number),
                    cancellationToken
                )
                .ConfigureAwait(false);
            pairs = await PairsAsync(direct, mark, cancellationToken).ConfigureAwait(false);
            pair = pairs.Length == 1 ? pairs[0] : pairs.FirstOrDefault(one => marked.Have(one.Members, position));
        }

        var root = (await direct.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        model = (await direct.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        type = (TypeDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
        var qualifier = AtomicFileName.QualifierAt(model, type, "StateFile", "StateFileException", "StateFileFailure");
        if (
            pair is null
            || StatePlan.Of(pair, qualifier, model, proof, cancellationToken) is not { } plan
            || !await Dependents.AllowAsync(plan, direct, model, proof, cancellationToken).ConfigureAwait(false)
            || StateFileName.Of(plan, model) is not { } name
        )
            return null;
        var member = new StateFileMember(plan, qualifier, model);
        var rewritten = Changed(root, plan, member, name, mark);
        if (qualifier.Length == 0 && !AtomicFileName.IsInScope(model, type) && rewritten is CompilationUnitSyntax unit)
            rewritten = UsingDirective.Add(unit, Imports.Of(document, root));
        var changed = direct.WithSyntaxRoot(rewritten);
        changed = await StateFileSimplifier.SimplifyAsync(changed, mark, name, cancellationToken).ConfigureAwait(false);
        var edited = pair.IsTold
            ? changed
            : await StateFileSimplifier.EditAsync(changed, mark, name, cancellationToken).ConfigureAwait(false);
        var before = await Compiled.OfAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var candidate in new[] { edited, changed })
        {
            var after = await Compiled.OfAsync(candidate, cancellationToken).ConfigureAwait(false);
            if (after.IsNoWorseThan(before))
                return await VariableTypes.KeepAsync(document, candidate, cancellationToken).ConfigureAwait(false);
        }

        return proof.None<Document>(StateRefusal.Compiles);
    }

    static async Task<StatePair[]> PairsAsync(
        Document document,
        SyntaxAnnotation mark,
        CancellationToken cancellationToken
    )
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
        var type = (TypeDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
        return [.. StatePair.In(type, model, cancellationToken)];
    }

    // In each method all that it does, but for temporary files; with a variable for each text.
    static async Task<Document> WrittenOutAsync(
        Document document,
        SyntaxAnnotation mark,
        Func<MemberDeclarationSyntax, bool> isMeant,
        CancellationToken cancellationToken
    )
    {
        var whole = await InlinedParts.OfAsync(document, mark, isMeant, cancellationToken).ConfigureAwait(false);
        var root = (await whole.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var type = (TypeDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
        whole = whole.WithSyntaxRoot(root.ReplaceNode(type, ReusedTexts.Split(type, isMeant)));
        return await WithoutTemporaryAsync(whole, mark, cancellationToken).ConfigureAwait(false);
    }

    // A save over a temporary file is one to the file itself: what it did by hand a StateFile does.
    static async Task<Document> WithoutTemporaryAsync(
        Document document,
        SyntaxAnnotation mark,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var model = (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false))!;
            var whole = root.GetAnnotatedNodes(mark)
                .Single()
                .DescendantNodes()
                .OfType<InvocationExpressionSyntax>()
                .Where(Commit.MayCommit)
                .Select(call => WholeReplaceProof.Of(call, model, new Proof(), cancellationToken))
                .FirstOrDefault(found => found is { KeepsBackup: false });
            if (whole is null)
                return document;
            document = document.WithSyntaxRoot(
                new WholeReplaceRewriter(whole, whole.Retargeted(new SyntaxAnnotation())).Visit(root)!
            );
        }
    }

    static SyntaxNode Changed(
        SyntaxNode root,
        StatePlan plan,
        StateFileMember member,
        string name,
        SyntaxAnnotation mark
    )
    {
        var anchor = member.Before;
        var anchorMark = new SyntaxAnnotation();
        var indentation = Layout.Indentation(anchor ?? plan.Pair.Type.Members[0]);
        var endOfLine = SyntaxFactory.EndOfLine(Layout.EndOfLine(root));
        var declaration = SyntaxFactory
            .ParseMemberDeclaration(member.Text(name))!
            .WithLeadingTrivia(SyntaxFactory.Whitespace(indentation))
            .WithTrailingTrivia(endOfLine);
        var at = anchor is null ? 0 : plan.Pair.Type.Members.IndexOf(anchor) + 1;
        var type = (TypeDeclarationSyntax)new StateEditsRewriter(plan.Edits, name).Visit(plan.Pair.Type)!;
        if (anchor is null)
            type = type.WithMembers(
                type.Members.Replace(
                    type.Members[0],
                    type.Members[0].WithLeadingTrivia(type.Members[0].GetLeadingTrivia().Insert(0, endOfLine))
                )
            );
        else if (anchor is not FieldDeclarationSyntax)
            declaration = declaration.WithLeadingTrivia(endOfLine, SyntaxFactory.Whitespace(indentation));
        return root.ReplaceNode(
            plan.Pair.Type,
            type.WithMembers(type.Members.Insert(at, declaration)).WithAdditionalAnnotations(mark)
        );
    }
}
