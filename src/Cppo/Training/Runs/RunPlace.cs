using Cppo.Training.Watchdogs;

namespace Cppo.Training.Runs;

/// <summary>Where a run is kept, and what of it.</summary>
internal sealed record RunPlace
{
    /// <summary>The run directory; null keeps the run in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>What a program needs to build the run again; null where it did not say.</summary>
    public IReadOnlyDictionary<string, string>? Source { get; init; }

    /// <summary>What is kept beside metrics and state.</summary>
    public KeepOptions Keep { get; init; } = new();

    /// <summary>When watchdogs bark.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();
}
