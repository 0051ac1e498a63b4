#if NETSTANDARD2_0
// What the compiler wants of a framework, and netstandard2.0 does not have. Written out, because a generator that
// brings them in an order of its own makes other assemblies of the same sources.
#pragma warning disable IDE0130, IDE0161
namespace System
{
    readonly struct Index(int value, bool fromEnd = false)
    {
        public static implicit operator Index(int value) => new(value);

        public int GetOffset(int length) => fromEnd ? length - value : value;
    }

    readonly struct Range(Index start, Index end)
    {
        public Index Start => start;

        public Index End => end;

        public static Range StartAt(Index start) => new(start, new(0, fromEnd: true));

        public static Range EndAt(Index end) => new(0, end);
    }
}

namespace System.Runtime.CompilerServices
{
    static class IsExternalInit;
}
#else
// What was compiled against the netstandard2.0 asset names this type as ours, in every init accessor.
[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(System.Runtime.CompilerServices.IsExternalInit))]
#endif
