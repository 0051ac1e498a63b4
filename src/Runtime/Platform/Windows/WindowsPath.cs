namespace AtomicWrites.Platform.Windows;

/// <summary>Paths as Windows takes them: absolute, and with the prefix that lifts the limit of 260 characters where it is needed.</summary>
static unsafe class WindowsPath
{
    const int LongPath = 240; // a temporary file's name is longer than its target's

    public static string Full(string path)
    {
        var full = Path.GetFullPath(path);
        if (full.Length < LongPath || full.StartsWith(@"\\?\", StringComparison.Ordinal) || full.StartsWith(@"\\.\", StringComparison.Ordinal))
            return full;
        return full.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\?\UNC\" + full.Substring(2) : @"\\?\" + full;
    }

    /// <summary>Where the symbolic link at <paramref name="path"/> leads in the end; null with the last error set when nothing stands there.</summary>
    public static string? FinalTarget(string path)
    {
        using var file = Kernel32.CreateFileW(path, 0, Kernel32.FILE_SHARE_READ | Kernel32.FILE_SHARE_WRITE | Kernel32.FILE_SHARE_DELETE, 0, Kernel32.OPEN_EXISTING, 0, 0);
        if (file.IsInvalid)
            return null;
        const int capacity = 32768;
        var buffer = new char[capacity];
        fixed (char* start = buffer)
        {
            var length = Kernel32.GetFinalPathNameByHandleW(file, start, capacity, 0);
            return length is 0 or >= capacity ? null : new string(start, 0, (int)length);
        }
    }
}
