using System.Globalization;
using Cppo.Runtime;
using Cppo.Training.Runs.Events;
using Cppo.Training.Runs.Tables;
using Cppo.Training.Watchdogs;

namespace Cppo.Training.Runs;

/// <summary>
/// A run directory for reading: what the run is, its numbers, and what else it kept. It takes no lock, so a run can be looked at while it
/// goes on; every call reads the files as they are then.
/// </summary>
public sealed class StoredRun
{
    private readonly RunPaths paths;

    private StoredRun(RunPaths paths, RunFile file) => (this.paths, File) = (paths, file);

    /// <summary>The folder, in full.</summary>
    public string Folder => paths.Folder;

    /// <summary>What the run is: options, versions, source.</summary>
    public RunFile File { get; }

    /// <summary>The method's name; empty where the run does not say.</summary>
    public string Method => File.Options.GetValueOrDefault("method.Name") ?? File.Options.GetValueOrDefault("stage.Name") ?? "";

    /// <summary>Steps of the whole run; 0 where the run does not say.</summary>
    public int TotalSteps =>
        int.TryParse(File.Options.GetValueOrDefault("run.Steps"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int steps) ? steps : 0;

    /// <summary>Whether some process writes the run now.</summary>
    public bool IsRunning => RunLock.IsTaken(Folder);

    /// <summary>Opens a run directory.</summary>
    /// <exception cref="CppoException">There is no run, or run.json is damaged.</exception>
    public static StoredRun Open(string folder)
    {
        string full = Path.GetFullPath(folder);
        return new(new(full), RunFile.Read(full));
    }

    /// <summary>The runs in a folder and the folders below it, by path; folders whose run.json is not a run's are left out.</summary>
    /// <param name="root">Where to look; a folder that is not there has no runs.</param>
    public static IReadOnlyList<StoredRun> List(string root)
    {
        if (!Directory.Exists(root)) return [];
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        List<StoredRun> runs = [];
        foreach (string path in Directory.EnumerateFiles(root, RunFile.Name, all).Order(StringComparer.Ordinal))
        {
            try
            {
                runs.Add(Open(Path.GetDirectoryName(path)!));
            }
            catch (CppoException)
            {
                // Another program's run.json.
            }
        }

        return runs;
    }

    /// <summary>The steps made, in order.</summary>
    /// <exception cref="CppoException">A line is damaged.</exception>
    public IReadOnlyList<StepMetrics> Metrics() => paths.Metrics.Read();

    /// <summary>Accuracies, in order.</summary>
    /// <exception cref="CppoException">A line is damaged.</exception>
    public IReadOnlyList<AccuracyPoint> Evaluations() => paths.Evaluations.Read();

    /// <summary>What watchdogs raised, in order.</summary>
    /// <exception cref="CppoException">A line is damaged.</exception>
    public IReadOnlyList<TrainingWarning> Warnings() => paths.Warnings.Read();

    /// <summary>The steps whose responses were kept, ascending.</summary>
    public IReadOnlyList<int> RolloutSteps() => paths.Rollouts.Numbers();

    /// <summary>The responses of a step.</summary>
    /// <param name="step">One of <see cref="RolloutSteps"/>.</param>
    /// <exception cref="CppoException">They were not kept, or the file is damaged.</exception>
    public IReadOnlyList<RolloutRow> Rollouts(int step) => RolloutTable.Read(Kept(paths.Rollouts, step, "responses"));

    /// <summary>The steps whose tokens were kept, ascending.</summary>
    public IReadOnlyList<int> TokenSteps() => paths.Tokens.Numbers();

    /// <summary>The response tokens of a step.</summary>
    /// <param name="step">One of <see cref="TokenSteps"/>.</param>
    /// <exception cref="CppoException">They were not kept, or the file is damaged.</exception>
    public IReadOnlyList<TokenRow> Tokens(int step) => TokenTable.Read(Kept(paths.Tokens, step, "tokens"));

    /// <summary>The checkpoints, oldest first.</summary>
    /// <exception cref="CppoException">A line of the evaluations is damaged.</exception>
    public IReadOnlyList<StoredCheckpoint> Checkpoints() => paths.Checkpoints.List(Evaluations());

    /// <summary>The records of the TensorBoard event file, every checksum verified; none where there is no file.</summary>
    /// <exception cref="CppoException">A record is damaged.</exception>
    public IReadOnlyList<TensorBoardEvent> Events() => System.IO.File.Exists(paths.Events) ? EventFile.Read(paths.Events) : [];

    /// <summary>The run as curves and views show it.</summary>
    /// <exception cref="CppoException">A file is damaged.</exception>
    public TrainingHistory History()
    {
        TrainingHistory history = new(Method, TotalSteps);
        foreach (StepMetrics metrics in Metrics()) history.Add(metrics);
        foreach (AccuracyPoint accuracy in Evaluations()) history.Add(accuracy);
        foreach (TrainingWarning warning in Warnings()) history.Add(warning);
        history.Elapsed = TimeSpan.FromSeconds(history.Steps.Sum(step => double.IsFinite(step.StepSeconds) ? step.StepSeconds : 0));
        return history;
    }

    private string Kept(NumberedFiles files, int step, string what)
    {
        IReadOnlyList<int> there = files.Numbers();
        if (there.Contains(step)) return files.PathOf(step);
        throw new CppoException(
            $"The run in {Folder} did not keep the {what} of step {step}.",
            there.Count == 0 ? "Ask for them with KeepOptions when a run is begun." : $"Ask for one of the {there.Count} steps from {there[0]} to {there[^1]} that it kept.");
    }
}
