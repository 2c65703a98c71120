using System.Diagnostics;
using Cppo.Kernel.Protocol;
using Cppo.Kernel.Tests.Protocol;

namespace Cppo.Benchmarks;

/// <summary>The kernel as a process, spoken to by its protocol: how long it lets a user wait, and what floods and long sessions do to it. Linux only.</summary>
internal static class KernelBench
{
    private const int Rounds = 5, Displays = 10_000;
    private const string FirstCell = "var numbers = Enumerable.Range(0, 10).Select(n => n * n).ToList(); numbers.Sum()";

    /// <param name="executions">How often the step cell is run.</param>
    public static void Run(int executions)
    {
        Console.WriteLine($"kernel, {Environment.ProcessorCount} cores, load average {Load()} before; median of {Rounds} starts, and the best:");
        Starts();
        using (KernelProgram kernel = new())
        {
            ShowDisplays(kernel);
            Flood(kernel);
        }

        Repeat("step cell (#!cppo-step)", "#!cppo-step --prompts 2 --group 4 --set mild", executions, judged: true);
        Repeat("C# cell (var kept = ...)", "var kept = Enumerable.Range(0, 100).Sum();", executions, judged: false);
        Console.WriteLine($"load average {Load()} after");
    }

    private static void Starts()
    {
        List<double> answers = [], restarts = [], cells = [], results = [], work = [];
        KernelProgram kernel = new();
        try
        {
            for (int i = 0; i < Rounds; i++)
            {
                long asked = Stopwatch.GetTimestamp();
                kernel.Client.Ask("shutdown_request", new() { ["restart"] = true }, overtaking: true);
                if (!kernel.Ended(30)) throw new InvalidOperationException("The kernel did not end.");
                kernel.Dispose();
                long started = Stopwatch.GetTimestamp();
                kernel = new();
                answers.Add(Stopwatch.GetElapsedTime(started, kernel.Client.FirstReply).TotalSeconds);
                restarts.Add(Stopwatch.GetElapsedTime(asked, kernel.Client.FirstReply).TotalSeconds);
                long sent = Stopwatch.GetTimestamp();
                if (kernel.Client.Execute(FirstCell).Result != "285") throw new InvalidOperationException("The first cell gave something else.");
                cells.Add(Stopwatch.GetElapsedTime(sent).TotalSeconds);
                results.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                kernel.Process.Refresh();
                work.Add(kernel.Process.TotalProcessorTime.TotalSeconds);
            }
        }
        finally
        {
            kernel.Dispose();
        }

        Print("start to the first answer", answers, null);
        Print("restart: shutdown to the new kernel's first answer", restarts, 2);
        Print("first cell, once the kernel has answered", cells, null);
        Print("start to the first cell's result", results, 3);
        Print("processor time until then", work, null);
    }

    private static void ShowDisplays(KernelProgram kernel)
    {
        long start = Stopwatch.GetTimestamp();
        ExecutedCell cell = kernel.Client.Execute($"for (int i = 0; i < {Displays}; i++) display(i);");
        bool all = cell.Displays.Select(Plain).SequenceEqual(Enumerable.Range(0, Displays).Select(i => $"{i}"));
        Line($"{Displays:N0} small displays, all of them in order", $"{Stopwatch.GetElapsedTime(start).TotalSeconds,8:F2} s", all);
    }

    private static void Flood(KernelProgram kernel)
    {
        double before = Memory.ResidentOf(kernel.Process.Id);
        long start = Stopwatch.GetTimestamp();
        ExecutedCell cell = kernel.Client.Execute("var line = new string('x', 99); for (int i = 0; i < 1_000_000; i++) Console.WriteLine(line);");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double peak = Memory.PeakOf(kernel.Process.Id) - before;
        Line("100 MB of text from one cell, the kernel lives", $"{seconds,8:F2} s", kernel.Client.Execute("1 + 1").Result == "2");
        Line("  memory beyond that before the flood, at its peak", $"{peak,8:F0} MB, of 200", peak < 200);
        Line("  characters shown", $"{cell.Stdout.Length,8:N0}", cell.Stdout.Contains("What follows is held back") && cell.Stdout.Contains("are left out here"));
    }

    private static void Repeat(string name, string code, int executions, bool judged)
    {
        using KernelProgram kernel = new();
        kernel.Client.Execute("#!cppo-model guesser");
        List<double> resident = [];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < executions; i++)
        {
            if (kernel.Client.Execute(code).Status != "ok") throw new InvalidOperationException($"{code} failed.");
            resident.Add(Memory.ResidentOf(kernel.Process.Id));
        }

        // The compiler and the allocators reach their size in the first fifth; single values jump with the garbage collector.
        int fifth = Math.Max(1, executions / 5);
        double early = Median(resident.Skip(fifth).Take(fifth)), late = Median(resident.TakeLast(fifth));
        double each = (late - early) * 1000 / (executions - (2 * fifth));
        string text = $"{resident[0],6:F0} MB first, {early:F0} MB in the second fifth, {late:F0} MB in the last, {each:F1} KB an execution, {Stopwatch.GetElapsedTime(start).TotalMilliseconds / executions:F0} ms each";
        Line($"{name}, {executions:N0} times", text, judged ? late - early < 0.05 * early : null);
    }

    private static string Plain(JupyterMessage display) => display.Content["data"]?["text/plain"]?.GetValue<string>() ?? "";

    private static void Print(string name, List<double> seconds, double? target) => Line(
        name, $"{Median(seconds),8:F2} s (best {seconds.Min():F2}){(target is { } most ? $", of {most:F0} s" : "")}", target is { } limit ? Median(seconds) < limit : null);

    private static void Line(string name, string value, bool? met) =>
        Console.WriteLine($"{name,-52}{value}{(met switch { null => "", true => "   met", false => "   NOT MET" })}");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
