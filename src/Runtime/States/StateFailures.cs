namespace AtomicWrites.States;

/// <summary>What is wrong with a state that is loaded or to be saved, in words that say what becomes of it.</summary>
/// <param name="name">The state, as messages call it.</param>
sealed class StateFailures(string name)
{
    public StateFileException Corrupt(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"{name} is corrupt: {reason} It is left as it is; Reset keeps it aside and starts anew.",
            inner
        );

    /// <summary>Meant by whoever wrote it: a person, another program, a later version of this one.</summary>
    public StateFileException Misfit(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"{name} is whole and does not fit this program: {reason} It is left as it is, "
                + "whatever the backup says: correct it, or Reset keeps it aside and starts anew.",
            inner
        )
        {
            IsWhole = true,
        };

    public StateFileException NewerVersion(string version, int latest) =>
        new(
            StateFileFailure.NewerVersion,
            $"{name} has version {version}, and this program knows none later than {latest}: "
                + "a later version of the program has written it. It is left as it is."
        );

    public StateFileException Invalid(string reason, Exception? inner = null) =>
        new(
            StateFileFailure.Invalid,
            $"The state to be saved in {name} is not valid: {reason} What is kept is left as it is.",
            inner
        );
}
