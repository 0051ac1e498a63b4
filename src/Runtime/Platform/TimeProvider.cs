#if NETSTANDARD2_0
using System.Diagnostics;

// What the library uses of types that .NET 8 has. Here there is only the clock of the system.
#pragma warning disable IDE0130, IDE0161, CA1822
namespace System
{
    sealed class TimeProvider
    {
        static readonly double TicksEach = (double)TimeSpan.TicksPerSecond / Stopwatch.Frequency;

        public static TimeProvider System { get; } = new();

        public long GetTimestamp() => Stopwatch.GetTimestamp();

        public TimeSpan GetElapsedTime(long start) => new((long)((GetTimestamp() - start) * TicksEach));

        public Threading.ITimer CreateTimer(
            Threading.TimerCallback callback,
            object? state,
            TimeSpan due,
            TimeSpan period
        ) => new SystemTimer(new(callback, state, due, period));

        sealed class SystemTimer(Threading.Timer timer) : Threading.ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose() => timer.Dispose();
        }
    }
}

namespace System.Threading
{
    interface ITimer : IDisposable
    {
        bool Change(TimeSpan dueTime, TimeSpan period);
    }
}
#endif
