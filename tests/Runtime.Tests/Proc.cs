namespace AtomicWrites.Runtime.Tests;

/// <summary>What the kernel tells of threads and descriptors, which come and go while one reads.</summary>
static class Proc
{
    /// <summary>The text of a file below /proc; empty where what it is about has ended meanwhile.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
