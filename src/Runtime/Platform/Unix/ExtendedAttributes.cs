using System.Runtime.InteropServices;
using System.Text;

namespace AtomicWrites.Platform.Unix;

/// <summary>Extended attributes of files; calls that fail where a file system has none find none.</summary>
static class ExtendedAttributes
{
    const string SecurityLabel = "security.selinux";
    const string Nfs4List = "system.nfs4_acl";

    // Names are bytes in no particular encoding; this one keeps them all.
    static readonly Encoding Latin1 = Encoding.GetEncoding("iso-8859-1");

    /// <summary>
    /// Copies what belongs to a file whatever its content: the user's attributes and the security label. Not what
    /// describes the old content (<c>security.ima</c>, <c>security.capability</c>) or is private to a file system
    /// (<c>trusted.*</c>).
    /// </summary>
    /// <param name="file">The temporary file.</param>
    /// <param name="directory">The directory of the target.</param>
    /// <param name="accessList">The access control list of the target, which is for the caller to set; null for
    /// none.</param>
    /// <returns>
    /// False if nobody tells who may do what by a list: the target was deleted meanwhile, or the file system refuses.
    /// </returns>
    public static bool TryCopy(Descriptor file, TargetDirectory directory, out byte[]? accessList)
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
            var isRight = isAccessList || name == Nfs4List;
            if (!isRight && name != SecurityLabel && !name.StartsWith("user.", StringComparison.Ordinal))
                continue;
            var errno = TryGet(directory.TargetLocation, name, out var value);
            // An attribute that this user may not read would be lost.
            if (errno != 0 && (!Errno.IsRefusal(errno) || (errno == Errno.EACCES && !isRight)))
                throw directory.Failure(errno, "reading the extended attributes of the target");
            if (value is null)
                isWhole &= !isRight;
            else if (isAccessList)
                accessList = value;
            else if (Set(file, name, value) is not 0 and var refused)
                isWhole &= Errno.IsRefusal(refused)
                    ? !isRight
                    : throw directory.Failure(refused, $"setting the extended attribute {name} of the temporary file");
        }

        return isWhole;
    }

    /// <param name="file">The file.</param>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="errno">0, or why nobody tells.</param>
    public static unsafe bool Has(Descriptor file, string name, out int errno)
    {
        errno = 0;
        nint size;
        fixed (byte* encoded = Encode(name))
            do size = Libc.fgetxattr(file, encoded, null, 0);
            while (Libc.IsInterrupted(size));
        if (size >= 0)
            return true;
        errno = Errno.Last;
        if (errno == Errno.ENODATA || errno == Errno.ENOTSUP)
            errno = 0;
        return false;
    }

    /// <summary>The value, null for none; 0, or the error that keeps it from being known.</summary>
    public static unsafe int TryGet(byte[] path, string name, out byte[]? value)
    {
        fixed (byte* location = path)
        {
            var file = location;
            return TryGet((encoded, buffer, size) => Libc.lgetxattr(file, encoded, buffer, size), name, out value);
        }
    }

    /// <inheritdoc cref="TryGet(byte[], string, out byte[])"/>
    public static unsafe int TryGet(SafeHandle file, string name, out byte[]? value) =>
        TryGet((encoded, buffer, size) => Libc.fgetxattr(file, encoded, buffer, size), name, out value);

    static unsafe int TryGet(ReadAttribute read, string name, out byte[]? value)
    {
        value = null;
        fixed (byte* encoded = Encode(name))
        {
            while (true)
            {
                var size = read(encoded, null, 0);
                if (size >= 0)
                {
                    var buffer = new byte[size];
                    if (size > 0)
                        fixed (byte* start = buffer)
                            size = read(encoded, start, (nuint)buffer.Length);
                    if (size == buffer.Length)
                    {
                        value = buffer;
                        return 0;
                    }
                }

                var errno = size < 0 ? Errno.Last : Errno.ERANGE;
                if (errno == Errno.ENODATA || errno == Errno.ENOTSUP || errno == Errno.ENOENT)
                    return 0;
                if (errno is not (Errno.ERANGE or Errno.EINTR)) // it has grown meanwhile
                    return errno;
            }
        }
    }

    unsafe delegate nint ReadAttribute(byte* name, byte* value, nuint size);

    /// <summary>
    /// 0, or the error: a refusal where the system does not permit a label, or the file system does not take an
    /// attribute.
    /// </summary>
    public static unsafe int Set(Descriptor file, string name, byte[] value)
    {
        fixed (byte* encoded = Encode(name))
        fixed (byte* start = value)
        {
            int result;
            do result = Libc.fsetxattr(file, encoded, start, (nuint)value.Length, 0);
            while (Libc.IsInterrupted(result));
            return result == 0 ? 0 : Errno.Last;
        }
    }

    /// <summary>0, or the error.</summary>
    public static unsafe int Remove(Descriptor file, string name)
    {
        fixed (byte* encoded = Encode(name))
            return Libc.fremovexattr(file, encoded) == 0 ? 0 : Errno.Last;
    }

    static byte[] Encode(string name) => Latin1.GetBytes(name + "\0");

    // Null if there is no target, or nobody tells.
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
                if (errno == Errno.ENOTSUP)
                    return [];
                if (errno == Errno.ENOENT || Errno.IsRefusal(errno))
                    return null;
                if (errno is not (Errno.ERANGE or Errno.EINTR))
                    throw directory.Failure(errno, "listing the extended attributes of the target");
            }
        }
    }

    static bool TryCopyApple(Descriptor file, TargetDirectory directory)
    {
        using var target = directory.OpenTarget();
        var result = target.IsInvalid ? -1 : Libc.fcopyfile(target, file, 0, Libc.COPYFILE_ACL | Libc.COPYFILE_XATTR);
        var errno = Errno.Last;
        if (result < 0 && errno != Errno.ENOENT)
            throw directory.Failure(errno, "copying the access control list and extended attributes of the target");
        return result == 0;
    }
}
