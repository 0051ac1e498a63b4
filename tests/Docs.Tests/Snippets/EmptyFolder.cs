namespace AtomicWrites.Docs.Tests.Snippets;

/// <summary>
/// Snippets name files as programs do that run in their own folder. There is one current folder: who changes it runs in
/// one collection.
/// </summary>
static class EmptyFolder
{
    public const string Collection = "the current folder";

    public static async Task Run(Func<Task> run)
    {
        var before = Environment.CurrentDirectory;
        var folder = Directory.CreateTempSubdirectory("docs-");
        Environment.CurrentDirectory = folder.FullName;
        try
        {
            await run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }
}
