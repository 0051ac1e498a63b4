namespace AtomicWrites.Analyzers.Writers;

/// <summary>One API that writes to a path: a row of <see cref="WriterTable"/>.</summary>
/// <param name="Type">Metadata name of the declaring type.</param>
/// <param name="Member">Method name, or <c>.ctor</c>.</param>
/// <param name="PathParameter">Name of the parameter that holds the path written to.</param>
/// <param name="Twin">Member of <c>AtomicFile</c> that takes the same arguments, or null where there is none.</param>
sealed record Writer(string Type, string Member, string PathParameter, string? Twin);
