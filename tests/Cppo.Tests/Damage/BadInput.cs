using System.Globalization;
using Cppo.Runtime;

namespace Cppo.Tests.Damage;

/// <summary>What damaged input may do: be harmless, or be one clear error; never more memory than a gigabyte.</summary>
internal static class BadInput
{
    /// <summary>Seeds of all property tests, so that they run the same cases everywhere.</summary>
    public const string Seed = "(20260101,501)";

    private const long MostManaged = 1_000_000_000;
    private const double MostResident = 1e9;

    /// <summary>Reads damaged input.</summary>
    /// <returns>Whether it was refused.</returns>
    public static bool IsRefused(Func<IDisposable?> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        double resident = Memory("VmRSS:");
        ResetPeak();
        bool refused = false;
        try
        {
            read()?.Dispose();
        }
        catch (CppoException error)
        {
            refused = true;
            Assert.False(string.IsNullOrWhiteSpace(error.Message));
            Assert.False(string.IsNullOrWhiteSpace(error.Advice));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostManaged);
        Assert.InRange(Memory("VmHWM:") - resident, double.MinValue, MostResident);
        return refused;
    }

    /// <summary>The same for what leaves nothing to dispose of.</summary>
    public static bool IsRefused(Action read) => IsRefused(() =>
    {
        read();
        return null;
    });

    // Linux only; elsewhere the managed count alone is looked at.
    private static void ResetPeak()
    {
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static double Memory(string key) => !OperatingSystem.IsLinux() ? 0 : File.ReadLines("/proc/self/status")
        .Where(line => line.StartsWith(key, StringComparison.Ordinal))
        .Select(line => double.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024).First();
}
