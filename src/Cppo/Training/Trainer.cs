using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Runs;
using Cppo.Training.Watchdogs;

namespace Cppo.Training;

/// <summary>How long a run is and where it is kept.</summary>
public sealed record TrainerOptions
{
    /// <summary>Steps of the whole run.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Root of all random numbers.</summary>
    public ulong Seed { get; init; }

    /// <summary>The run directory; null keeps the run in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>What the run directory keeps beside metrics and state: events, rollouts, tokens, checkpoints.</summary>
    public KeepOptions Keep { get; init; } = new();

    /// <summary>When watchdogs bark.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <summary>What a program needs to build the run again (model folder, data, method and overrides), in names of its own; kept in run.json.</summary>
    public IReadOnlyDictionary<string, string>? Source { get; init; }

    /// <summary>Measure the gradient norm of each term of the loss and its cosine with the policy gradient in every so many steps (one more backward pass a term); 0 never.</summary>
    public int MeasureTermsEvery { get; init; }

    /// <summary>Evaluate before the first step, after every so many steps and at the end; 0 never. Needs an evaluation function.</summary>
    public int EvaluateEvery { get; init; }
}

/// <summary>
/// Runs training steps. It can be cancelled at any token or killed at any moment: what is lost is the running step, and a resumed
/// run equals an uninterrupted one bit for bit on CPU, because every random number is a function of (seed, sample, step).
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly TrainingStep step;
    private readonly TrainerOptions options;
    private readonly PromptSource prompts;
    private readonly TrainingRun run;

    /// <summary>Prepares a run, or takes up the one in the run directory.</summary>
    /// <param name="policy">The start; trained in place.</param>
    /// <param name="method">What a step does.</param>
    /// <param name="prompts">The samples of a step; must be a function of its number alone.</param>
    /// <param name="options">Length and place of the run.</param>
    /// <param name="labels">Ground truth of perception tokens, where there is any.</param>
    /// <exception cref="CppoException">The run directory cannot be used, or belongs to a run with other options.</exception>
    public Trainer(
        Policy policy,
        Method method,
        Func<int, IReadOnlyList<Sample>> prompts,
        TrainerOptions? options = null,
        TokenLabels? labels = null)
        : this(policy, method, new PromptSource(prompts), options, labels)
    {
    }

    /// <summary>Prepares a run, or takes up the one in the run directory.</summary>
    /// <param name="policy">The start; trained in place.</param>
    /// <param name="method">What a step does.</param>
    /// <param name="prompts">The samples of every step and round.</param>
    /// <param name="options">Length and place of the run.</param>
    /// <param name="labels">Ground truth of perception tokens, where there is any.</param>
    /// <exception cref="CppoException">The run directory cannot be used, or belongs to a run with other options; or the method needs more prompts than the source has.</exception>
    public Trainer(
        Policy policy, Method method, PromptSource prompts, TrainerOptions? options = null, TokenLabels? labels = null)
    {
        if (method.DynamicSampling is not null && !prompts.HasFurtherRounds)
        {
            throw new CppoException(
                "Dynamic sampling draws more prompts than a step's own, and the prompt source has none.",
                "Pass a PromptSource that is a function of step and round, or leave DynamicSampling empty.");
        }

        this.options = options ?? new();
        this.prompts = prompts;
        step = new(policy, method, this.options.Seed, labels);
        step.Collector.Steps = this.options.Steps;
        try
        {
            run = new(
                policy,
                step.Optimizer,
                step.Collector.Pending,
                new(method.Name, this.options.Steps),
                new() { Folder = this.options.Folder, Source = this.options.Source, Keep = this.options.Keep, Watchdogs = this.options.Watchdogs },
                () => RunDescription.Of(policy, method, this.options));
        }
        catch
        {
            step.Dispose();
            throw;
        }

        step.Number = run.Number;
    }

    /// <summary>The run so far.</summary>
    public TrainingHistory History => run.History;

    /// <summary>The last step in full; null before the first.</summary>
    public StepReport? Last { get; private set; }

    /// <summary>Makes the remaining steps. After a cancellation the same call goes on where it stopped.</summary>
    /// <param name="onStep">Called after every step and evaluation, on this thread.</param>
    /// <param name="evaluate">Accuracy of the policy as it is; called as <see cref="TrainerOptions.EvaluateEvery"/> says.</param>
    /// <param name="cancellation">Checked between tokens and stages; the running step is given up and nothing else.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; everything up to the last finished step is kept.</exception>
    public TrainingHistory Run(
        Action<TrainingHistory>? onStep = null,
        Func<Policy, AccuracyPoint>? evaluate = null,
        CancellationToken cancellation = default) => run.Make(
            number =>
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                Last = step.Run(prompts, MeasuresTerms(number), cancellation);
                return new(StepMetrics.Of(Last) with { CpuSeconds = Working(Environment.CpuUsage.TotalTime - before, Last) }, Last.Groups);
            },
            onStep,
            evaluate,
            options.EvaluateEvery,
            cancellation);

    // The clock of the processor knows no phases: the measuring has its share of the wall time.
    private static double Working(TimeSpan processor, StepReport report)
    {
        double all = report.Times.Sum(time => time.Seconds), measuring = report.Times.Where(time => time.Phase == "measuring").Sum(time => time.Seconds);
        return all > 0 ? processor.TotalSeconds * (1 - (measuring / all)) : double.NaN;
    }

    private bool MeasuresTerms(int number) => options.MeasureTermsEvery > 0 && number % options.MeasureTermsEvery == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        step.Dispose();
        run.Dispose();
    }
}
