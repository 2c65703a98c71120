using System.Text.Json;
using System.Text.Json.Serialization;
using Cppo.Models.Safetensors;
using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>What the finished steps of a run left in its directory.</summary>
/// <param name="Metrics">One entry a finished step.</param>
/// <param name="Evaluations">Accuracies up to the last finished step.</param>
/// <param name="State">Named tensors to go on from, in the dispose scope that was open.</param>
public sealed record StoredRun(
    IReadOnlyList<StepMetrics> Metrics,
    IReadOnlyList<AccuracyPoint> Evaluations,
    IReadOnlyDictionary<string, Tensor> State);

/// <summary>
/// Where a run lives: <c>run.json</c> (what it is), <c>metrics.jsonl</c> (one line a step) and <c>state.safetensors</c> (weights and
/// optimizer after the last finished step). Every write is complete or absent: files are written aside and renamed. The state
/// is renamed last, so a run that is killed anywhere resumes after the last finished step and loses only the running one.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    private const string StepsKey = "run/steps";
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly FileStream mutex;

    private RunDirectory(string folder, FileStream mutex) => (Folder, this.mutex) = (folder, mutex);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    private string StatePath => Path.Combine(Folder, "state.safetensors");

    private string MetricsPath => Path.Combine(Folder, "metrics.jsonl");

    private string EvaluationsPath => Path.Combine(Folder, "evaluations.jsonl");

    /// <summary>Opens a run directory, making it if it is not there, and locks it against a second writer.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="description">What the run is, option by option; must equal what is stored there.</param>
    /// <exception cref="CppoException">It cannot be written, is in use, or belongs to a run with other options.</exception>
    public static RunDirectory Open(string folder, IReadOnlyDictionary<string, string> description)
    {
        FileStream mutex;
        try
        {
            Directory.CreateDirectory(folder);
            mutex = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CppoException($"The run directory {folder} cannot be written.", "Choose a folder that you may write to.", error);
        }
        catch (IOException error)
        {
            throw new CppoException(
                $"The run directory {folder} is in use by another run, or cannot be made.",
                "Wait for the other run, or choose another folder.",
                error);
        }

        RunDirectory directory = new(Path.GetFullPath(folder), mutex);
        try
        {
            directory.Agree(description);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stores a finished step.</summary>
    /// <param name="metrics">The step's metrics.</param>
    /// <param name="state">Named tensors to go on from.</param>
    public void Store(StepMetrics metrics, IReadOnlyList<KeyValuePair<string, Tensor>> state)
    {
        using Tensor steps = tensor(metrics.Step + 1L);
        Guard(() =>
        {
            File.AppendAllText(MetricsPath, JsonSerializer.Serialize(metrics, Json) + "\n");
            SafetensorsWriter.Write(StatePath, [.. state, KeyValuePair.Create(StepsKey, steps)]);
        });
    }

    /// <summary>Stores an accuracy; a measurement that is repeated after a resumption replaces the first.</summary>
    public void Store(AccuracyPoint accuracy) =>
        Guard(() => File.AppendAllText(EvaluationsPath, JsonSerializer.Serialize(accuracy, Json) + "\n"));

    /// <summary>Reads what a run can go on from; null for a new run.</summary>
    /// <returns>What the finished steps left; the tensors belong to the dispose scope that is open.</returns>
    public StoredRun? Load()
    {
        if (!File.Exists(StatePath))
        {
            // Killed inside the first step: what it had written belongs to no finished step.
            Guard(() => File.Delete(MetricsPath));
            return null;
        }

        using SafetensorsFile file = new(StatePath);
        Dictionary<string, Tensor> state = file.Entries.ToDictionary(
            entry => entry.Name, entry => file.Read(entry, entry.Type, CPU));
        int steps = (int)state[StepsKey].item<long>();

        // Lines of steps that the state does not include were written just before the run was killed.
        string[] lines = [.. File.ReadLines(MetricsPath).Take(steps)];
        Guard(() => AtomicFile.WriteText(MetricsPath, string.Concat(lines.Select(line => line + "\n"))));
        return new(
            [.. lines.Select(line => JsonSerializer.Deserialize<StepMetrics>(line, Json)!)],
            Evaluations(steps),
            state);
    }

    /// <inheritdoc/>
    public void Dispose() => mutex.Dispose();

    // A line may be cut off in the middle if the process was killed while it was written: it is measured again.
    private IReadOnlyList<AccuracyPoint> Evaluations(int steps)
    {
        if (!File.Exists(EvaluationsPath)) return [];
        Dictionary<int, AccuracyPoint> points = [];
        foreach (string line in File.ReadLines(EvaluationsPath).Where(line => line.EndsWith('}')))
        {
            AccuracyPoint point = JsonSerializer.Deserialize<AccuracyPoint>(line, Json);
            if (point.Step <= steps) points[point.Step] = point;
        }

        return [.. points.Values.OrderBy(point => point.Step)];
    }

    private void Agree(IReadOnlyDictionary<string, string> description)
    {
        string path = Path.Combine(Folder, "run.json");
        if (!File.Exists(path))
        {
            Guard(() => AtomicFile.WriteText(path, JsonSerializer.Serialize(description, Indented)));
            return;
        }

        Dictionary<string, string> stored = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
        string[] changed = [.. description.Keys.Union(stored.Keys)
            .Where(key => description.GetValueOrDefault(key) != stored.GetValueOrDefault(key))
            .Select(key => $"{key} ({stored.GetValueOrDefault(key, "absent")} there, {description.GetValueOrDefault(key, "absent")} now)")];
        if (changed.Length == 0) return;
        throw new CppoException(
            $"The run in {Folder} was made with other options: {string.Join("; ", changed)}.",
            "Resume with the same options, or start a new run in another folder.");
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
