using AtomicWrites.Protocol;

namespace AtomicWrites;

public static partial class AtomicFile
{
    /// <summary>
    /// <see cref="File.Copy(string, string)"/>, atomically and durably: fails where the destination exists.
    /// </summary>
    /// <inheritdoc cref="Copy(string, string, bool)"/>
    public static void Copy(string sourceFileName, string destFileName) =>
        Copy(sourceFileName, destFileName, overwrite: false);

    /// <summary>
    /// <see cref="File.Copy(string, string, bool)"/>, atomically and durably: the destination is the old file, or a
    /// whole copy.
    /// </summary>
    /// <remarks>
    /// A new file gets the permission bits of the source, as with <see cref="File.Copy(string, string)"/>. A replaced
    /// one keeps its own, less what the source withholds from its group and others, so that no copy of a secret is less
    /// secret. The time of the last write is that of the source, too.
    /// </remarks>
    /// <inheritdoc cref="WriteFileAtomic"/>
    /// <param name="sourceFileName">The file to copy.</param>
    /// <param name="destFileName">The file to create or replace.</param>
    /// <param name="overwrite">Whether to replace a destination that exists.</param>
    /// <exception cref="FileNotFoundException">The source does not exist.</exception>
    /// <exception cref="IOException">The destination exists and <paramref name="overwrite"/> is
    /// <see langword="false"/>, or it is the source itself.</exception>
    public static void Copy(string sourceFileName, string destFileName, bool overwrite)
    {
        StatePath.Validate(sourceFileName, nameof(sourceFileName));
        StatePath.Validate(destFileName, nameof(destFileName));
        if (Path.DirectorySeparatorChar == '\\' && Directory.Exists(destFileName))
            // File has this type for it on Windows alone.
            throw new IOException($"The target file '{destFileName}' is a directory, not a file.");
        using var source = OpenFile(sourceFileName);
        if (TargetFile.IsSame(source, destFileName))
            throw new IOException($"'{destFileName}' is the file that is to be copied, '{sourceFileName}', itself.");
        Write(
            destFileName,
            source.CopyTo,
            new AtomicWriteOptions
            {
                CreateNew = !overwrite,
                CopiedMode = TargetFile.ModeOf(source),
                CopiedWriteTime = File.GetLastWriteTimeUtc(source.Name),
            }
        );
    }
}
