namespace AtomicWrites;

/// <summary>What the errors of an engine mean for a state, and what to do about them: the first row that fits.</summary>
/// <param name="otherwise">What an error means that is in no row, or in one that says no more than the cure.</param>
/// <param name="cure">What to do about it.</param>
sealed class StoreFailures<TCode>(StateFileFailure otherwise, string cure)
    : List<(TCode Code, string Words, StateFileFailure Failure, string Cure)>
    where TCode : notnull
{
    public void Add(TCode code, string cure) => Add(code, words: "", otherwise, cure);

    public void Add(TCode code, StateFileFailure failure, string cure) => Add(code, words: "", failure, cure);

    /// <param name="code">The engine's.</param>
    /// <param name="words">What it says as well.</param>
    /// <param name="failure">What it means.</param>
    /// <param name="cure">What to do about it.</param>
    public void Add(TCode code, string words, StateFileFailure failure, string cure) =>
        Add((code, words, failure, cure));

    /// <summary>What to throw: it names the state, the cure and what the engine has said.</summary>
    public StateFileException Of(TCode code, string said, string name, Exception failure)
    {
        var found = FindIndex(row => row.Code.Equals(code) && said.Contains(row.Words, StringComparison.Ordinal));
        var (_, _, kind, remedy) = found < 0 ? (code, "", otherwise, cure) : this[found];
        return new(kind, $"{name}: {remedy}. ({said})", failure);
    }
}
