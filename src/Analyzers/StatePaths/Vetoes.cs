namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>What in a path itself settles that it is not state, whatever speaks for it.</summary>
static class Vetoes
{
    public static string? Of(TracedPath path)
    {
        foreach (var root in path.Roots)
        {
            switch (root.Kind)
            {
                case RootKind.Chosen:
                    return $"chosen by the user or no file at all, {root.Name}";
                case RootKind.Unique:
                    return $"a new name each time, {root.Name}";
            }
        }

        return null;
    }
}
