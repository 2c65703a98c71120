using static TorchSharp.torch;

namespace Cppo.Runtime;

/// <summary>
/// How many threads libtorch computes with on the CPU. Its own default counts every core of the machine, also those that a container's quota
/// or the process's affinity withholds, and the second thread of a core, which brings matrix products nothing. And a small model's
/// operations take less time than waking sixty threads does. So: the physical cores that this process may use, and for a model no more
/// than its size can feed, the largest model deciding. OMP_NUM_THREADS, MKL_NUM_THREADS and torch.set_num_threads are the user's: what they say stays.
/// Linux only; elsewhere libtorch's default stays. Measured on 2 cores; the bounds by size are reasoned, not measured.
/// </summary>
internal static class CpuThreads
{
    private const long SmallModel = 10_000_000, MiddleModel = 200_000_000; // parameters
    private const int OfSmall = 4, OfMiddle = 16;

    private static readonly Lock Gate = new();
    private static int chosen, cores; // 0: the user decides
    private static bool hasModel;

    /// <summary>To be called once libtorch is loaded; until then nothing is chosen.</summary>
    public static void Begin()
    {
        if (new[] { "OMP_NUM_THREADS", "MKL_NUM_THREADS" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })) return;
        lock (Gate)
        {
            cores = Math.Min(get_num_threads(), Cores());
            Choose(cores);
        }
    }

    /// <summary>To be called for every model on the CPU.</summary>
    /// <param name="parameters">Its size.</param>
    public static void Suit(long parameters)
    {
        lock (Gate)
        {
            if (chosen == 0 || get_num_threads() != chosen) return; // the user has set another number since
            int wanted = For(cores, parameters);
            if (!hasModel || wanted > chosen) Choose(wanted);
            hasModel = true;
        }
    }

    /// <summary>Threads for a model of some size.</summary>
    public static int For(int cores, long parameters) =>
        Math.Min(cores, parameters < SmallModel ? OfSmall : parameters < MiddleModel ? OfMiddle : cores);

    /// <summary>Cores among allowed processors.</summary>
    /// <param name="allowed">As Linux writes a list of them: "0-3,8".</param>
    /// <param name="siblings">The list of the processors that share a processor's core; null where the system does not say.</param>
    public static int Physical(string allowed, Func<int, string?> siblings) =>
        allowed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(range => range.Split('-'))
            .SelectMany(ends => Enumerable.Range(int.Parse(ends[0]), int.Parse(ends[^1]) - int.Parse(ends[0]) + 1))
            .Select(processor => siblings(processor) ?? $"{processor}").Distinct().Count();

    // .NET's own number keeps to the container's quota and the affinity, but counts both threads of a core.
    private static int Cores()
    {
        try
        {
            string? allowed = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
            if (allowed is null) return Environment.ProcessorCount;
            return Math.Clamp(Physical(allowed[(allowed.IndexOf(':') + 1)..], Siblings), 1, Environment.ProcessorCount);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return Environment.ProcessorCount; // a Linux that does not show its processors
        }
    }

    private static string? Siblings(int processor)
    {
        string path = $"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    private static void Choose(int threads)
    {
        chosen = threads;
        if (get_num_threads() != threads) set_num_threads(threads);
    }
}
