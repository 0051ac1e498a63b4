#if NETSTANDARD2_0
namespace System.IO;

/// <summary>Unix permission bits: the type of the same name in .NET 7 and later, for targets that lack it.</summary>
[Flags]
public enum UnixFileMode
{
    /// <summary>No permissions.</summary>
    None = 0,

    /// <summary>Execute permission for others.</summary>
    OtherExecute = 1,

    /// <summary>Write permission for others.</summary>
    OtherWrite = 2,

    /// <summary>Read permission for others.</summary>
    OtherRead = 4,

    /// <summary>Execute permission for the group.</summary>
    GroupExecute = 8,

    /// <summary>Write permission for the group.</summary>
    GroupWrite = 16,

    /// <summary>Read permission for the group.</summary>
    GroupRead = 32,

    /// <summary>Execute permission for the owner.</summary>
    UserExecute = 64,

    /// <summary>Write permission for the owner.</summary>
    UserWrite = 128,

    /// <summary>Read permission for the owner.</summary>
    UserRead = 256,

    /// <summary>Sticky bit.</summary>
    StickyBit = 512,

    /// <summary>Set group id on execution.</summary>
    SetGroup = 1024,

    /// <summary>Set user id on execution.</summary>
    SetUser = 2048,
}
#else
using System.Runtime.CompilerServices;

// A consumer built against the netstandard2.0 asset names this type as ours; at run time on this asset it is the
// framework's.
[assembly: TypeForwardedTo(typeof(UnixFileMode))]
#endif
