namespace AtomicWrites.Protocol;

/// <summary>The argument checks that <see cref="File"/> makes of a path.</summary>
static class StatePath
{
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or has a null character.</exception>
    public static void Validate(string path, string name = "path")
    {
        if (path is null)
            throw new ArgumentNullException(name);
        if (path.Length == 0)
            throw new ArgumentException("The value cannot be an empty string.", name);
        if (path.IndexOf('\0') >= 0)
            throw new ArgumentException("Null character in path.", nameof(path));
    }

    /// <summary>
    /// The path as it is meant now: the current directory may be another one when it is used once more, or later.
    /// </summary>
    public static string Absolute(string path, string name = "path")
    {
        Validate(path, name);
        return Path.IsPathRooted(path) ? path : Path.Combine(Directory.GetCurrentDirectory(), path);
    }
}
