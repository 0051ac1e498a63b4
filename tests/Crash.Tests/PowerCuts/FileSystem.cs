namespace AtomicWrites.Crash.Tests.PowerCuts;

/// <summary>A file system to lose power on: how to make an image of it, and how to mount it.</summary>
/// <param name="Name">As <c>mount -t</c> takes it.</param>
/// <param name="Mebibytes">Size of the image, about the least that its mkfs accepts.</param>
/// <param name="Make">The command that makes it, without the image.</param>
/// <param name="Options">Mount options: short commit intervals, so that more happens in a short recording.</param>
sealed record FileSystem(string Name, int Mebibytes, string[] Make, string Options)
{
    public static readonly FileSystem Ext4 = new(
        "ext4",
        64,
        ["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0"],
        "commit=1"
    );
    public static readonly FileSystem Xfs = new("xfs", 300, ["mkfs.xfs", "-q", "-f", "-K"], "nouuid");
    public static readonly FileSystem Btrfs = new(
        "btrfs",
        128,
        ["mkfs.btrfs", "-q", "-f", "-K", "-m", "single"],
        "commit=1"
    );

    public void MakeImage(string path)
    {
        using (var image = File.Create(path))
            image.SetLength((long)Mebibytes << 20);
        Command.RunOrThrow([.. Make, path]);
    }
}
