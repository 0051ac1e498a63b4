namespace AtomicWrites.Sqlite;

/// <summary>Tells the file systems of other machines, whose programs do not share memory with this one.</summary>
static class NetworkFileSystem
{
    const string MountTable = "/proc/self/mountinfo";

    // As Linux names them in its table of mounts; for the system calls all of FUSE is one.
    static readonly string[] Types = (
        "9p afs beegfs ceph cifs lustre nfs nfs4 smb3 vboxsf fuse.blobfuse2 fuse.ceph fuse.curlftpfs fuse.gcsfuse "
        + "fuse.glusterfs fuse.gvfsd-fuse fuse.juicefs fuse.rclone fuse.s3fs fuse.sshfs fuse.vmhgfs-fuse"
    ).Split(' ');

    /// <summary>Whether a file, by its real path, is on one; its directory does exist.</summary>
    public static bool Holds(string file) =>
        file.StartsWith(@"\\", StringComparison.Ordinal)
        || new DriveInfo(Path.GetDirectoryName(file)!).DriveType == DriveType.Network
        || (File.Exists(MountTable) && Types.Contains(TypeOf(file)));

    // 36 35 98:0 /root /mount options … - type source options; of two on one place the later is seen.
    static string TypeOf(string path)
    {
        var (longest, type) = (0, "");
        foreach (var line in File.ReadLines(MountTable))
        {
            var fields = line.Split(' ');
            var mount = fields[4].Replace("\\040", " ", StringComparison.Ordinal).TrimEnd('/');
            if (mount.Length >= longest && (path + "/").StartsWith(mount + "/", StringComparison.Ordinal))
                (longest, type) = (mount.Length, fields[Array.IndexOf(fields, "-") + 1]);
        }

        return type;
    }
}
