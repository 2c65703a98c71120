using System.Text.Json;
using System.Text.Json.Serialization;
using Cppo.Training.Runs.Events;
using Cppo.Training.Watchdogs;

namespace Cppo.Training.Runs;

/// <summary>The files of a run directory.</summary>
/// <param name="Folder">The folder, in full.</param>
internal sealed record RunPaths(string Folder)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public string Run => Path.Combine(Folder, RunFile.Name);

    public string State => Path.Combine(Folder, "state.safetensors");

    public string Events => Path.Combine(Folder, EventFile.Name);

    public LineFile<StepMetrics> Metrics => new(Path.Combine(Folder, "metrics.jsonl"), Json);

    public LineFile<AccuracyPoint> Evaluations => new(Path.Combine(Folder, "evaluations.jsonl"), Json);

    public LineFile<TrainingWarning> Warnings => new(Path.Combine(Folder, "warnings.jsonl"), Json);

    public NumberedFiles Rollouts => new(Path.Combine(Folder, "rollouts"), ".parquet");

    public NumberedFiles Tokens => new(Path.Combine(Folder, "tokens"), ".parquet");

    public Checkpoints Checkpoints => new(Path.Combine(Folder, "checkpoints"));
}
