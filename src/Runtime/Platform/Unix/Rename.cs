namespace AtomicWrites.Platform.Unix;

/// <summary>The renames that must not replace anything.</summary>
static class Rename
{
    /// <summary>
    /// Fails with EEXIST where the new name is taken, in one step: so does a link, where the system has no such rename.
    /// </summary>
    public static int ToNew(Descriptor directory, byte[] oldName, byte[] newName)
    {
        var result = Libc.RenameToNew(directory, oldName, newName);
        if (result == 0 || !Errno.IsRefusal(Errno.Last))
            return result;
        result = Libc.linkat(directory, oldName, directory, newName, 0);
        if (result == 0)
            _ = Libc.unlinkat(directory, oldName, 0);
        return result;
    }
}
