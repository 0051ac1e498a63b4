namespace AtomicWrites;

/// <summary>Why a state could not be loaded or saved.</summary>
/// <example>
/// <code>
/// try
/// {
///     new StateFile&lt;Settings&gt;("settings.json").Read();
/// }
/// catch (StateFileException failure)
/// {
///     Console.Error.WriteLine(failure.Failure switch
///     {
///         StateFileFailure.Corrupt =&gt; "The settings are damaged, and so is their backup.",
///         StateFileFailure.NewerVersion =&gt; "A newer version of this program wrote the settings.",
///         _ =&gt; failure.Message,
///     });
/// }
/// </code>
/// </example>
public enum StateFileFailure
{
    /// <summary>There is no state, and <see cref="StateOptions{T}.Initial"/> is not set.</summary>
    Missing,

    /// <summary>
    /// What is kept is no state: empty, torn, no JSON; or it is whole and not of this type, or refused by
    /// <see cref="StateOptions{T}.Validate"/>, and the message says where. A backup takes the place of the first kind
    /// alone.
    /// </summary>
    Corrupt,

    /// <summary>
    /// The state is there and cannot be read: permissions, a program that keeps it to itself, a failing disk.
    /// </summary>
    Unreadable,

    /// <summary>A later version of the program has written the state.</summary>
    NewerVersion,

    /// <summary>
    /// The state to be saved is refused by <see cref="StateOptions{T}.Validate"/>, or something in it would not come
    /// back when it is loaded.
    /// </summary>
    Invalid,

    /// <summary>The store cannot be reached, or has not answered.</summary>
    Unavailable,
}
