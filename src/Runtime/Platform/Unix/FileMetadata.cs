using System.Runtime.InteropServices;

namespace AtomicWrites.Platform.Unix;

/// <summary>
/// What a published file has besides its content: mode, owner, access control list, extended attributes, security
/// label. The order of the calls is such that at no moment more people can read the file than the target lets read; the
/// owner comes last, because who has given a file away may do nothing more with it. What a file system refuses is left
/// out where that lets nobody in.
/// </summary>
static class FileMetadata
{
    /// <summary>The mode of a temporary file: for its owner alone.</summary>
    public const uint Private = 0x180; // 0600

    /// <summary>Of a new file, less the umask.</summary>
    public const uint New = 0x1B6; // 0666

    /// <summary>The mode of a directory for its owner alone.</summary>
    public const uint PrivateDirectory = 0x1C0; // 0700

    const uint Unchanged = uint.MaxValue;
    const uint ClassBits = 7;
    const int GroupShift = 3;
    const uint OwnerBits = 0x1C0;
    const uint GroupAndOtherBits = 0x3F;
    const uint AccessBits = 0x1FF;
    const uint SetIdBits = 0xC00;
    const uint SpecialBits = 0xE00;
    const uint ReadBits = 0x124; // 0444
    const int ReadToSearch = 2; // bits from "may read" to "may search"

    /// <summary>
    /// Gives the open temporary <paramref name="file"/> what it is to have when it takes the place of
    /// <paramref name="target"/>.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="directory">The directory of the target, or of what stands there in its stead as the model.</param>
    /// <param name="target">The target; null where none stands yet.</param>
    /// <param name="options">May ask for a mode, which is given exactly, or the write fails.</param>
    public static void Give(Descriptor file, TargetDirectory directory, FileStatus? target, AtomicWriteOptions options)
    {
        if (options.Mode is { } mode)
            GiveAsked(file, directory, target, (uint)mode);
        else if (target is { } present)
            Keep(file, directory, present, Withheld(options.CopiedMode));
        else
            Begin(file, directory, options.CopiedMode);
        if (options.CopiedWriteTime is { } time)
            _ = WriteTime.Set(file, time); // a file system without such times keeps its own
    }

    /// <summary>
    /// Lets those search a new directory, and write to it, who may read and write the file <paramref name="model"/>; or
    /// a file of the mode asked for.
    /// </summary>
    public static void GiveToDirectory(
        Descriptor opened,
        TargetDirectory directory,
        in FileStatus model,
        UnixFileMode? asked
    )
    {
        var keepsGroup = TryOwn(opened, directory, model);
        byte[]? accessList = null;
        var isKnown = asked is not null || AccessControlList.TryGet(directory.TargetLocation, out accessList);
        if (accessList is not null)
            AccessControlList.AddSearch(accessList);
        var mode = OfDirectory((uint?)asked ?? model.Permissions & AccessBits);
        SetAccess(
            opened,
            directory,
            Limited(opened, directory, mode, accessList, keepsGroup || asked is not null, isKnown),
            isNew: false
        );
        _ = TryGiveAway(opened, directory, model);
    }

    /// <summary>Of a directory for files of the mode: who may read may search, and its owner puts them there.</summary>
    public static uint OfDirectory(uint mode) => mode | ((mode & ReadBits) >> ReadToSearch) | PrivateDirectory;

    /// <summary>
    /// What <see cref="File.Copy(string, string)"/> copies of the mode. The group of a file with an access control list
    /// has what the list says, not the mask that the mode shows.
    /// </summary>
    public static UnixFileMode PermissionsOf(FileStream file)
    {
        if (!FileStatus.TryGet(file.SafeFileHandle, out var status))
            throw Errno.ToException(Errno.Last, file.Name, "looking at the file to copy");
        return (UnixFileMode)(PlainPermissions(file.SafeFileHandle, status, out _) & ~SpecialBits);
    }

    /// <summary>What a file without its access control list would have, so that nobody has more than now.</summary>
    /// <param name="file">The file.</param>
    /// <param name="status">Its status.</param>
    /// <param name="mayHaveList">Whether it has a list, or nobody tells.</param>
    public static uint PlainPermissions(SafeHandle file, in FileStatus status, out bool mayHaveList)
    {
        var isKnown = AccessControlList.TryGet(file, out var list);
        mayHaveList = !isKnown || list is not null;
        return !isKnown ? LimitToCommon(status.Permissions)
            : list is null ? status.Permissions
            : (status.Permissions & ~(ClassBits << GroupShift)) | (AccessControlList.GroupOf(list) << GroupShift);
    }

    public static bool IsSameFile(FileStream file, string path) =>
        FileStatus.TryFollow(UnixPath.Encode(path), out var named)
        && FileStatus.TryGet(file.SafeFileHandle, out var opened)
        && opened.IsSameFile(named);

    static uint Withheld(UnixFileMode? copied) => copied is { } mode ? GroupAndOtherBits & ~(uint)mode : 0;

    static void GiveAsked(Descriptor file, TargetDirectory directory, FileStatus? target, uint mode)
    {
        if (target is { } present)
        {
            _ = TryOwn(file, directory, present);
            _ = ExtendedAttributes.TryCopy(file, directory, out _);
        }

        if (!AccessControlList.TryRemove(file, directory, out var errno))
            throw directory.Failure(errno, "removing the access control list of the temporary file");
        if (Libc.fchmod(file, mode) < 0 && Errno.Last is var refused && !HasMode(file, actual => actual == mode))
            throw ModeFailure(directory, refused);
        if (target is { } replaced && TryGiveAway(file, directory, replaced) && (mode & SetIdBits) != 0)
            RequireMode(file, directory, mode);
    }

    static void Keep(Descriptor file, TargetDirectory directory, in FileStatus target, uint withheld)
    {
        var keepsGroup = TryOwn(file, directory, target);
        var isWhole = ExtendedAttributes.TryCopy(file, directory, out var accessList);
        var isOwn = target.Owner == directory.User;
        // What a user other than the old owner wrote must not run with the old owner's rights.
        var kept = isOwn && keepsGroup ? target.Permissions : target.Permissions & ~SetIdBits;
        var mode = Limited(file, directory, kept, accessList, keepsGroup, isWhole) & ~withheld;
        SetAccess(file, directory, mode, isNew: false);
        // A file that changes its owner loses these.
        if (TryGiveAway(file, directory, target) && keepsGroup && (target.Permissions & SetIdBits) != 0)
            _ = Libc.fchmod(file, mode | (target.Permissions & SetIdBits));
    }

    // What open(2) with mode 0666, or that of the file that is copied, would have given.
    static void Begin(Descriptor file, TargetDirectory directory, UnixFileMode? copied)
    {
        uint mode;
        if (AccessControlList.TryGetDefault(directory, out var inherited) && inherited is not null)
        {
            AccessControlList.LimitTo(inherited, (uint?)copied ?? New);
            mode = AccessControlList.TrySet(file, inherited, directory)
                ? AccessControlList.ModeOf(inherited)
                : AccessControlList.ModeOf(inherited) & OwnerBits;
        }
        else if (copied is { } asked)
            mode = AccessControlList.TryRemove(file, directory, out _) ? (uint)asked : LimitToCommon((uint)asked);
        else
            mode = New & ~Umask.Current;

        SetAccess(file, directory, mode, isNew: true);
    }

    // Sets the list, or takes away what the file has inherited; the mode that goes with it, less what is not certain.
    static uint Limited(
        Descriptor file,
        TargetDirectory directory,
        uint mode,
        byte[]? accessList,
        bool keepsGroup,
        bool isWhole
    )
    {
        if (accessList is null)
        {
            var isNone = AccessControlList.TryRemove(file, directory, out _);
            return keepsGroup && isWhole && isNone ? mode : LimitToCommon(mode);
        }

        if (!keepsGroup)
            AccessControlList.LimitToCommon(accessList);
        var shown = (mode & SpecialBits) | AccessControlList.ModeOf(accessList);
        return AccessControlList.TrySet(file, accessList, directory) ? shown : shown & ~GroupAndOtherBits;
    }

    // The group is not ours to give: the new one gets no more than others had, and others, among them the old group, no
    // more than that group had.
    static uint LimitToCommon(uint mode)
    {
        var common = mode & (mode >> GroupShift) & ClassBits;
        return (mode & ~GroupAndOtherBits) | (common << GroupShift) | common;
    }

    // The group, and the owner where that is this user; whether the file has that group now.
    static bool TryOwn(Descriptor file, TargetDirectory directory, in FileStatus target)
    {
        var owner = target.Owner == directory.User ? target.Owner : Unchanged;
        return TryChown(file, directory, owner, target.Group)
            || (FileStatus.TryGet(file, out var status) && status.Group == target.Group);
    }

    static bool TryGiveAway(Descriptor file, TargetDirectory directory, in FileStatus target) =>
        target.Owner != directory.User && TryChown(file, directory, target.Owner, Unchanged);

    static bool TryChown(Descriptor file, TargetDirectory directory, uint owner, uint group)
    {
        if (Libc.fchown(file, owner, group) == 0)
            return true;
        var errno = Errno.Last;
        return Errno.IsRefusal(errno)
            ? false
            : throw directory.Failure(errno, "setting the owner of the temporary file");
    }

    // Always, because umask and directory may have kept bits from the file. Where the file system refuses, a new file
    // has what it gives to all.
    static void SetAccess(Descriptor file, TargetDirectory directory, uint mode, bool isNew)
    {
        if (Libc.fchmod(file, mode) == 0)
            return;
        var errno = Errno.Last;
        if (!Errno.IsRefusal(errno) || !(isNew || HasMode(file, actual => (actual & ~mode & AccessBits) == 0)))
            throw ModeFailure(directory, errno);
    }

    static void RequireMode(Descriptor file, TargetDirectory directory, uint mode)
    {
        if (Libc.fchmod(file, mode) < 0)
            throw ModeFailure(directory, Errno.Last);
    }

    static bool HasMode(Descriptor file, Func<uint, bool> isMode) =>
        FileStatus.TryGet(file, out var status) && isMode(status.Permissions);

    static Exception ModeFailure(TargetDirectory directory, int errno) =>
        directory.Failure(errno, "setting the mode of the temporary file");
}
