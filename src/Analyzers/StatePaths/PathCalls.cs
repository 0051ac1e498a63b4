using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What methods and properties of the framework do to a path.</summary>
static class PathCalls
{
    /// <summary>Null for a method that is none of them.</summary>
    public static TracedPath[]? Of(IInvocationOperation call, PathTracer tracer) =>
        Of(
            call.TargetMethod.ContainingType?.Name ?? "",
            call.TargetMethod.Name,
            call.Instance,
            [.. Arguments(call)],
            tracer
        );

    /// <summary>The same of a call that is known by its names.</summary>
    public static TracedPath[]? Of(
        string type,
        string name,
        IOperation? instance,
        IOperation[] arguments,
        PathTracer tracer
    ) =>
        (type is "IPath" ? "Path" : type, name, arguments) switch
        {
            ("Path", "Combine" or "Join", _) => tracer.Joined(arguments, PathTracer.Separator),
            ("Path", "GetDirectoryName", [var path, ..]) => [.. tracer.Visit(path).Select(Parent)],
            ("Path", "GetFullPath", [var path, var directory]) => tracer.Joined(
                [directory, path],
                PathTracer.Separator
            ),
            ("Path", "GetFullPath" or "TrimEndingDirectorySeparator", [var path, ..]) => tracer.Visit(path),
            ("Path", "GetFileName", [var path, ..]) => [.. tracer.Visit(path).Select(Name)],
            ("Path", "GetFileNameWithoutExtension", [var path, ..]) =>
            [
                .. tracer.Visit(path).Select(Name).Select(WithoutExtension),
            ],
            ("Path", "ChangeExtension", [var path, var extension]) => TracedPath.Joined(
                [
                    [.. tracer.Visit(extension).Select(Dotted)],
                    [.. tracer.Visit(path).Select(WithoutExtension)],
                ],
                ""
            ),
            ("Directory", "CreateDirectory", [var path, ..]) => tracer.Visit(path),
            ("DirectoryInfo", "CreateSubdirectory", [var path]) => tracer.Joined(
                [instance, path],
                PathTracer.Separator
            ),
            ("Directory", _, [var folder, ..]) when PathKeys.Enumerations.Contains(name) => Listed(
                folder,
                arguments.ElementAtOrDefault(1),
                tracer
            ),
            ("DirectoryInfo", _, _) when PathKeys.Enumerations.Contains(name) => Listed(
                instance,
                arguments.FirstOrDefault(),
                tracer
            ),
            ("String", "Concat", _) => tracer.Joined(arguments, ""),
            ("String", "Format", [var format, ..]) => Formatted(format, arguments.Skip(1).ToArray(), tracer),
            ("String", "Join", [var separator, ..]) => tracer.Joined(
                arguments.Skip(1),
                separator.ConstantValue.Value?.ToString() ?? PathTracer.Separator
            ),
            ("String" or "StringBuilder", _, _) when instance is not null => tracer.Visit(instance),
            ("Environment", "GetFolderPath", [var folder, ..]) => [.. Folders(folder, tracer)],
            ("Environment", "GetEnvironmentVariable", [var variable, ..]) =>
            [
                variable.ConstantValue.Value is string variableName
                    ? TracedPath.Held(variableName).From(PathRoots.Variable(variableName))
                    : TracedPath.Unknown,
            ],
            ("Environment", "ExpandEnvironmentVariables", [var text]) => tracer.Visit(text),
            _ => null,
        };

    /// <summary>What a property of the framework is of the path that it is asked on.</summary>
    public static IEnumerable<TracedPath> Property(ISymbol property, TracedPath[] instance) =>
        property.Name switch
        {
            "FullName"
            or "FullPath"
            or "Path"
            or "Value"
            or "OriginalString"
            or "LocalPath"
            or "AbsolutePath"
            or "Name"
            or "Current" => instance,
            "Directory" or "DirectoryName" or "Parent" => instance.Select(Parent),
            _ => instance.Select(path => path with { Text = "*", Key = TracedPath.Anything, Holder = null }),
        };

    /// <summary><c>Path.DirectorySeparatorChar</c>.</summary>
    public static TracedPath? Separator(ISymbol symbol) =>
        symbol.Name is "DirectorySeparatorChar" or "AltDirectorySeparatorChar"
            ? TracedPath.Of(PathTracer.Separator)
            : null;

    /// <summary>The arguments in the order of the parameters, those of <c>params</c> one by one.</summary>
    public static IEnumerable<IOperation> Arguments(IInvocationOperation call) =>
        call
            .Arguments.OrderBy(argument => argument.Parameter?.Ordinal)
            .SelectMany(argument =>
                argument.Parameter is { IsParams: true } && Elements(argument.Value) is { } elements
                    ? elements
                    :
                    [
                        argument.Value is IConversionOperation { IsImplicit: true } conversion
                            ? conversion.Operand
                            : argument.Value,
                    ]
            );

    /// <summary>Those that may name a file.</summary>
    public static IEnumerable<IOperation> Named(IInvocationOperation call) =>
        Arguments(call)
            .Where(argument => argument.Type is { SpecialType: SpecialType.System_String } or { Name: "FileInfo" });

    // Path.Combine(new[] { a, b }), and through a local that is set once.
    static IEnumerable<IOperation>? Elements(IOperation values) =>
        values switch
        {
            IConversionOperation conversion => Elements(conversion.Operand),
            IArrayCreationOperation { Initializer.ElementValues: var elements } => elements.Select(element =>
                element is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : element
            ),
            // An array or a span that the compiler makes of what is passed one by one, or of [a, b].
            { IsImplicit: true, Type.Name: "ReadOnlySpan" } or { Syntax: CollectionExpressionSyntax } =>
                values.ChildOperations,
            ILocalReferenceOperation { Local: var local } when Sources.Initializer.Of(values) is { } made =>
                values.SemanticModel?.Compilation.ContainsSyntaxTree(made.SyntaxTree) == true
                && values.SemanticModel.SyntaxTree == made.SyntaxTree
                && values.SemanticModel.GetOperation(made) is { } operation
                && operation is not ILocalReferenceOperation
                    ? Elements(operation)
                    : null,
            _ => null,
        };

    // Any file of a folder, of those that a pattern lets through.
    static TracedPath[] Listed(IOperation? folder, IOperation? pattern, PathTracer tracer)
    {
        var name =
            pattern?.ConstantValue.Value is string text && text.LastIndexOf('*') is >= 0 and var star
                ? text.Substring(star + 1)
                : "";
        var each = TracedPath.Held(PathKeys.Each).Before(TracedPath.Of(name == "." ? "" : name));
        return TracedPath.Joined(
            [
                [each],
                tracer.Visit(folder),
            ],
            PathTracer.Separator
        );
    }

    // "{0}/{1}": the text with its holes filled in.
    static TracedPath[] Formatted(IOperation format, IOperation[] parts, PathTracer tracer)
    {
        if (format.ConstantValue.Value is not string text)
            return tracer.Joined(parts.Append(format), "");
        var pieces = new List<TracedPath[]>();
        for (var at = 0; at < text.Length; )
        {
            var hole = text.IndexOf('{', at);
            var end = hole < 0 ? -1 : text.IndexOf('}', hole);
            if (end < 0)
            {
                pieces.Add([TracedPath.Of(text.Substring(at))]);
                break;
            }

            if (hole > at)
                pieces.Add([TracedPath.Of(text.Substring(at, hole - at))]);
            var number = text.Substring(hole + 1, end - hole - 1).Split(',', ':')[0];
            pieces.Add(
                int.TryParse(number, out var ordinal) && ordinal >= 0 && ordinal < parts.Length
                    ? tracer.Visit(parts[ordinal])
                    : [TracedPath.Unknown]
            );
            at = end + 1;
        }

        pieces.Reverse();
        return TracedPath.Joined(pieces, "");
    }

    static IEnumerable<TracedPath> Folders(IOperation folder, PathTracer tracer)
    {
        foreach (var member in tracer.Members(folder).Distinct())
            yield return TracedPath.Held("SpecialFolder." + member).From(PathRoots.SpecialFolder(member));
    }

    static TracedPath Parent(TracedPath path)
    {
        var at = path.Text.LastIndexOfAny(['/', '\\']);
        return path with
        {
            Text = at > 0 ? path.Text.Substring(0, at) : "*",
            Key = path.DirectoryKey ?? $"‹parent of {path.Key}›",
            Holder = null,
        };
    }

    // The name alone is no longer in the place; one that is new each time stays so.
    static TracedPath Name(TracedPath path) =>
        path with
        {
            Roots = path.Roots.RemoveAll(root =>
                root is not ({ Kind: RootKind.Unique } or { Name: "Path.GetTempFileName" })
            ),
            Text = path.FileName,
            Key = path.DirectoryKey is { } directory ? path.Key.Substring(directory.Length + 1) : TracedPath.Anything,
            Holder = null,
        };

    static TracedPath WithoutExtension(TracedPath path)
    {
        var dot = path.Extension.Length + 1;
        return path.Extension.Length > 0 && path.Key.Length > dot && path.Text.Length > dot
            ? path with
            {
                Text = path.Text.Substring(0, path.Text.Length - dot),
                Key = path.Key.Substring(0, path.Key.Length - dot),
                Holder = null,
            }
            : path with
            {
                Key = $"‹stem of {path.Key}›",
                Holder = null,
            };
    }

    static TracedPath Dotted(TracedPath extension) =>
        extension.Text.StartsWith(".", StringComparison.Ordinal) || extension.Text == "*"
            ? extension
            : TracedPath.Of(".").Before(extension);
}
