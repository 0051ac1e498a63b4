using System.ComponentModel;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// A regular file that is open to be read. What is none is refused without a wait: to open a pipe is to wait for
/// somebody who writes to it, and what stands at a path may have become one a moment ago.
/// </summary>
sealed class RegularFile : Stream
{
    readonly Descriptor _file;
    readonly string _path;
    long _position;

    RegularFile(Descriptor file, string path) => (_file, _path) = (file, path);

    /// <exception cref="IOException">It is a device, pipe or socket, or another keeps it to itself. All else is what
    /// <see cref="File.OpenRead"/> throws.</exception>
    public static RegularFile Open(string path, bool followsLink)
    {
        var name = UnixPath.Encode(Path.GetFullPath(path));
        var flags = Libc.O_RDONLY | Libc.O_CLOEXEC | (followsLink ? 0 : Libc.O_NOFOLLOW);
        var file = Libc.OpenFile(Descriptor.WorkingDirectory, name, flags);
        if (file.IsInvalid)
            throw Failure(Errno.Last, path);
        try
        {
            if (!FileStatus.TryGet(file, out var status))
                throw Failure(Errno.Last, path);
            if (status.IsDirectory)
                throw Failure(Errno.EISDIR, path);
            if (!status.IsRegular)
                throw new IOException($"'{path}' is a device, pipe or socket.");
            // As .NET does it: who shares a file with nobody has locked it.
            if (Libc.Lock(file, Libc.LOCK_SH | Libc.LOCK_NB) < 0 && Errno.Last == Errno.EAGAIN)
                throw new IOException($"'{path}' is kept open by another who shares it with nobody.", Errno.EAGAIN);
            return new RegularFile(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static Exception Failure(int errno, string path)
    {
        var reason = new Win32Exception(errno).Message;
        if (errno == Errno.ENOENT)
            return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
                ? new FileNotFoundException($"Could not find file '{path}'.", path)
                : new DirectoryNotFoundException($"Could not find a part of the path '{path}'.");
        if (errno is Errno.EACCES or Errno.EPERM or Errno.EISDIR)
            return new UnauthorizedAccessException(
                $"Access to the path '{path}' is denied.",
                new IOException(reason, errno)
            );
        if (errno == Errno.ENAMETOOLONG)
            return new PathTooLongException($"The path '{path}' is too long, or a component of the path is too long.");
        return new IOException($"{reason}: '{path}'", errno);
    }

    public override unsafe int Read(byte[] buffer, int offset, int count)
    {
        nint read = 0;
        fixed (byte* start = buffer.AsSpan(offset, count))
            if (count > 0 && (read = Libc.Read(_file, start, count)) < 0)
                throw Failure(Errno.Last, _path);
        _position += read;
        return (int)read;
    }

    public override long Length =>
        FileStatus.TryGet(_file, out var status) ? status.Size : throw Failure(Errno.Last, _path);

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (origin != SeekOrigin.Begin)
            throw new NotSupportedException();
        return Libc.Seek(_file, offset) >= 0 ? _position = offset : throw Failure(Errno.Last, _path);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_file.IsClosed)
        {
            _ = Libc.Lock(_file, Libc.LOCK_UN); // a process that another thread is starting has it too, for a moment
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
