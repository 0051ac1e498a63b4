using AtomicWrites.Analyzers.Sources;
using AtomicWrites.Analyzers.Writers;
using Microsoft.CodeAnalysis;

namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>The call that turns into text or bytes what a write writes: of several in a member, the nearest.</summary>
static class SerializerCall
{
    public static SyntaxNode? Of(WriteSite site)
    {
        var body = Names.Body(site.Node);
        var before = (SyntaxNode?)null;
        foreach (var call in TreeIndex.Around(site.Node).Serializers.Where(call => Names.Body(call) == body))
            if (call.SpanStart < site.Node.Span.End)
                before = call;
            else if (IsFilledLater(site.Writer))
                return call;
        return before;
    }

    // A stream is opened first; content that is passed was made before.
    static bool IsFilledLater(Writer writer) => writer.Twin is "Create" or "CreateText" or "Write";
}
