using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AtomicWrites.Extensions.Writable;

/// <summary>A settings file as its readers see it: the text, and when it may have become another.</summary>
static class SettingsFile
{
    static readonly JsonTypeInfo<JsonElement> Anything = JsonMetadataServices.CreateValueInfo<JsonElement>(
        new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() },
        JsonMetadataServices.JsonElementConverter
    );

    const int Attempts = 10;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The text in UTF-8 without a mark; null where there is no file.</summary>
    /// <exception cref="StateFileException">It is there and cannot be read.</exception>
    public static byte[]? Read(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Encoding.UTF8.GetBytes(AtomicFile.ReadAllText(path));
            }
            catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException failure) when (IsKeptByAnother(failure) && attempt < Attempts)
            {
                Thread.Sleep(Pause); // a virus scanner, or a program that writes in place
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new StateFileException(
                    StateFileFailure.Unreadable,
                    $"'{path}' could not be read: {failure.Message} It is left as it is.",
                    failure
                );
            }
        }
    }

    // Violations of sharing and of locks on Windows; on Unix .NET locks what is not to be shared: EAGAIN, macOS 35.
    static bool IsKeptByAnother(IOException failure) =>
        failure.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;

    /// <summary>Makes the directory of a file, as a <see cref="StateFile{T}"/> does: durably, and private in a home.</summary>
    public static void MakeDirectory(string path, AtomicWriteOptions write)
    {
        try
        {
            new StateFile<JsonElement>(path, Anything, new() { Write = write }).Update(state => state);
        }
        catch (StateFileException)
        {
            // It has no first state, so that there is nothing to save; and what else it says the update itself will find.
        }
    }

    /// <summary>
    /// Calls <paramref name="changed"/> when the file may have another content, also where it is not there yet.
    /// </summary>
    public static IDisposable Watch(string path, Action changed)
    {
        // What a change leads to is read elsewhere: here it only has to be noticed, be it good or not.
        var file = new StateFile<JsonElement>(path, Anything, new() { Initial = () => default });
        return file.OnChange(_ => changed(), _ => changed());
    }
}
