namespace Cppo.Kernel.Serving;

/// <summary>How a model is served.</summary>
/// <param name="Name">The name that requests give.</param>
/// <param name="Host">The address to listen at.</param>
/// <param name="Port">The port; 0 for a free one.</param>
internal sealed record ServerSettings(string Name, string Host, int Port)
{
    /// <summary>What clients must send as a bearer token; null: anyone may ask.</summary>
    public string? Key { get; init; }

    /// <summary>Responses in a batch.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Longest response in tokens.</summary>
    public int LongestResponse { get; init; } = 2048;

    /// <summary>Requests that may wait.</summary>
    public int MostWaiting { get; init; } = 1024;

    /// <summary>Largest body of a request; a picture is a third larger there than in its file.</summary>
    public long LargestBody { get; init; } = 64 * 1024 * 1024;

    /// <summary>What goes wrong on purpose.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;
}
