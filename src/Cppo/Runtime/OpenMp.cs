using System.Runtime.InteropServices;

namespace Cppo.Runtime;

/// <summary>
/// Tells OpenMP, which libtorch computes with, to let waiting threads sleep after a short while. By default they spin for milliseconds, and
/// on a machine that does other work beside (a notebook, a browser, a second run) a training step of the shipped models then takes
/// seven times as long; threads that sleep at once have to be woken for every operation, which costs a quiet machine more than
/// the second thread brings. It is read once, when libtorch is loaded; what the user has set stays.
/// </summary>
internal static partial class OpenMp
{
    private const string Policy = "OMP_WAIT_POLICY", Spins = "GOMP_SPINCOUNT";

    public static void LetWaitingThreadsSleep()
    {
        if (Environment.GetEnvironmentVariable(Policy) is not null || Environment.GetEnvironmentVariable(Spins) is not null) return;
        // Environment.SetEnvironmentVariable changes .NET's copy only; native code reads the process's own.
        try
        {
            _ = OperatingSystem.IsLinux() // libgomp there, which knows how often to look before it sleeps
                ? SetEnvironment(Spins, "1000", overwrite: 0)
                : SetEnvironment(Policy, "passive", overwrite: 0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // Without it everything works, only slower beside other work.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
