namespace AtomicWrites;

/// <summary>A state file could not be loaded, or a state could not be saved in it. The file is as it was.</summary>
public class StateFileException : IOException
{
    /// <summary>Initializes a new instance.</summary>
    public StateFileException() { }

    /// <summary>Initializes a new instance with a message.</summary>
    /// <param name="message">What failed, on which path, and what to do about it.</param>
    public StateFileException(string? message)
        : base(message) { }

    /// <summary>Initializes a new instance with a message and the exception that caused it.</summary>
    /// <param name="message">What failed, on which path, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public StateFileException(string? message, Exception? innerException)
        : base(message, innerException) { }

    internal StateFileException(StateFileFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is the matter.</summary>
    public StateFileFailure Failure { get; }
}
