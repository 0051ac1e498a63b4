namespace AtomicWrites.VerdictBenchmark;

/// <summary>The files of this repository.</summary>
static class Repository
{
    public static string Find(string path)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "AtomicWrites.Analyzers.sln")))
                return Path.Combine(folder, path);
        throw new FileNotFoundException("No repository around " + AppContext.BaseDirectory);
    }
}
