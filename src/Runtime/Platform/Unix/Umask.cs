namespace AtomicWrites.Platform.Unix;

/// <summary>The permissions that this process withholds from new files.</summary>
static class Umask
{
    const string Key = "Umask:";
    const uint Permissions = 0x1FF; // the rest of the register is undefined where the type has 16 bits

    public static uint Current => OfLinux() ?? OfUnix();

    // Linux tells it without changing it; asked for at each new file, because a program may change it.
    static uint? OfLinux()
    {
        if (!Libc.IsLinux)
            return null;
        try
        {
            foreach (var line in File.ReadLines("/proc/self/status"))
                if (line.StartsWith(Key, StringComparison.Ordinal))
                    return Convert.ToUInt32(line.Substring(Key.Length).Trim(), 8);
        }
        catch (IOException)
        {
            return null; // no /proc here
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }

        return null;
    }

    static uint OfUnix()
    {
        lock (Key)
        {
            var mask = Libc.umask(0x3F) & Permissions; // 0077: what another thread creates in between is too private, never too public
            _ = Libc.umask(mask);
            return mask;
        }
    }
}
