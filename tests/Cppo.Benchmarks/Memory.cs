using System.Diagnostics;
using System.Globalization;

namespace Cppo.Benchmarks;

/// <summary>Peak memory of this process, and work in a process of its own so that nothing else counts. Linux only.</summary>
internal static class Memory
{
    /// <summary>Resident megabytes now, files that are mapped included.</summary>
    public static double Resident => Read("VmRSS:");

    /// <summary>The most that was resident since the last <see cref="ResetPeak"/>, megabytes.</summary>
    public static double Peak => Read("VmHWM:");

    /// <summary>Resident megabytes of another process now.</summary>
    public static double ResidentOf(int process) => Read("VmRSS:", $"{process}");

    /// <summary>The most that was resident in another process.</summary>
    public static double PeakOf(int process) => Read("VmHWM:", $"{process}");

    /// <summary>Forgets the peak so far.</summary>
    public static void ResetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    /// <summary>Runs a hidden bench of this program in a new process and reads the numbers that it prints.</summary>
    public static double[] Measure(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
        return [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>Prints numbers for <see cref="Measure"/>.</summary>
    public static void Report(params double[] numbers) =>
        Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))));

    private static double Read(string key, string process = "self") =>
        File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .Select(line => double.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6).First();
}
