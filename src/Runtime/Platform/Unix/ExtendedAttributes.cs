using System.Text;

namespace AtomicWrites.Platform.Unix;

/// <summary>Extended attributes of files; calls that fail where a file system has none find none.</summary>
static class ExtendedAttributes
{
    const string SecurityLabel = "security.selinux";

    /// <summary>
    /// Copies what belongs to a file whatever its content: the user's attributes and the security label. Not what describes the old content
    /// (<c>security.ima</c>, <c>security.capability</c>) or is private to a file system (<c>trusted.*</c>).
    /// </summary>
    /// <returns>The access control list of the target, which is for the caller to set; null for none.</returns>
    public static byte[]? Copy(int file, TargetDirectory directory)
    {
        if (!Libc.IsLinux)
        {
            CopyApple(file, directory);
            return null;
        }

        byte[]? accessList = null;
        foreach (var name in Names(directory))
        {
            var isAccessList = AccessControlList.IsNamed(name);
            if (!isAccessList && name is not (SecurityLabel or "system.nfs4_acl") && !name.StartsWith("user.", StringComparison.Ordinal))
                continue;
            if (Get(directory.TargetLocation, name, directory) is not { } value)
                continue;
            if (isAccessList)
                accessList = value;
            else
                Set(file, name, value, directory);
        }

        return accessList;
    }

    public static unsafe bool Has(int file, string name)
    {
        fixed (byte* encoded = UnixPath.Encode(name))
            return Libc.fgetxattr(file, encoded, null, 0) >= 0;
    }

    /// <summary>The value; null for none.</summary>
    public static unsafe byte[]? Get(byte[] path, string name, TargetDirectory directory)
    {
        fixed (byte* encoded = UnixPath.Encode(name))
        fixed (byte* location = path)
        {
            while (true)
            {
                var size = Libc.getxattr(location, encoded, null, 0);
                if (size > 0)
                {
                    var value = new byte[size];
                    fixed (byte* start = value)
                        size = Libc.getxattr(location, encoded, start, (nuint)value.Length);
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
        fixed (byte* encoded = UnixPath.Encode(name))
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
        fixed (byte* encoded = UnixPath.Encode(name))
            if (Libc.fremovexattr(file, encoded) < 0)
                throw directory.Failure(Errno.Last, $"removing the extended attribute {name} of the temporary file");
    }

    static unsafe string[] Names(TargetDirectory directory)
    {
        fixed (byte* location = directory.TargetLocation)
        {
            while (true)
            {
                var size = Libc.listxattr(location, null, 0);
                if (size == 0)
                    return [];
                var names = new byte[Math.Max(size, 0)];
                if (size > 0)
                    fixed (byte* start = names)
                        size = Libc.listxattr(location, start, (nuint)names.Length);
                if (size >= 0)
                    return Encoding.UTF8.GetString(names, 0, (int)size).Split(['\0'], StringSplitOptions.RemoveEmptyEntries);
                var errno = Errno.Last;
                if (errno == Errno.ENOTSUP || errno == Errno.ENOENT)
                    return [];
                if (errno != Errno.ERANGE)
                    throw directory.Failure(errno, "listing the extended attributes of the target");
            }
        }
    }

    static void CopyApple(int file, TargetDirectory directory)
    {
        var target = Libc.Open(directory.Descriptor, directory.Name, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOFOLLOW);
        var result = target < 0 ? -1 : Libc.fcopyfile(target, file, 0, Libc.COPYFILE_ACL | Libc.COPYFILE_XATTR);
        var errno = Errno.Last;
        if (target >= 0)
            _ = Libc.close(target);
        if (result < 0)
            throw directory.Failure(errno, "copying the access control list and extended attributes of the target");
    }
}
