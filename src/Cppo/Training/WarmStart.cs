using System.Globalization;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Optimization;
using Cppo.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// Supervised learning of reference responses: what a model is taught before reinforcement learning can sharpen it. The loss is the mean
/// cross-entropy over response tokens, end token included, at temperature 1. Like <see cref="Trainer"/> it can be cancelled or killed
/// at any moment, and a resumed run equals an uninterrupted one bit for bit on CPU.
/// </summary>
public sealed class WarmStart : IDisposable
{
    private readonly PhaseClock clock = new();
    private readonly Policy policy;
    private readonly WarmStartStage stage;
    private readonly WarmStartBatches batches;
    private readonly AdamW optimizer;
    private readonly TrainingRun run;

    /// <summary>Prepares a stage, or takes up the one in the run directory.</summary>
    /// <param name="policy">The start, for instance <see cref="Policy.Create"/>; trained in place.</param>
    /// <param name="samples">What to learn from; every sample needs a reference response. Held as given: 8-bit pictures, no patches.</param>
    /// <param name="stage">What is learned and how; <see cref="WarmStartStage.Reading"/> where null.</param>
    /// <param name="seed">Root of all random numbers: order, unreadable views, guesses.</param>
    /// <param name="folder">The run directory; null keeps the run in memory only.</param>
    /// <exception cref="CppoException">A sample has no reference, or the run directory cannot be used or belongs to a run with other options.</exception>
    public WarmStart(
        Policy policy, IReadOnlyList<Sample> samples, WarmStartStage? stage = null, ulong seed = 0, string? folder = null)
    {
        (this.policy, this.stage) = (policy, stage ?? WarmStartStage.Reading);
        Require(this.stage);
        batches = new(policy, samples, this.stage, seed);
        optimizer = TrainingRun.OptimizerOf(policy, this.stage.Optimizer);
        try
        {
            run = new(policy, optimizer, null, new(this.stage.Name, this.stage.Steps), new() { Folder = folder }, () =>
            {
                SortedDictionary<string, string> description = RunDescription.Of(policy, "stage", this.stage, seed, this.stage.Steps);
                description["samples"] = string.Create(
                    CultureInfo.InvariantCulture, $"{samples.Count}, ids {samples[0].Id} to {samples[^1].Id}");
                return description;
            });
        }
        catch
        {
            optimizer.Dispose();
            throw;
        }
    }

    /// <summary>The run so far. Loss, entropy, gradient norm, length and times; a warm start has no rewards.</summary>
    public TrainingHistory History => run.History;

    /// <summary>Makes the remaining steps. After a cancellation the same call goes on where it stopped.</summary>
    /// <param name="onStep">Called after every step and evaluation, on this thread.</param>
    /// <param name="evaluate">Accuracy of the policy as it is.</param>
    /// <param name="evaluateEvery">Evaluate before the first step, after every so many steps and at the end; 0 never.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; everything up to the last finished step is kept.</exception>
    public TrainingHistory Run(
        Action<TrainingHistory>? onStep = null,
        Func<Policy, AccuracyPoint>? evaluate = null,
        int evaluateEvery = 0,
        CancellationToken cancellation = default) => run.Make(number => new(Step(number), []), onStep, evaluate, evaluateEvery, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        run.Dispose();
        optimizer.Dispose();
    }

    private StepMetrics Step(int number)
    {
        clock.Restart();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        using DisposeScope scope = NewDisposeScope();
        WarmStartBatch batch = clock.Time("data", () => batches.At(number));
        policy.Model.Adapter?.BeginStep((ulong)number);
        int[] promptOf = [.. Enumerable.Range(0, batch.Prompts.Count)];
        using ResponseScores scores = clock.Time("policy", () => policy.Score(batch.Prompts, promptOf, batch.Targets, temperature: 1));
        Tensor tokens = scores.Mask.sum(), loss = -scores.LogProbabilities.sum() / tokens; // both zero at padding
        clock.Time("backward", () => policy.Model.Backward(loss));
        double rate = stage.LearningRate * stage.Schedule.Share(number);
        UpdateReport update = clock.Time("optimizer", () => optimizer.Step(rate));
        optimizer.ZeroGradients();
        double count = tokens.ToDouble();
        IReadOnlyList<PhaseTime> times = clock.Times;
        return new()
        {
            Step = number,
            Reward = double.NaN,
            Accuracy = double.NaN,
            Format = double.NaN,
            PolicyLoss = double.NaN,
            ClipFraction = double.NaN,
            CutOff = double.NaN,
            ZeroSignalGroups = double.NaN,
            Loss = loss.ToDouble(),
            Entropy = scores.Entropies.detach().sum().ToDouble() / count,
            GradientNorm = update.GradientNorm,
            LearningRate = rate,
            Length = count / batch.Targets.Count,
            TokensPerSecond = count / times.Sum(time => time.Seconds),
            CpuSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
            Seconds = times.ToDictionary(time => time.Phase, time => time.Seconds),
            Skipped = update.Skipped,
        };
    }

    private static void Require(WarmStartStage stage)
    {
        if (stage.Batch < 1 || stage.Steps < 0)
            throw new CppoException($"{stage.Steps} steps of {stage.Batch} samples cannot be made.", "Pass at least 0 steps and 1 sample a step.");
        if (stage.UnreadableShare is not (>= 0 and <= 1) || stage.GuessedShare is not (>= 0 and <= 1))
        {
            throw new CppoException(
                $"The shares of unreadable pictures and guessed targets are {stage.UnreadableShare} and {stage.GuessedShare}.", "Pass shares in 0..1.");
        }

        if (stage.UnreadableShare > 0 && stage.UnreadableViews.Count == 0)
            throw new CppoException("Pictures are to be made unreadable, but there is no view that does it.", "Name at least one in UnreadableViews.");
    }
}
