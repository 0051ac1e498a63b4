namespace AtomicWrites;

/// <summary>Why a state could not be loaded or saved.</summary>
public enum StateFileFailure
{
    /// <summary>There is no file, and <see cref="StateFileOptions{T}.Initial"/> is not set.</summary>
    Missing,

    /// <summary>The file is no state: empty, torn, no JSON, not of this type, or refused by <see cref="StateFileOptions{T}.Validate"/>.</summary>
    Corrupt,

    /// <summary>The file is there and cannot be read: permissions, a program that keeps it to itself, a failing disk.</summary>
    Unreadable,

    /// <summary>A later version of the program has written the file.</summary>
    NewerVersion,

    /// <summary>The state to be saved is refused by <see cref="StateFileOptions{T}.Validate"/>, or could not be loaded again.</summary>
    Invalid,
}
