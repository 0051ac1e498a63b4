namespace AtomicWrites.States;

/// <summary>What a look at a state has come to.</summary>
enum StateLook
{
    /// <summary>It was seen.</summary>
    Done,

    /// <summary>Nobody can tell yet: to be looked at again at once.</summary>
    Soon,

    /// <summary>It could not be seen, for a reason that may pass without a report.</summary>
    Later,
}
