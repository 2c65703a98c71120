using System.Globalization;
using Cppo.Runtime;

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

    /// <summary>The run as curves and views show it.</summary>
    /// <exception cref="CppoException">A file is damaged.</exception>
    public TrainingHistory History()
    {
        TrainingHistory history = new(Method, TotalSteps);
        foreach (StepMetrics metrics in Metrics()) history.Add(metrics);
        foreach (AccuracyPoint accuracy in Evaluations()) history.Add(accuracy);
        history.Elapsed = TimeSpan.FromSeconds(history.Steps.Sum(step => double.IsFinite(step.StepSeconds) ? step.StepSeconds : 0));
        return history;
    }
}
