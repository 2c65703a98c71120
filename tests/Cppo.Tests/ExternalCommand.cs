using System.Diagnostics;

namespace Cppo.Tests;

/// <summary>Runs a program of the machine's, where it is there.</summary>
public static class ExternalCommand
{
    /// <summary>Exit code and output, errors included; code 1 and the reason where there is no such program.</summary>
    public static (int Code, string Output) Run(string name, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (1, error.Message);
        }
    }
}
