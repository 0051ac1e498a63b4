namespace AtomicWrites.Analyzers.StatePaths;

/// <summary>
/// What the program itself is called, which says nothing of its files: <c>dotnet-dump.history</c> is no dump.
/// </summary>
sealed class ProductName(string? assembly)
{
    const int MinLength = 5;

    readonly string[] _parts = (assembly ?? "")
        .Split('.')
        .Where(part => part.Length >= MinLength && NameVocabulary.Of(part).Count() > 1)
        .OrderByDescending(part => part.Length)
        .ToArray();

    /// <summary>A name with the product's own taken away.</summary>
    public string Without(string name)
    {
        foreach (var part in _parts)
        {
            var at = name.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
                name = name.Substring(0, at) + "*" + name.Substring(at + part.Length);
        }

        return name;
    }
}
