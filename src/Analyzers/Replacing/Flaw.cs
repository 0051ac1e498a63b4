namespace AtomicWrites.Analyzers.Replacing;

/// <summary>One way in which a hand-written replace loses data: a row of <see cref="FlawTable"/>.</summary>
/// <param name="Name">What it is called where it is listed.</param>
/// <param name="Message">What goes wrong, in words for the user; fits behind "…, but".</param>
/// <param name="Anchor">Its heading in the page of the rule.</param>
/// <param name="IsIn">Whether a sequence has it.</param>
sealed record Flaw(string Name, string Message, string Anchor, Func<Sequence, bool> IsIn);
