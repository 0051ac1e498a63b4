namespace AtomicWrites.Stores.Tests.Network;

/// <summary>Where the connection is to break.</summary>
/// <param name="Request">After how many bytes to the server.</param>
/// <param name="Answer">After how many bytes from the server.</param>
/// <param name="Until">What is waited for before it breaks.</param>
sealed record Cut(long Request = long.MaxValue, long Answer = long.MaxValue, Func<bool>? Until = null);
