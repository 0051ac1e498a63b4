namespace AtomicWrites;

/// <summary>
/// A state could not be loaded, or not be saved. What is kept is as it was, unless <see cref="IsOutcomeUnknown"/>.
/// </summary>
/// <example>
/// <code>
/// try
/// {
///     new StateFile&lt;Settings&gt;("settings.json").Read();
/// }
/// catch (StateFileException failure) when (failure.Failure == StateFileFailure.Missing)
/// {
///     Console.WriteLine("There are no settings yet.");
/// }
/// </code>
/// </example>
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

    /// <summary>Initializes a new instance, for a <see cref="StateStore"/>.</summary>
    /// <param name="failure">What is the matter.</param>
    /// <param name="message">What failed, on which state, and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public StateFileException(StateFileFailure failure, string? message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What is the matter.</summary>
    public StateFileFailure Failure { get; }

    /// <summary>
    /// Whether nobody can tell if the new state was saved: the answer of the store was lost, and so many others have
    /// saved since that it cannot be looked up.
    /// </summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>
    /// Whether what is kept is undamaged, although it does not fit: no older version takes its place.
    /// </summary>
    internal bool IsWhole { get; init; }
}
