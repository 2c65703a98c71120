using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cppo.Tests;

/// <summary>Processor time of the calling thread where the system tells it (Linux), else wall time.</summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static double Milliseconds() => OperatingSystem.IsLinux() && GetTime(ThreadProcessorTime, out Moment now) == 0
        ? (now.Seconds * 1e3) + (now.Nanoseconds / 1e6)
        : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Moment now);

    [StructLayout(LayoutKind.Sequential)]
    private struct Moment
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
