using System.CommandLine;
using Cppo.Evaluation.Reproduction;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Commands.Reproducing;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Runtime;
using Spectre.Console;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo reproduce</c>: every run behind the project's findings, resumable, by several processes.</summary>
internal static class ReproduceCommand
{
    private const string Examples = """
        Examples:
          cppo reproduce --out runs/reproduce                    everything
          cppo reproduce --out runs/quick --quick                every part with a few steps: a few minutes, numbers that mean nothing
          cppo reproduce --out runs/reproduce --only guesser     one part; several: --only guesser detectors
          cppo reproduce --out runs/reproduce --report-only      what is there; nothing is run

        Parts: warm-start (both models from random weights), detectors (needs the first stage of it), starter and guesser (every method from that
        start), reasons (one batch taken apart). Ctrl+C, a kill or a crash loses the running steps and nothing else: the same command goes on.
        It ends with OUT/tables/*.parquet (a row a seed), OUT/summary.json and a sentence for every method.
        """;

    private static readonly Dictionary<string, ReproductionPart> Parts = Enum.GetValues<ReproductionPart>()
        .ToDictionary(part => part == ReproductionPart.WarmStart ? "warm-start" : part.ToString().ToLowerInvariant());

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> output = new("--out") { Description = "Where runs, tables and summary go; about 2 GB.", DefaultValueFactory = _ => "runs/reproduce" };
        Option<string[]> only = new("--only") { Description = "Parts; all unless given.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Parts.Keys]);
        Option<int> workers = new("--workers") { Description = "Processes that share the work.", DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 1, 8) };
        Option<int> threads = new("--threads") { Description = "Threads of each. Figures can be repeated bit for bit with the same number.", DefaultValueFactory = _ => 1 };
        Option<bool> quick = new("--quick") { Description = "A few steps and samples of everything, to try it out." };
        Option<bool> reportOnly = new("--report-only") { Description = "Put together what is there and run nothing." };
        Option<bool> worker = new("--worker") { Description = "Work on a folder that another process has prepared, until its input ends.", Hidden = true };
        Command command = new DocumentedCommand(
            "reproduce", "Runs everything that the findings of this project rest on, and writes raw tables, a summary and a verdict for every method.", Examples)
        {
            output, only, workers, threads, quick, reportOnly, worker,
        };
        command.SetAction(parsed =>
        {
            (int processes, int each) = (parsed.GetValue(workers), parsed.GetValue(threads));
            if (processes < 1 || each < 1) throw new UsageException("--workers and --threads are at least 1.", "Give one process a core, with one thread each.");
            string[] names = parsed.GetValue(only) ?? [];
            ReproductionPlan plan = new(
                parsed.GetRequiredValue(output), parsed.GetValue(quick) ? ReproductionScale.Quick : ReproductionScale.Full, [.. names.Select(name => Parts[name])]);
            if (parsed.GetValue(worker)) return Work(plan, each);
            if (parsed.GetValue(reportOnly)) return Print(plan);
            return Run(plan, new WorkerOrder(plan.Folder, names, parsed.GetValue(quick), each), processes);
        });
        return command;
    }

    private static int Run(ReproductionPlan plan, WorkerOrder order, int workers)
    {
        using Interruption interruption = new();
        IAnsiConsole console = Terminals.Error();
        plan.Prepare();
        using WorkerProcesses processes = WorkerProcesses.Start(order, workers);
        ReproductionProgressLine line = new(console, Terminals.CanRedraw(console, Environment.GetEnvironmentVariable), TimeProvider.System);
        while (processes.AnyRuns && !interruption.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(1))) line.Tell(ReproductionStatus.Of(plan));
        line.End();
        if (interruption.Token.IsCancellationRequested)
        {
            processes.Stop();
            console.MarkupLineInterpolated($"[yellow]Stopped; the running steps were given up.[/] The same command goes on.");
            return ExitCode.Interrupted;
        }

        if (ReproductionStatus.Of(plan).IsComplete) return Print(plan);
        throw new CppoException(
            $"The work ended before everything was done. {processes.Words}".TrimEnd(), "The same command goes on after the last finished step; --only runs one part alone.");
    }

    // A worker ends with the process that started it: that one holds the other end of its input.
    private static int Work(ReproductionPlan plan, int threads)
    {
        using Interruption interruption = new();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
                // Nothing is ever said.
            }

            ended.Cancel();
        }) { IsBackground = true }.Start();
        try
        {
            Reproducer.Work(plan, threads, cancellation: ended.Token);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static int Print(ReproductionPlan plan)
    {
        ReproductionTables tables = ReproductionTables.Collect(plan);
        foreach (DifferenceRow row in tables.MainDifferences) Console.Out.WriteLine($"From the {row.Start}: {row.Sentence}");
        (int settled, int intervals) = tables.Settled;
        Console.Out.WriteLine(FormattableString.Invariant($"In all tests {settled} of {intervals} intervals exclude 0; without any difference about {0.05 * intervals:0} would."));
        foreach (var part in tables.Jobs.GroupBy(job => job.Part))
            Console.Out.WriteLine($"{part.Key}: {part.Count()} jobs, {Numbers.Time(TimeSpan.FromSeconds(part.Sum(job => job.CpuSeconds)))} of processor time");
        Console.Out.WriteLine($"Tables: {plan.Tables}");
        return ExitCode.Done;
    }
}
