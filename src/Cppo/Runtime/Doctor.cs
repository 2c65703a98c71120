using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Cppo.Runtime;

/// <summary>Looks at everything that CPPO needs on this machine, in about a tenth of a second, and says what to do about the rest.</summary>
public static class Doctor
{
    private const int Side = 512;
    private const long LittleMemory = 2L << 30;

    /// <summary>Makes all checks. Nothing is changed, but libtorch is loaded.</summary>
    /// <param name="modelFolder">A model folder in Hugging Face layout to look at; null leaves that out.</param>
    public static DoctorReport Examine(string? modelFolder = null)
    {
        List<DoctorCheck> checks = [Framework()];
        LibtorchStatus status = Libtorch.Load();
        checks.Add(Native(status));
        if (status.Ready) checks.AddRange([Device(), Speed()]);
        checks.AddRange([Memory(), Cache()]);
        if (modelFolder is not null) checks.Add(Model(modelFolder));
        return new([.. checks.Select(check => check with { Found = Short(check.Found) })]);
    }

    // Readable, and fit to be shown to others: folders of the user and of the library by their usual names.
    private static string Short(string found)
    {
        string library = Path.GetDirectoryName(typeof(Doctor).Assembly.Location) ?? "";
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (library.Length > 1) found = found.Replace(library + Path.DirectorySeparatorChar, "beside the library: ", StringComparison.Ordinal);
        return home.Length > 1 ? found.Replace(home + Path.DirectorySeparatorChar, "~" + Path.DirectorySeparatorChar, StringComparison.Ordinal) : found;
    }

    private static DoctorCheck Framework() => new(
        "Runtime",
        DoctorState.Ready,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    private static DoctorCheck Native(LibtorchStatus status)
    {
        if (!status.Ready) return new("libtorch", DoctorState.Missing, status.Sentence, status.Advice);
        return status.Patched
            ? new("libtorch", DoctorState.Note, status.Sentence, "Nothing to do.")
            : new("libtorch", DoctorState.Ready, status.Sentence);
    }

    // Only after libtorch is loaded: the first touch of TorchSharp must not be the one that loads it.
    private static DoctorCheck Device()
    {
        if (cuda.is_available())
        {
            int devices = cuda.device_count();
            return new("Device", DoctorState.Ready, devices == 1 ? "one CUDA device" : $"{devices} CUDA devices");
        }

        return new(
            "Device",
            DoctorState.Note,
            $"no CUDA device; CPU with {get_num_threads()} of {Environment.ProcessorCount} threads",
            "Training runs on the CPU. For a GPU, build with -p:CppoDevice=cuda.");
    }

    private static DoctorCheck Speed()
    {
        using IDisposable none = no_grad();
        using Tensor a = ones(Side, Side);
        double best = double.PositiveInfinity;
        for (int i = 0; i < 6; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tensor product = a.matmul(a);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double rate = 2.0 * Side * Side * Side / best / 1e9;
        return new(
            "float32 product",
            DoctorState.Ready,
            string.Create(CultureInfo.InvariantCulture, $"{rate:F0} GFLOP/s at {Side} × {Side}"));
    }

    private static DoctorCheck Memory()
    {
        long bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        string found = string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB for this process");
        return bytes < LittleMemory
            ? new("Memory", DoctorState.Note, found, "The shipped models need less than 1 GiB; close other programs before loading larger ones.")
            : new("Memory", DoctorState.Ready, found);
    }

    private static DoctorCheck Cache()
    {
        string folder = WeakVersionPatch.CacheFolder();
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new("Cache folder", DoctorState.Ready, ReadablePath.Of(folder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new("Cache folder", DoctorState.Note, $"{ReadablePath.Of(folder)} cannot be written", "Make it writable, or set XDG_CACHE_HOME to a folder that is.");
        }
    }

    private static DoctorCheck Model(string folder)
    {
        string[] missing = [.. new[] { "config.json", "tokenizer.json", "preprocessor_config.json" }
            .Where(name => !File.Exists(Path.Combine(folder, name)))];
        bool hasWeights = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.safetensors").Any();
        if (missing.Length == 0 && hasWeights) return new("Model", DoctorState.Ready, ReadablePath.Of(folder));
        string absent = string.Join(", ", hasWeights ? missing : missing.Append("*.safetensors"));
        return new(
            "Model",
            DoctorState.Missing,
            Directory.Exists(folder) ? $"{folder} has no {absent}" : $"There is no folder {folder}",
            "Point to a folder that holds a model in Hugging Face layout.");
    }
}
