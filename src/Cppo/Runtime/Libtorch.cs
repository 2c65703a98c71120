using System.Runtime.InteropServices;

namespace Cppo.Runtime;

/// <summary>What loading libtorch came to.</summary>
/// <param name="Ready">Whether tensors can be used.</param>
/// <param name="Sentence">One plain sentence: what was done, or what is missing.</param>
/// <param name="Advice">What to do where something is missing; empty otherwise.</param>
/// <param name="Folder">The folder that libtorch was loaded from; null where none was found.</param>
/// <param name="Patched">Whether a patched copy of TorchSharp's native library is in use.</param>
public sealed record LibtorchStatus(bool Ready, string Sentence, string Advice, string? Folder, bool Patched);

/// <summary>
/// Loads libtorch and TorchSharp's native library so that TorchSharp finds them, whatever host it runs in. Call
/// <see cref="Require"/> before anything touches TorchSharp: a failed first load makes TorchSharp copy 480 MB beside itself.
/// On systems whose libstdc++ stops at GLIBCXX 3.4.30 (Debian 12, Ubuntu 22.04, RHEL 9) it loads a patched copy from the user's
/// cache folder (see <see cref="WeakVersionPatch"/>). The package cache is never changed.
/// </summary>
public static class Libtorch
{
    private static readonly Lazy<LibtorchStatus> Loaded = new(() =>
    {
        LibtorchStatus status = LoadOnce();
        if (status is { Ready: true, Folder: not null }) CpuThreads.Begin();
        return status;
    });

    /// <summary>Loads on the first call; afterwards only answers.</summary>
    public static LibtorchStatus Load() => Loaded.Value;

    /// <summary>Loads, or says what is missing.</summary>
    /// <exception cref="CppoException">libtorch cannot be loaded; sentence and advice say why.</exception>
    public static void Require()
    {
        LibtorchStatus status = Load();
        if (!status.Ready) throw new CppoException(status.Sentence, status.Advice);
    }

    private static LibtorchStatus LoadOnce()
    {
        FinalizerGate.Close();
        if (!OperatingSystem.IsLinux())
        {
            // Windows and macOS resolve both libraries from the build output; nothing there needs help.
            return new(true, "libtorch is loaded by the system's own rules.", "", null, false);
        }

        OpenMp.LetWaitingThreadsSleep();
        string[] folders = LibtorchFolders.Candidates().ToArray();
        string? torch = folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libtorch_cuda.so")))
            ?? folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libtorch_cpu.so")));
        string? binding = folders.Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).FirstOrDefault(File.Exists);
        if (torch is null || binding is null)
        {
            string missing = torch is null ? "libtorch_cpu.so" : "libLibTorchSharp.so";
            return new(
                false,
                $"{missing} was not found in any of {folders.Length} folders ({LibtorchFolders.RuntimeIdentifier}).",
                "Reference the package libtorch-cpu-linux-x64 2.10.0, or set CPPO_LIBTORCH to the folder that holds the file.",
                torch,
                false);
        }

        try
        {
            foreach (string name in new[] { "libc10.so", "libc10_cuda.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so" })
            {
                string path = Path.Combine(torch, name);
                if (File.Exists(path)) NativeLibrary.Load(path);
            }
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            return new(
                false,
                $"libtorch in {torch} cannot be loaded: {FirstLine(error)}",
                "Run 'ldd' on the named file, install what it misses, and start again.",
                torch,
                false);
        }

        string device = File.Exists(Path.Combine(torch, "libtorch_cuda.so")) ? "CUDA" : "CPU";
        return LoadBinding(binding, torch, device);
    }

    private static LibtorchStatus LoadBinding(string binding, string torch, string device)
    {
        if (NativeLibrary.TryLoad(binding, out _))
        {
            return new(true, $"libtorch for {device} is loaded from {ReadablePath.Of(torch)}.", "", torch, false);
        }

        try
        {
            string copy = WeakVersionPatch.CopyOf(binding);
            NativeLibrary.Load(copy);
            return new(
                true,
                $"libtorch for {device} is loaded; this system's libstdc++ is older than TorchSharp asks for, so a patched copy in {ReadablePath.Of(Path.GetDirectoryName(copy)!)} is used.",
                "",
                torch,
                true);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or IOException
            or UnauthorizedAccessException or InvalidDataException)
        {
            return new(
                false,
                $"TorchSharp's native library {binding} cannot be loaded: {FirstLine(error)}",
                "Install GCC 13's libstdc++ (GLIBCXX_3.4.32), or make the user's cache folder writable so that a patched copy can be kept there.",
                torch,
                false);
        }
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].Trim();
}
