using System.CommandLine;
using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo warmstart</c>: makes the shipped models, starter and guesser, from random weights.</summary>
internal static class WarmStartCommand
{
    private const int ReportEvery = 50;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> output = new("--out") { Description = "The folder for the models and, under runs/, what each stage can be resumed from.", Required = true };
        Option<string> model = new("--model") { Description = "A folder whose config.json and tokenizer the new model takes; its weights are not read.", DefaultValueFactory = _ => ShippedModels.Starter };
        Option<ulong> seed = new("--seed") { Description = "Root of all random numbers: weights, samples, order." };
        Option<int> most = new("--steps") { Description = "Most steps of a stage, to try things out.", DefaultValueFactory = _ => int.MaxValue };
        Option<int> samples = new("--samples") { Description = "Most samples of a stage, to try things out.", DefaultValueFactory = _ => int.MaxValue };
        Option<int> heldOut = new("--evaluate") { Description = "Held-out samples that are asked after each stage; 0 for none.", DefaultValueFactory = _ => 500 };
        Command command = new DocumentedCommand(
            "warmstart",
            "Trains the procedural world's models from random weights: reading (2,000 steps) gives OUT/reading, unreadable pictures (300) OUT/starter, guessing (150) OUT/guesser. A quarter of an hour on one core. Stopped or killed, the same command goes on where it was.",
            """
            Example:
              cppo warmstart --out models --seed 1
            """)
        {
            output, model, seed, most, samples, heldOut,
        };
        command.SetAction(parsed =>
        {
            using Interruption interruption = new();
            return Run(new(
                parsed.GetRequiredValue(output),
                parsed.GetRequiredValue(model),
                parsed.GetValue(seed),
                parsed.GetValue(most),
                parsed.GetValue(samples),
                parsed.GetValue(heldOut),
                interruption.Token));
        });
        return command;
    }

    private static int Run(Order order)
    {
        using Policy policy = Policy.Create(order.Model, order.Seed);
        List<EvaluationReport> reports = [];
        try
        {
            foreach (WorldWarmStart stage in WorldWarmStart.Stages)
            {
                Learn(order, policy, stage, reports);
                Save(order, policy, stage.Model);
            }
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. The same command goes on from the last finished step.");
            return ExitCode.Interrupted;
        }

        if (reports.Count > 0) Console.Out.WriteLine(Views.Render(reports)?.PlainText);
        return 0;
    }

    private static void Learn(Order order, Policy policy, WorldWarmStart world, List<EvaluationReport> reports)
    {
        WarmStartStage stage = world.Stage with { Steps = Math.Min(world.Stage.Steps, order.Steps) };
        string folder = Path.Combine(order.Output, "runs", world.Name);
        using WarmStart training = new(policy, world.Samples(order.Seed, order.Samples), stage, order.Seed, folder);
        training.Run(history => Tell(stage, history), cancellation: order.Cancellation);
        if (order.HeldOut < 1) return;
        IReadOnlyList<Sample> unseen = new ProceduralWorld(order.Seed, WorldSplit.HeldOut).Samples(0, order.HeldOut);
        reports.Add(Evaluator.Run(policy, unseen, stage.Name, cancellation: order.Cancellation));
        Console.Out.WriteLine(Views.Render(reports[^1])?.PlainText);
    }

    private static void Tell(WarmStartStage stage, TrainingHistory history)
    {
        int made = history.Steps.Count;
        if (made == history.ResumedAt || (made % ReportEvery != 0 && made != history.TotalSteps)) return;
        RunProgress progress = RunProgress.Of(history);
        double loss = Curve.Last(history.Steps, step => step.Loss, ReportEvery);
        string left = progress.Left is { } time ? $", {Numbers.Time(time)} left" : "";
        Console.Out.WriteLine(FormattableString.Invariant(
            $"{stage.Name}: step {made} of {history.TotalSteps}, loss {loss:F4}, {progress.SecondsPerStep:F2} s a step{left}"));
    }

    private static void Save(Order order, Policy policy, string name)
    {
        string folder = Path.Combine(order.Output, name);
        policy.Save(folder);
        Console.Out.WriteLine($"Wrote {folder}");
    }

    private sealed record Order(
        string Output, string Model, ulong Seed, int Steps, int Samples, int HeldOut, CancellationToken Cancellation);
}
