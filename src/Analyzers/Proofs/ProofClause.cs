namespace AtomicWrites.Analyzers.Proofs;

/// <summary>
/// What is proven before a fix is offered. A fix that cannot prove a clause is refused, and <see cref="ProofClauses"/>
/// says why; where several fail, the first of these.
/// </summary>
enum ProofClause
{
    /// <summary>The project references the library.</summary>
    Runtime,

    /// <summary>The library has a member that does the same.</summary>
    Counterpart,

    /// <summary>The mode, the options and each argument of the opening have a counterpart.</summary>
    Opening,

    /// <summary>The value of a call that has none any more is not used.</summary>
    Value,

    /// <summary>Something is written.</summary>
    Written,

    /// <summary>Nothing of a longer old file is wanted.</summary>
    NoTail,

    /// <summary>Nothing but writing comes between a flush by hand and the commit.</summary>
    FlushedAtEnd,

    /// <summary>Each use of the stream is seen.</summary>
    Confined,

    /// <summary>Nothing closes the stream before the commit.</summary>
    OpenToTheEnd,

    /// <summary>What is wrapped around the stream has written the rest before the commit.</summary>
    Finished,

    /// <summary>Nothing that keeps the stream can write after the commit.</summary>
    NotKept,

    /// <summary>Nobody looks at the target by its path between the opening and the end.</summary>
    TargetUntouched,

    /// <summary>Each way out has done the write, and none that failed commits.</summary>
    WaysOut,

    /// <summary>What is evaluated in another order does not depend on it.</summary>
    Order,

    /// <summary>
    /// Nothing is set for the flow of execution that an asynchronous callback would forget, and it matters to nothing
    /// on which thread, when, or in which method the code runs.
    /// </summary>
    Flow,

    /// <summary>One statement writes all of the temporary file.</summary>
    OneWrite,

    /// <summary>The temporary file and its name serve the replace alone, and nothing else comes of making the name.</summary>
    Temporary,

    /// <summary>The temporary file has the permissions of any new file.</summary>
    Permissions,

    /// <summary>Nothing happens between the write and the rename.</summary>
    AtOnce,

    /// <summary>The rename replaces what is there.</summary>
    Replaces,

    /// <summary>Nothing deletes the target that would still do so after the fix.</summary>
    NotDeleted,

    /// <summary>No <c>#if</c> stands within what is rewritten.</summary>
    Directives,

    /// <summary>No comment is lost.</summary>
    Comments,

    /// <summary>The new code compiles, without a new warning.</summary>
    Compiles,
}
