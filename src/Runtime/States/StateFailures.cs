namespace AtomicWrites.States;

/// <summary>What is wrong with a state that is loaded or to be saved, in words that say what becomes of it.</summary>
/// <param name="name">The state, as messages call it.</param>
sealed class StateFailures(string name)
{
    public StateFileException Corrupt(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"{name} is corrupt: {Sentence(reason)} It is left as it is; Reset keeps it aside and starts anew.",
            inner
        );

    /// <summary>Meant by whoever wrote it: a person, another program, a later version of this one.</summary>
    public StateFileException Misfit(string reason, Exception? inner) =>
        new(
            StateFileFailure.Corrupt,
            $"{name} is whole and does not fit this program: {Sentence(reason)} It is left as it is, "
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
            $"The state to be saved in {name} is not valid: {Sentence(reason)} What is kept is left as it is.",
            inner
        );

    /// <summary>What an exception or the program says may end without a full stop, and more follows.</summary>
    public static string Sentence(string reason) =>
        reason.Length == 0 || reason[^1] is '.' or '!' or '?' ? reason : reason + ".";
}
