namespace AtomicWrites;

/// <summary>An atomic write failed after it had begun.</summary>
/// <remarks>
/// <see cref="Exception.HResult"/> holds the operating system's own error: <c>errno</c> on Unix, an HRESULT on Windows.
/// Errors that <see cref="File"/> reports with another type (<see cref="UnauthorizedAccessException"/>,
/// <see cref="DirectoryNotFoundException"/>, <see cref="PathTooLongException"/>) keep that type.
/// </remarks>
/// <example>
/// <code>
/// try
/// {
///     AtomicFile.WriteAllText("settings.json", "{}");
/// }
/// catch (AtomicWriteException failure) when (!failure.Committed)
/// {
///     Console.Error.WriteLine($"Not saved, the old settings are there: {failure.Message}");
/// }
/// </code>
/// </example>
public class AtomicWriteException : IOException
{
    /// <summary>Initializes a new instance.</summary>
    public AtomicWriteException() { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What failed, on which path, and what to do about it.</param>
    public AtomicWriteException(string? message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What failed, on which path, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public AtomicWriteException(string? message, Exception? innerException)
        : base(message, innerException) { }

    internal AtomicWriteException(string message, int hresult, bool committed)
        : base(message, hresult) => Committed = committed;

    internal AtomicWriteException(string message, Exception innerException, bool committed)
        : base(message, innerException) => Committed = committed;

    /// <summary>
    /// Whether the new content was published before the failure.
    /// <see langword="false"/>: the target is byte for byte what it was and no temporary file is left.
    /// <see langword="true"/>: every reader sees the new content, but a power cut may still bring the old content back.
    /// </summary>
    public bool Committed { get; }
}
