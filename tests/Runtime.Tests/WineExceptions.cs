using System.Reflection;
using System.Runtime.InteropServices;
using Xunit.v3;

[assembly: AtomicWrites.Runtime.Tests.WineExceptions]

namespace AtomicWrites.Runtime.Tests;

/// <summary>
/// Wine chains the handlers of a thread in its environment block. When an exception leaves a method that reflection has
/// called, .NET resumes above one of them without unchaining it, and Wine's next look at the chain ends in the void: so
/// each test restores it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed partial class WineExceptions : BeforeAfterTestAttribute
{
    [ThreadStatic]
    static nint _chain;

    public override unsafe void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Needs.IsWine)
            _chain = *Chain();
    }

    public override unsafe void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_chain != 0)
            *Chain() = _chain;
        _chain = 0;
    }

    // The first word of the block, whose address is the second word of THREAD_BASIC_INFORMATION.
    static unsafe nint* Chain()
    {
        const nint currentThread = -2;
        var information = stackalloc nint[6];
        Assert.Equal(0, NtQueryInformationThread(currentThread, 0, information, 6 * sizeof(nint), 0));
        return (nint*)information[1];
    }

    [LibraryImport("ntdll")]
    private static unsafe partial int NtQueryInformationThread(
        nint thread,
        int kind,
        nint* information,
        int length,
        nint returned
    );
}
