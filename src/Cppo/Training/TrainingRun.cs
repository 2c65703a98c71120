using System.Diagnostics;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training.Collection;
using Cppo.Training.Optimization;
using Cppo.Training.Runs;
using Cppo.Training.Watchdogs;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// What every kind of training shares: the loop over steps, its history, and the directory that keeps weights, optimizer and metrics
/// after every finished step. What a step does is its owner's matter.
/// </summary>
internal sealed class TrainingRun : IDisposable
{
    private const string Weights = "weights/", Moments = "optimizer/", Waiting = "rollouts/";

    private readonly Policy policy;
    private readonly AdamW optimizer;
    private readonly RunPlace place;
    private readonly PendingRollouts? pending;
    private readonly RunDirectory? directory;
    private bool storedAll = true;

    /// <summary>Prepares a run, or takes up the one in the folder: weights, optimizer and history are as they were then.</summary>
    /// <param name="policy">Trained in place.</param>
    /// <param name="optimizer">The optimizer of the policy's weights.</param>
    /// <param name="pending">Batches that wait for their step; null where none ever does.</param>
    /// <param name="history">Empty; says how many steps the run has.</param>
    /// <param name="place">Where the run is kept.</param>
    /// <param name="describe">What the run is, option by option; asked before the weights are changed.</param>
    public TrainingRun(
        Policy policy,
        AdamW optimizer,
        PendingRollouts? pending,
        TrainingHistory history,
        RunPlace place,
        Func<IReadOnlyDictionary<string, string>> describe)
    {
        (this.policy, this.optimizer, this.pending, this.place, History) = (policy, optimizer, pending, place, history);
        if (place.Folder is null) return;
        directory = RunDirectory.Open(place.Folder, describe(), place.Keep, place.Source);
        try
        {
            Resume();
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>An optimizer of what is not frozen now.</summary>
    /// <exception cref="CppoException">Everything is frozen.</exception>
    public static AdamW OptimizerOf(Policy policy, AdamWOptions options)
    {
        (string, Tensor)[] trained = [.. policy.Model.Trainable.Select(entry => (entry.Key, (Tensor)entry.Value))];
        if (trained.Length > 0) return new(trained, options);
        throw new CppoException("Every weight of the policy is frozen.", "Unfreeze a part (Parameters.Unfreeze), add an adapter, or load the policy as trainable.");
    }

    /// <summary>The run so far.</summary>
    public TrainingHistory History { get; }

    /// <summary>The number of the next step, from 0.</summary>
    public int Number { get; private set; }

    /// <summary>Makes the remaining steps.</summary>
    /// <param name="step">Makes the step of a number, the update included.</param>
    /// <param name="onStep">Called after every step and evaluation, on this thread.</param>
    /// <param name="evaluate">Accuracy of the policy as it is.</param>
    /// <param name="evaluateEvery">Evaluate before the first step, after every so many steps and at the end; 0 never.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; everything up to the last finished step is kept.</exception>
    public TrainingHistory Make(
        Func<int, FinishedStep> step,
        Action<TrainingHistory>? onStep,
        Func<Policy, AccuracyPoint>? evaluate,
        int evaluateEvery,
        CancellationToken cancellation)
    {
        if (!storedAll)
        {
            // What is in memory is ahead of the directory; going on would leave a gap in it, or write behind half a line.
            throw new CppoException(
                $"The run could not be stored after step {History.Steps.Count}, so this object cannot go on with it.",
                "Load the start again and open the run directory anew: the run goes on after the last stored step.");
        }

        long start = Stopwatch.GetTimestamp();
        TimeSpan before = History.Elapsed;
        while (true)
        {
            if (evaluate is not null && IsDue(evaluateEvery)) Keep(evaluate(policy) with { Step = Number });
            History.Elapsed = before + Stopwatch.GetElapsedTime(start);
            onStep?.Invoke(History);
            if (Number >= History.TotalSteps) return History;

            cancellation.ThrowIfCancellationRequested();
            FinishedStep finished = step(Number);
            IReadOnlyList<TrainingWarning> warnings = Watch.Ask([.. History.Steps, finished.Metrics], History.Warnings, place.Watchdogs);
            Number++;
            storedAll = false;
            using (NewDisposeScope()) directory?.Store(finished, warnings, State(), SaveModel, History.Evaluations);
            storedAll = true;
            History.Add(finished.Metrics);
            foreach (TrainingWarning warning in warnings) History.Add(warning);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => directory?.Dispose();

    private void Keep(AccuracyPoint accuracy)
    {
        storedAll = false;
        directory?.Store(accuracy, [.. History.Evaluations, accuracy]);
        storedAll = true;
        History.Add(accuracy);
    }

    private void SaveModel(string folder)
    {
        if (policy.Model.Adapter is { } adapter) adapter.Save(folder);
        else policy.Save(folder);
    }

    private bool IsDue(int every) =>
        every > 0
        && (Number % every == 0 || Number == History.TotalSteps)
        && (History.Evaluations.Count == 0 || History.Evaluations[^1].Step != Number);

    // The parameters and the optimizer's own tensors, not copies: written before the next step changes them.
    private List<KeyValuePair<string, Tensor>> State() =>
    [
        .. policy.Model.AllParameters.Select(entry => KeyValuePair.Create(Weights + entry.Key, (Tensor)entry.Value)),
        .. optimizer.ExportState().Select(entry => KeyValuePair.Create(Moments + entry.Key, entry.Value)),
        .. pending?.Export(Number).Select(entry => KeyValuePair.Create(Waiting + entry.Key, entry.Value)) ?? [],
    ];

    private void Resume()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        if (directory!.Load() is not { } stored) return;
        if (stored.Metrics.Count > 0) Take(stored.State);
        foreach (StepMetrics metrics in stored.Metrics) History.Add(metrics);
        foreach (AccuracyPoint accuracy in stored.Evaluations) History.Add(accuracy);
        foreach (TrainingWarning warning in stored.Warnings) History.Add(warning);
        History.ResumedAt = Number = History.Steps.Count;
        NoteOtherVersions();
    }

    // Not an error: the run goes on, but its last digits may not be those of an uninterrupted one.
    private void NoteOtherVersions()
    {
        if (Number == 0 || directory!.OtherVersions.Length == 0) return;
        TrainingWarning note = new(
            "other versions",
            Number - 1,
            $"The run was begun with other versions: {directory.OtherVersions}.",
            "Nothing to do, unless it must equal an uninterrupted run bit for bit: then resume it where it was begun.",
            1);
        if (History.Warnings.Any(before => before.Name == note.Name && before.Problem == note.Problem)) return;
        directory.Store(note);
        History.Add(note);
    }

    private void Take(IReadOnlyDictionary<string, Tensor> state)
    {
        foreach (var (name, parameter) in policy.Model.AllParameters)
        {
            if (!state.TryGetValue(Weights + name, out Tensor? weight) || !weight.shape.SequenceEqual(parameter.shape))
                throw new CppoException($"The state of the run in {directory!.Folder} does not hold the weight {name} of this policy.", "Restore state.safetensors from a backup, or start a new run in another folder.");
            parameter.copy_(weight);
        }

        optimizer.ImportState(Part(state, Moments));
        pending?.Import(Part(state, Waiting));
    }

    private static Dictionary<string, Tensor> Part(IReadOnlyDictionary<string, Tensor> state, string prefix) => state
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
}
