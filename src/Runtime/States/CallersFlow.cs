namespace AtomicWrites.States;

/// <summary>
/// What a function of the program sets for its flow, such as the culture, stays set after a synchronous call, although
/// the call undoes that in between. Not on .NET Framework and Mono, which have no way to restore it.
/// </summary>
sealed class CallersFlow
{
    ExecutionContext? _left;

    public T Run<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        finally
        {
            _left = ExecutionContext.Capture();
        }
    }

    public void Restore()
    {
        if (_left is null)
            return;
#if NET
        ExecutionContext.Restore(_left);
#endif
    }
}
