using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Cppo.Tests.Training.Runs;

/// <summary>
/// The same run in a process of its own, to be killed. The test assembly starts itself; the variable makes it train in place of testing,
/// before a test runner is even loaded.
/// </summary>
internal static class TinyRunProcess
{
    private const string Variable = "CPPO_TEST_RUN";

    /// <summary>Starts it; it says a line on its output when training begins and after every step.</summary>
    public static Process Start(string folder)
    {
        bool isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            Environment = { [Variable] = folder },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (isHost) start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Cppo.Tests.dll"));
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void Train()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } folder) return;
        try
        {
            TinyRun.Make(TinyRun.Options(folder), history => Console.Out.WriteLine($"{history.Steps.Count} steps"));
            Environment.Exit(0);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error);
            Environment.Exit(1);
        }
    }
}
