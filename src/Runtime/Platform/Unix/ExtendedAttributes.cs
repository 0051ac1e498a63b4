using System.Text;

namespace AtomicWrites.Platform.Unix;

/// <summary>Extended attributes of files; calls that fail where a file system has none find none.</summary>
static class ExtendedAttributes
{
    const string SecurityLabel = "security.selinux";

    // Names are bytes in no particular encoding; this one keeps them all.
    static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");

    /// <summary>
    /// Copies what belongs to a file whatever its content: the user's attributes and the security label. Not what describes the old content
    /// (<c>security.ima</c>, <c>security.capability</c>) or is private to a file system (<c>trusted.*</c>).
    /// </summary>
    /// <param name="file">The temporary file.</param>
    /// <param name="directory">The directory of the target.</param>
    /// <param name="accessList">The access control list of the target, which is for the caller to set; null for none.</param>
    /// <returns>False if the target was deleted meanwhile: then nobody knows whether it had an access control list.</returns>
    public static bool TryCopy(int file, TargetDirectory directory, out byte[]? accessList)
    {
        accessList = null;
        if (!Libc.IsLinux)
            return TryCopyApple(file, directory);
        if (Names(directory) is not { } names)
            return false;
        var isWhole = true;
        foreach (var name in names)
        {
            var isAccessList = AccessControlList.IsNamed(name);
            if (
                !isAccessList
                && name is not (SecurityLabel or "system.nfs4_acl")
                && !name.StartsWith("user.", StringComparison.Ordinal)
            )
                continue;
            if (Get(directory.TargetLocation, name, directory) is not { } value)
                isWhole &= !isAccessList;
            else if (isAccessList)
                accessList = value;
            else
                Set(file, name, value, directory);
        }

        return isWhole;
    }

    public static unsafe bool Has(int file, string name, TargetDirectory directory)
    {
        fixed (byte* encoded = Encode(name))
            if (Libc.fgetxattr(file, encoded, null, 0) >= 0)
                return true;
        var errno = Errno.Last;
        return errno == Errno.ENODATA || errno == Errno.ENOTSUP
            ? false
            : throw directory.Failure(errno, $"reading the extended attribute {name} of the temporary file");
    }

    /// <summary>The value; null for none.</summary>
    public static unsafe byte[]? Get(byte[] path, string name, TargetDirectory directory)
    {
        fixed (byte* encoded = Encode(name))
        fixed (byte* location = path)
        {
            while (true)
            {
                var size = Libc.lgetxattr(location, encoded, null, 0);
                if (size > 0)
                {
                    var value = new byte[size];
                    fixed (byte* start = value)
                        size = Libc.lgetxattr(location, encoded, start, (nuint)value.Length);
                    if (size == value.Length)
                        return value;
                }
                else if (size == 0)
                {
                    return [];
                }

                var errno = size < 0 ? Errno.Last : Errno.ERANGE;
                if (errno == Errno.ENODATA || errno == Errno.ENOTSUP || errno == Errno.ENOENT)
                    return null;
                if (errno != Errno.ERANGE) // it has grown meanwhile
                    throw directory.Failure(errno, "reading the extended attributes of the target");
            }
        }
    }

    public static unsafe void Set(int file, string name, byte[] value, TargetDirectory directory)
    {
        fixed (byte* encoded = Encode(name))
        fixed (byte* start = value)
        {
            if (Libc.fsetxattr(file, encoded, start, (nuint)value.Length, 0) == 0)
                return;
            var errno = Errno.Last;
            // As the owner, the label is kept where the system permits it; else the file has the label of a new file there.
            if (name != SecurityLabel || !(errno is Errno.EPERM or Errno.EACCES || errno == Errno.ENOTSUP))
                throw directory.Failure(errno, $"setting the extended attribute {name} of the temporary file");
        }
    }

    public static unsafe void Remove(int file, string name, TargetDirectory directory)
    {
        fixed (byte* encoded = Encode(name))
            if (Libc.fremovexattr(file, encoded) < 0)
                throw directory.Failure(Errno.Last, $"removing the extended attribute {name} of the temporary file");
    }

    static byte[] Encode(string name) => Latin1.GetBytes(name + "\0");

    // Null if there is no target.
    static unsafe string[]? Names(TargetDirectory directory)
    {
        fixed (byte* location = directory.TargetLocation)
        {
            while (true)
            {
                var size = Libc.llistxattr(location, null, 0);
                if (size == 0)
                    return [];
                var names = new byte[Math.Max(size, 0)];
                if (size > 0)
                    fixed (byte* start = names)
                        size = Libc.llistxattr(location, start, (nuint)names.Length);
                if (size >= 0)
                    return Latin1.GetString(names, 0, (int)size).Split(['\0'], StringSplitOptions.RemoveEmptyEntries);
                var errno = Errno.Last;
                if (errno == Errno.ENOENT)
                    return null;
                if (errno == Errno.ENOTSUP)
                    return [];
                if (errno != Errno.ERANGE)
                    throw directory.Failure(errno, "listing the extended attributes of the target");
            }
        }
    }

    static bool TryCopyApple(int file, TargetDirectory directory)
    {
        var target = directory.OpenTarget();
        var result = target < 0 ? -1 : Libc.fcopyfile(target, file, 0, Libc.COPYFILE_ACL | Libc.COPYFILE_XATTR);
        var errno = Errno.Last;
        if (target >= 0)
            _ = Libc.close(target);
        if (result < 0 && errno != Errno.ENOENT)
            throw directory.Failure(errno, "copying the access control list and extended attributes of the target");
        return result == 0;
    }
}
