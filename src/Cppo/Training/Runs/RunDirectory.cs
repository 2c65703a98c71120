using Cppo.Models.Safetensors;
using Cppo.Runtime;
using Cppo.Training.Runs.Events;
using Cppo.Training.Runs.Tables;
using Cppo.Training.Watchdogs;
using static TorchSharp.torch;

namespace Cppo.Training.Runs;

/// <summary>What the finished steps of a run left for the next one.</summary>
/// <param name="Metrics">One entry a finished step.</param>
/// <param name="Evaluations">Accuracies up to the last finished step.</param>
/// <param name="Warnings">What watchdogs raised.</param>
/// <param name="State">Named tensors to go on from, in the dispose scope that was open.</param>
internal sealed record ResumePoint(
    IReadOnlyList<StepMetrics> Metrics,
    IReadOnlyList<AccuracyPoint> Evaluations,
    IReadOnlyList<TrainingWarning> Warnings,
    IReadOnlyDictionary<string, Tensor> State);

/// <summary>
/// Where a run lives, for the one process that writes it: <c>run.json</c> (what it is), <c>metrics.jsonl</c> (one line a step),
/// <c>evaluations.jsonl</c>, <c>warnings.jsonl</c>, a TensorBoard event file, <c>rollouts/</c>, <c>tokens/</c>, <c>checkpoints/</c> and
/// <c>state.safetensors</c> (weights and optimizer after the last finished step). Every write is complete or absent: files are written
/// aside and renamed. The state is renamed last, so a run that is killed anywhere resumes after the last finished step and loses only the
/// running one: what other files hold of it is cut off. <see cref="StoredRun"/> reads.
/// </summary>
internal sealed class RunDirectory : IDisposable
{
    private const string StepsKey = "run/steps";

    private readonly FileStream mutex;
    private readonly RunPaths paths;
    private readonly KeepOptions keep;

    private RunDirectory(RunPaths paths, KeepOptions keep, FileStream mutex) => (this.paths, this.keep, this.mutex) = (paths, keep, mutex);

    /// <summary>The folder.</summary>
    public string Folder => paths.Folder;

    /// <summary>What differs from the versions that the run was begun with, in words; empty where nothing does.</summary>
    public string OtherVersions { get; private set; } = "";

    /// <summary>Opens a run directory, making it if it is not there, and locks it against a second writer.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="description">What the run is, option by option; must equal what is stored there.</param>
    /// <param name="keep">What is kept beside metrics and state.</param>
    /// <param name="source">What a program needs to build the run again; kept when the run is begun.</param>
    /// <exception cref="CppoException">It cannot be written, is in use, is damaged, or belongs to a run with other options.</exception>
    public static RunDirectory Open(
        string folder, IReadOnlyDictionary<string, string> description, KeepOptions keep, IReadOnlyDictionary<string, string>? source = null)
    {
        RunDirectory directory = new(new(Path.GetFullPath(folder)), keep, RunLock.Take(folder));
        try
        {
            directory.Agree(description, source);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stores a finished step. The state is written last: without it the step does not count.</summary>
    /// <param name="finished">The step.</param>
    /// <param name="warnings">What watchdogs raised after it.</param>
    /// <param name="state">Named tensors to go on from.</param>
    /// <param name="saveModel">Writes the model into a folder.</param>
    /// <param name="evaluations">All evaluations made, to choose the checkpoints that stay.</param>
    public void Store(
        FinishedStep finished,
        IReadOnlyList<TrainingWarning> warnings,
        IReadOnlyList<KeyValuePair<string, Tensor>> state,
        Action<string> saveModel,
        IReadOnlyList<AccuracyPoint> evaluations)
    {
        (int step, int made) = (finished.Metrics.Step, finished.Metrics.Step + 1);
        using Tensor steps = tensor((long)made);
        Guard(() =>
        {
            paths.Metrics.Append(finished.Metrics);
            foreach (TrainingWarning warning in warnings) paths.Warnings.Append(warning);
            if (keep.Events) EventFile.Append(paths.Events, RunEvents.Of(finished.Metrics));
            if (finished.Groups.Count > 0 && IsDue(step, keep.RolloutsEvery)) RolloutTable.Write(paths.Rollouts.Make(step), step, finished.Groups);
            if (finished.Groups.Count > 0 && IsDue(step, keep.TokensEvery)) TokenTable.Write(paths.Tokens.Make(step), step, finished.Groups);
            bool saves = IsDue(made, keep.CheckpointsEvery);
            if (saves) paths.Checkpoints.Save(made, saveModel);
            SafetensorsWriter.Write(paths.State, [.. state, KeyValuePair.Create(StepsKey, steps)]);
            if (saves) paths.Checkpoints.Prune(keep.LastCheckpoints, evaluations);
        });
    }

    /// <summary>Stores an accuracy.</summary>
    /// <param name="accuracy">The new one.</param>
    /// <param name="evaluations">All that were made, it included.</param>
    public void Store(AccuracyPoint accuracy, IReadOnlyList<AccuracyPoint> evaluations) => Guard(() =>
    {
        // The event first: one that its line does not follow is cut off on resume, a missing one would stay missing.
        if (keep.Events) EventFile.Append(paths.Events, RunEvents.Of(accuracy));
        paths.Evaluations.Append(accuracy);
        paths.Checkpoints.Prune(keep.LastCheckpoints, evaluations);
    });

    /// <summary>Stores a warning that no step raised.</summary>
    public void Store(TrainingWarning warning) => Guard(() => paths.Warnings.Append(warning));

    /// <summary>Reads what a run can go on from, and cuts off what belongs to steps that were not finished; null for a new run.</summary>
    /// <returns>What the finished steps left; the tensors belong to the dispose scope that is open.</returns>
    /// <exception cref="CppoException">A file is damaged, or the files do not belong together.</exception>
    public ResumePoint? Load()
    {
        // Without a state it was killed inside the first step: what it had written belongs to no finished step.
        (int steps, Dictionary<string, Tensor>? state) = File.Exists(paths.State) ? ReadState() : (0, null);
        IReadOnlyList<StepMetrics> metrics = paths.Metrics.Read(steps);
        if (metrics.Count < steps)
        {
            throw new CppoException(
                $"The run in {Folder} has made {steps} steps, but metrics.jsonl holds only {metrics.Count}.",
                "Restore metrics.jsonl from a backup, or start a new run in another folder.");
        }

        AccuracyPoint[] evaluations = [.. paths.Evaluations.Read()
            .Where(point => point.Step <= steps)
            .GroupBy(point => point.Step).Select(repeated => repeated.Last()).OrderBy(point => point.Step)];
        TrainingWarning[] warnings = [.. paths.Warnings.Read().Where(warning => warning.Step < steps)];
        Guard(() =>
        {
            foreach (string unfinished in Directory.GetFiles(Folder, "*.partial")) File.Delete(unfinished);
            paths.Metrics.Replace(metrics);
            paths.Evaluations.Replace(evaluations);
            paths.Warnings.Replace(warnings);
            paths.Rollouts.CutAfter(steps - 1);
            paths.Tokens.CutAfter(steps - 1);
            paths.Checkpoints.CutAfter(steps);
            paths.Checkpoints.Prune(keep.LastCheckpoints, evaluations);
            if (keep.Events) EventFile.Mend(paths.Events, RunEvents.Of(metrics, evaluations));
        });
        return state is null && evaluations.Length == 0 ? null : new(metrics, evaluations, warnings, state ?? []);
    }

    /// <inheritdoc/>
    public void Dispose() => mutex.Dispose();

    private static bool IsDue(int number, int every) => every > 0 && number % every == 0;

    private (int Steps, Dictionary<string, Tensor> State) ReadState()
    {
        const string Advice = "Start a new run in another folder, from the start or from a checkpoint of this run; its metrics stay readable.";
        try
        {
            using SafetensorsFile file = new(paths.State);
            Dictionary<string, Tensor> state = file.Entries.ToDictionary(
                entry => entry.Name, entry => file.Read(entry, entry.Type, CPU));
            if (!state.Remove(StepsKey, out Tensor? steps))
                throw new CppoException($"{paths.State} was not written by a run: it has no \"{StepsKey}\".", Advice);
            return ((int)steps.item<long>(), state);
        }
        catch (Models.ModelException error)
        {
            throw new CppoException($"The state of the run is damaged: {error.Message}", Advice, error);
        }
    }

    private void Agree(IReadOnlyDictionary<string, string> description, IReadOnlyDictionary<string, string>? source)
    {
        IReadOnlyDictionary<string, string> versions = RunVersions.Here();
        if (!File.Exists(paths.Run))
        {
            if (File.Exists(paths.State))
                throw new CppoException($"{Folder} holds the state of a run, but no {RunFile.Name} that says which.", "Restore run.json from a backup, or choose another folder.");
            Guard(() => new RunFile { Options = description, Versions = versions, Source = source ?? new Dictionary<string, string>() }.Write(Folder));
            return;
        }

        RunFile stored = RunFile.Read(Folder);
        RunDescription.RequireEqual(Folder, stored.Options, description);
        OtherVersions = RunVersions.Differences(stored.Versions, versions);
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException(
                $"The run directory {Folder} cannot be written: {error.Message}",
                "Free space or permissions there, and run again: it resumes after the last stored step.",
                error);
        }
    }
}
