using System.Globalization;

namespace AtomicWrites.Protocol;

/// <summary>
/// The copy of an unreadable file that is kept beside it, for its owner alone:
/// <c>&lt;file&gt;.corrupt-&lt;time&gt;</c>.
/// </summary>
static class Quarantine
{
    const int LongestAttempt = 5; // characters, with the hyphen

    /// <summary>Keeps a content under a name that is free.</summary>
    /// <param name="file">The file without any link in it: the copy stands beside it.</param>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="write">Writes the content; called again where another process takes the name first.</param>
    /// <returns>The copy, durable.</returns>
    public static string Keep(string file, string path, Action<Stream> write)
    {
        var suffix = Suffix();
        var name = TemporaryName.Shortened(file, suffix.Length + LongestAttempt) + suffix;
        var ofOwner = new AtomicWriteOptions
        {
            CreateNew = true,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            IsFreshName = true,
            Model = path, // of the owner of the state, also where root writes
        };
        for (var attempt = 1; ; attempt++)
        {
            var free = attempt == 1 ? name : name + "-" + attempt.ToString(CultureInfo.InvariantCulture);
            try
            {
                AtomicFile.Write(free, write, ofOwner);
                return free;
            }
            catch (AtomicWriteException failure) when (failure.Committed)
            {
                throw new AtomicWriteException(
                    $"'{path}' was left as it is, corrupt, because a power cut may still take the copy that is kept "
                        + $"of it: {failure.Message}",
                    failure,
                    committed: false
                );
            }
            catch (IOException) when (File.Exists(free))
            {
                // Another one at the same moment.
            }
        }
    }

    /// <summary>What is appended to the name of the file.</summary>
    public static string Suffix() =>
        ".corrupt-" + DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
}
