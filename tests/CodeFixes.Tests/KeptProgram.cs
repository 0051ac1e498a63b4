using System.Reflection;
using AtomicWrites.CodeFixes.Rules;
using AtomicWrites.CodeFixes.States;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AtomicWrites.CodeFixes.Tests;

/// <summary>
/// A program with a load and a save, as it was and as <em>Keep it in a StateFile</em> leaves it.
/// <c>string Program.Load()</c> tells what it loads, <c>void Program.Save(string)</c> saves something;
/// <c>AppContext.BaseDirectory</c> is a folder of the test.
/// </summary>
sealed class KeptProgram
{
    readonly string _folder;
    readonly Type _before;
    readonly Type _after;

    KeptProgram(string folder, string source, string text) =>
        (_folder, _before, _after) = (folder, Of(source), Of(text));

    /// <summary>The source after the rewriting of the first type with both; null where it is not offered.</summary>
    public static async Task<string?> TextAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source, Nullable(source));
        var root = (await document.GetSyntaxRootAsync())!;
        foreach (var type in root.DescendantNodes().OfType<TypeDeclarationSyntax>())
        {
            var offered = new List<CodeAction>();
            await new KeepInStateFileRefactoring().ComputeRefactoringsAsync(
                new CodeRefactoringContext(document, new(type.Identifier.SpanStart, 0), offered.Add, default)
            );
            if (offered is not [var action])
                continue;
            var operations = await action.GetOperationsAsync(default);
            var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            var text = (await changed.GetTextAsync()).ToString();
            return Source.Projects(source).Other is { } other ? text + Source.OtherProject + other : text;
        }

        return null;
    }

    /// <summary>Both programs, with one folder for their files.</summary>
    public static async Task<KeptProgram> OfAsync(string source, string folder) =>
        await TextAsync(source) is { } text
            ? new(folder, In(source, folder), In(text, folder))
            : throw new InvalidOperationException(
                $"The rewriting is not offered, {await ReasonsAsync(source)}: {source}"
            );

    static async Task<string> ReasonsAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Source.In(workspace, source, Nullable(source));
        var reasons = "";
        foreach (var type in (await document.GetSyntaxRootAsync())!.DescendantNodes().OfType<TypeDeclarationSyntax>())
        {
            var proof = new StateProof();
            await StateFileRewriter.RewriteAsync(document, type, type.SpanStart, proof, default);
            reasons += $"{type.Identifier}: {string.Join(' ', proof.All)}; ";
        }

        return reasons;
    }

    /// <summary>The source with the folder in it.</summary>
    public static string In(string source, string folder) =>
        source.Replace(
            "AppContext.BaseDirectory",
            $"Path.GetFullPath({SymbolDisplay.FormatLiteral(folder, quote: true)})",
            StringComparison.Ordinal
        );

    /// <summary>What the old program loads, or the type of what it throws.</summary>
    public string LoadBefore() => Call(_before, "Load");

    /// <summary>The same of the new program.</summary>
    public string LoadAfter() => Call(_after, "Load");

    /// <summary>Lets the old program save, and tells what is in the file then.</summary>
    public string SaveBefore(string value) => Save(_before, value);

    /// <summary>The same of the new program.</summary>
    public string SaveAfter(string value) => Save(_after, value);

    /// <summary>The file of both.</summary>
    public string Path => System.IO.Path.Combine(_folder, "app", "settings.json");

    string Save(Type program, string value)
    {
        Call(program, "Save", value);
        return File.ReadAllText(Path);
    }

    static string Call(Type program, string method, params object[] arguments)
    {
        try
        {
            return (string?)program.GetMethod(method)!.Invoke(null, arguments) ?? "";
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException!.GetType().Name;
        }
    }

    static Type Of(string source) => Source.Load(source, Nullable(source)).GetType("Program")!;

    static NullableContextOptions Nullable(string source) =>
        source.Contains("#nullable enable", StringComparison.Ordinal)
            ? NullableContextOptions.Enable
            : NullableContextOptions.Disable;
}
