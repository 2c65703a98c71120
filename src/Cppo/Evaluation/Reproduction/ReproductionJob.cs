using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Evaluation.Reproduction;

/// <summary>The parts of a reproduction; each can be run alone.</summary>
public enum ReproductionPart
{
    /// <summary>Both models from random weights.</summary>
    WarmStart,

    /// <summary>Detectors against ground truth, before and after stage two of the warm start. Needs the first stage of it.</summary>
    Detectors,

    /// <summary>Every method from the starter.</summary>
    Starter,

    /// <summary>Every method from the guesser.</summary>
    Guesser,

    /// <summary>One batch taken apart: saturation, gradients, branches, strengths.</summary>
    Reasons,
}

/// <summary>A piece of a reproduction that one process does. Killed at any moment and begun again it loses its running step and nothing else.</summary>
/// <param name="Name">Its name, and its folder's.</param>
/// <param name="Part">The part that it belongs to.</param>
/// <param name="Cost">About how many processor seconds it takes; for the time left.</param>
/// <param name="Work">What is done.</param>
internal sealed record ReproductionJob(string Name, ReproductionPart Part, double Cost, Action<JobContext> Work)
{
    /// <summary>Jobs that must be done before, by name.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];
}

/// <summary>How far a job is, as its file says; what other processes see of it.</summary>
/// <param name="Share">0..1.</param>
/// <param name="IsDone">Whether nothing is left to do.</param>
/// <param name="Seconds">Wall time so far.</param>
/// <param name="CpuSeconds">Processor time so far.</param>
/// <param name="Now">What goes on, in words.</param>
internal sealed record JobState(double Share, bool IsDone, double Seconds, double CpuSeconds, string Now)
{
    private const string FileName = "job.json";

    /// <summary>Reads a job's file; nothing done where there is none, or where it is being written.</summary>
    public static JobState Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return new(0, false, 0, 0, "");
        JsonElement root = JsonFile.Read(path, "Delete the folder of this job: it is done again.");
        double Number(string name) => root.TryGetProperty(name, out JsonElement value) && value.TryGetDouble(out double number) ? number : 0;
        return new(
            Number("share"), root.TryGetProperty("done", out JsonElement done) && done.ValueKind == JsonValueKind.True, Number("seconds"), Number("cpu_seconds"),
            root.TryGetProperty("now", out JsonElement now) ? now.ToString() : "");
    }

    /// <summary>Writes it.</summary>
    public void Write(string folder) => JsonFile.Write(Path.Combine(folder, FileName), new JsonObject
    {
        ["share"] = Share, ["done"] = IsDone, ["seconds"] = Seconds, ["cpu_seconds"] = CpuSeconds, ["now"] = Now,
    });
}

/// <summary>What a job's work is given.</summary>
/// <param name="folder">The job's folder.</param>
/// <param name="onProgress">Called after every report.</param>
/// <param name="cancellation">Looked at between tokens.</param>
internal sealed class JobContext(string folder, Action onProgress, CancellationToken cancellation)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly JobState before = JobState.Read(folder);
    private readonly long begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan processor = Environment.CpuUsage.TotalTime;
    private long told;

    /// <summary>Ends the job between two tokens.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Says how far the job is; written at most once a second.</summary>
    public void Report(double share, string now)
    {
        if (told != 0 && Stopwatch.GetElapsedTime(told) < Pause) return;
        told = Stopwatch.GetTimestamp();
        Write(share, false, now);
        onProgress();
    }

    /// <summary>Keeps rows of a table.</summary>
    public void Keep<T>(IReadOnlyList<T> rows) => RecordTable.Write(Path.Combine(folder, RecordTable.NameOf<T>()), rows);

    /// <summary>Writes that nothing is left to do.</summary>
    public void Finish()
    {
        Write(1, true, "");
        onProgress();
    }

    private void Write(double share, bool isDone, string now) => new JobState(
        share, isDone, before.Seconds + Stopwatch.GetElapsedTime(begun).TotalSeconds, before.CpuSeconds + (Environment.CpuUsage.TotalTime - processor).TotalSeconds, now).Write(folder);
}
