using System.Text.Json;
using System.Text.Json.Serialization;

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

    public LineFile<StepMetrics> Metrics => new(Path.Combine(Folder, "metrics.jsonl"), Json);

    public LineFile<AccuracyPoint> Evaluations => new(Path.Combine(Folder, "evaluations.jsonl"), Json);
}
