using Cppo.Evaluation;
using Cppo.Interactive.Views;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Spectre.Console;
using static TorchSharp.torch;

namespace Cppo.Kernel.Commands.Training;

/// <summary>Carries out a training order in its run directory, new or to go on with.</summary>
internal static class TrainingSession
{
    /// <summary>Trains, shows it, and saves the model at the end.</summary>
    /// <param name="order">What to do.</param>
    /// <param name="folder">The run directory, as the user named it.</param>
    /// <returns>The exit code.</returns>
    public static int Run(TrainingOrder order, string folder)
    {
        using Interruption interruption = new();
        using SampleSource source = SampleSource.Open(order.Data, order.Options.Seed);
        using SampleSource? asked = order.HeldOut is { } data && order.EvaluateSamples > 0 ? SampleSource.Open(data, seed: 0) : null;
        IReadOnlyList<Sample> heldOut = asked?.HeldOut(order.EvaluateSamples) ?? [];
        using Policy policy = Policy.Load(ModelName.Folder(order.Model), order.Device == "cuda" ? CUDA : null);
        using Trainer trainer = new(policy, order.Method, source.Prompts(order.Prompts), Complete(order, folder, heldOut), source.Labels);
        IAnsiConsole console = Terminals.Error();
        if (source.Report.Length > 0) console.WriteLine(Terminals.Safe(source.Report));
        TrainingDisplay display = new(console, Terminals.CanRedraw(console, Environment.GetEnvironmentVariable), TimeProvider.System);
        try
        {
            display.Show(report =>
            {
                report(TrainingState.Of(trainer.History, folder));
                trainer.Run(history => report(TrainingState.Of(history, folder)), heldOut.Count == 0 ? null : Evaluate, interruption.Token);
            });
        }
        catch (OperationCanceledException)
        {
            string made = $"Stopped after step {trainer.History.Steps.Count} of {trainer.History.TotalSteps}; the running step was given up.";
            console.MarkupLineInterpolated($"[yellow]{made}[/] It goes on with: cppo resume {Terminals.Safe(folder)}");
            return ExitCode.Interrupted;
        }

        policy.Save(ModelName.OfRun(folder));
        Console.Out.WriteLine(new TrainView(trainer.History).ToPlainText());
        console.MarkupLineInterpolated($"The model is in {Terminals.Safe(ModelName.OfRun(folder))}; cppo eval --model {Terminals.Safe(folder)} asks it.");
        return ExitCode.Done;

        AccuracyPoint Evaluate(Policy trained) => Evaluator.Run(
            trained,
            heldOut,
            sampling: order.Method.Sampling with { Greedy = true, GroupSize = 1 },
            reward: order.Method.Reward,
            cancellation: interruption.Token).AtStep(0);
    }

    private static TrainerOptions Complete(TrainingOrder order, string folder, IReadOnlyList<Sample> heldOut) => order.Options with
    {
        Folder = folder,
        Source = order.ToSource(),

        // Before and after is the least that makes a run worth something.
        EvaluateEvery = heldOut.Count == 0 ? 0 : order.Options.EvaluateEvery > 0 ? order.Options.EvaluateEvery : order.Options.Steps,
    };
}
