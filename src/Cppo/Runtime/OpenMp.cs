using System.Runtime.InteropServices;

namespace Cppo.Runtime;

/// <summary>
/// Tells OpenMP, which libtorch computes with, to let waiting threads sleep. By default they spin, and on a machine that does other
/// work beside (a notebook, a browser, a second run) a training step of the shipped models then takes seven times as long. It is read
/// once, when libtorch is loaded; a value that the user has set stays.
/// </summary>
internal static partial class OpenMp
{
    public static void LetWaitingThreadsSleep()
    {
        // Environment.SetEnvironmentVariable changes .NET's copy only; native code reads the process's own.
        try
        {
            _ = SetEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // Without it everything works, only slower beside other work.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
