namespace AtomicWrites.States;

/// <summary>
/// Starts what outlives a call in nobody's flow: the locks, the culture and the values of whoever has started it are
/// not those of the callers that it serves.
/// </summary>
static class NeutralFlow
{
    public static T Run<T>(Func<T> start)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return start();
        using (ExecutionContext.SuppressFlow())
            return start();
    }
}
