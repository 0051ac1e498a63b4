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

    /// <summary>The text in UTF-8 without a mark; null where there is no file.</summary>
    /// <exception cref="StateFileException">It is there and cannot be read.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetBytes(AtomicFile.ReadAllText(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
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
