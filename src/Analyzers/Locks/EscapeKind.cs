namespace AtomicWrites.Analyzers.Locks;

/// <summary>How work gets out of a lock.</summary>
enum EscapeKind
{
    /// <summary>An asynchronous lambda in the synchronous <c>WithLock</c>.</summary>
    AsynchronousLambda,

    /// <summary>An asynchronous lambda where nobody waits for what is called.</summary>
    AsynchronousCallback,

    /// <summary>An <c>async void</c> method as the work.</summary>
    AsyncVoid,

    /// <summary>The work returns a task, and nobody waits for it before the release.</summary>
    ReturnedTask,

    /// <summary>A task that is started inside and dropped.</summary>
    DroppedTask,

    /// <summary>A <c>using</c> below the call returns a task.</summary>
    TaskOutOfBlock,

    /// <summary>The work returns an iterator, which runs when it is enumerated.</summary>
    Iterator,

    /// <summary>The task of the locked work itself is dropped.</summary>
    NotAwaited,

    /// <summary>A <c>using</c> of the task of the lock.</summary>
    TaskInUsing,

    /// <summary>An update returns what it assigns to a part of the state.</summary>
    ReturnedAssignment,

    /// <summary>An edit ends by assigning a new state to its own parameter.</summary>
    UnsavedAssignment,

    /// <summary>An edit calls what returns a new state, of a type that cannot be changed.</summary>
    UnsavedResult,
}
