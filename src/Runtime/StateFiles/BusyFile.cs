using AtomicWrites.CompareAndSwap;
using AtomicWrites.Platform.Unix;
using AtomicWrites.Protocol;
using AtomicWrites.States;

namespace AtomicWrites.StateFiles;

/// <summary>
/// Reads a file that others may keep to themselves for a moment: virus scanners, and programs that write in place.
/// </summary>
static class BusyFile
{
    const int SharingViolation = unchecked((int)0x80070020);
    const int LockViolation = unchecked((int)0x80070021);
    const int Attempts = 10;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The content; null where there is no file.</summary>
    /// <exception cref="StateFileException">It is there and <see cref="StateFileFailure.Unreadable"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled while another kept it to itself.</exception>
    public static byte[]? Read(string file, SymbolicLinks links, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return AtomicFile.ReadContent(file, links);
            }
            catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException failure) when (IsKeptByAnother(failure) && attempt < Attempts)
            {
                Backoff.Pause(Pause, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Unreadable(file, failure);
            }
        }
    }

    /// <summary>
    /// The content; null where there is no good one, so that the caller reports what is the matter with the file
    /// itself.
    /// </summary>
    /// <exception cref="StateFileException">Another keeps it to itself.</exception>
    public static byte[]? ReadBackup(Func<string> findBackup)
    {
        string backup;
        try
        {
            backup = findBackup();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // a link that nobody can follow
        }

        try
        {
            return Read(backup, SymbolicLinks.Follow, CancellationToken.None);
        }
        catch (StateFileException failure) when (failure.InnerException is not IOException io || !IsKeptByAnother(io))
        {
            return null;
        }
    }

    /// <summary>Refuses what is no file.</summary>
    /// <exception cref="StateFileException">It is <see cref="StateFileFailure.Unreadable"/>.</exception>
    public static void RequireFile(string file, SymbolicLinks links)
    {
        if (TargetFile.Instead(file, links) is { } other)
            throw new StateFileException(
                StateFileFailure.Unreadable,
                $"'{file}' could not be read: it is {other}. It is left as it is."
            );
    }

    public static StateFileException Unreadable(string file, Exception failure) =>
        new(
            StateFileFailure.Unreadable,
            $"'{file}' could not be read: {StateFailures.Sentence(failure.Message)} It is left as it is.",
            failure
        );

    // On Unix .NET locks what is not to be shared.
    static bool IsKeptByAnother(IOException failure) =>
        failure.HResult is SharingViolation or LockViolation || failure.HResult == Errno.EAGAIN;
}
