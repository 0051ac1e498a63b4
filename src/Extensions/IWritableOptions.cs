using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions;

/// <summary>
/// Options that can be written back: a section of a settings file, of which every other byte stays as it is.
/// </summary>
/// <remarks>
/// <para>
/// An update takes the lock of the file, reads it, and writes only the values that have become others, atomically and
/// durably. So no update of another process is lost, and what comes from other sources of the configuration (defaults,
/// environment) is not copied into the file. What would not come back, because another source counts for more or the
/// binder cannot read it, is refused before anything is written.
/// </para>
/// <para>
/// When an update returns, <see cref="IOptionsMonitor{T}.CurrentValue"/> is the new one; those of others come by
/// <see cref="IOptionsMonitor{T}.OnChange"/>, once for each change. A file that has become corrupt leaves the values as
/// they were, and is logged.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var services = new ServiceCollection().AddWritableOptions&lt;MailOptions&gt;("Mail", "settings.json").BuildServiceProvider();
/// var mail = services.GetRequiredService&lt;IWritableOptions&lt;MailOptions&gt;&gt;();
/// mail.Edit(options =&gt; options.Server = "smtp.example.org");   // changes this value of settings.json and no other byte
/// Console.WriteLine(mail.CurrentValue.Server);
///
/// class MailOptions { public string Server { get; set; } = "localhost"; }
/// </code>
/// </example>
/// <typeparam name="T">Type of the options.</typeparam>
public interface IWritableOptions<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
> : IOptionsMonitor<T>
    where T : class
{
    private const string Asynchronous =
        "Asynchronous work would go on after the options were saved: use EditAsync or UpdateAsync.";

    /// <summary>
    /// Reads the options, lets <paramref name="update"/> make others of them and saves these, as one step into which no
    /// other update gets.
    /// </summary>
    /// <param name="update">Gets options of its own, as configured before <c>PostConfigure</c>; returns the same
    /// object, changed, or another. If it throws, nothing is written.</param>
    /// <returns>The new options.</returns>
    /// <exception cref="StateFileException">
    /// The file is corrupt or cannot be read, the options are not valid, or would not come back: nothing was written.
    /// </exception>
    /// <exception cref="AtomicWriteException">The write failed; <see cref="AtomicWriteException.Committed"/> says
    /// whether before or after it was published.</exception>
    /// <exception cref="LockRecursionException">Called inside an update of the same file.</exception>
    /// <exception cref="TimeoutException">The lock was not got within <see cref="AtomicWriteOptions.LockTimeout"/>;
    /// nothing was written.</exception>
    T Update(Func<T, T> update);

    /// <inheritdoc cref="Update"/>
    /// <param name="update">Gets options of its own and returns the new ones. If it throws, nothing is written.</param>
    /// <param name="cancellationToken">Heeded until the file is published, never after it.</param>
    /// <exception cref="OperationCanceledException">Canceled; nothing was written.</exception>
    Task<T> UpdateAsync(Func<T, T> update, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="UpdateAsync(Func{T, T}, CancellationToken)"/>
    Task<T> UpdateAsync(Func<T, CancellationToken, Task<T>> update, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the options, lets <paramref name="edit"/> change that object, and saves it, as <see cref="Update"/> does.
    /// </summary>
    /// <inheritdoc cref="Update"/>
    /// <param name="edit">Changes the object that it gets. If it throws, nothing is written.</param>
    T Edit(Action<T> edit) => Update(AsUpdate(edit));

    /// <inheritdoc cref="Edit"/>
    /// <param name="edit">Changes the object that it gets. If it throws, nothing is written.</param>
    /// <param name="cancellationToken">Heeded until the file is published, never after it.</param>
    /// <exception cref="OperationCanceledException">Canceled; nothing was written.</exception>
    Task<T> EditAsync(Action<T> edit, CancellationToken cancellationToken = default) =>
        UpdateAsync(AsUpdate(edit), cancellationToken);

    /// <inheritdoc cref="EditAsync(Action{T}, CancellationToken)"/>
    Task<T> EditAsync(Func<T, Task> edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return EditAsync((options, _) => edit(options), cancellationToken);
    }

    /// <inheritdoc cref="EditAsync(Action{T}, CancellationToken)"/>
    Task<T> EditAsync(Func<T, CancellationToken, Task> edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return UpdateAsync(
            async (options, token) =>
            {
                await (edit(options, token) ?? throw new InvalidOperationException(NoTask)).ConfigureAwait(false);
                return options;
            },
            cancellationToken
        );
    }

    /// <summary>Refused: asynchronous work would go on after the options were saved.</summary>
    /// <param name="edit">Asynchronous work.</param>
    [Obsolete(Asynchronous, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    void Edit<TTask>(Func<T, TTask> edit)
        where TTask : Task => throw new NotSupportedException(Asynchronous);

    internal const string NoTask = "The change of the options returned null instead of a task; nothing was written.";

    private static Func<T, T> AsUpdate(Action<T> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return options =>
        {
            edit(options);
            return options;
        };
    }
}
