namespace Cppo.Benchmarks;

/// <summary>
/// A peer's figures from the README beside the work orders, processor seconds on one thread, seconds by the clock on two: measured
/// elsewhere, so that they are shown as they are and scaled by the matrix product's rate.
/// </summary>
/// <param name="Work">The work order.</param>
/// <param name="Threads">1 or 2.</param>
/// <param name="Name">Which peer.</param>
/// <param name="Rollout">Seconds.</param>
/// <param name="Grpo">Seconds of a GRPO update.</param>
/// <param name="Cppo">Seconds of a CPPO update.</param>
/// <param name="Rate">GFLOP/s of a float32 product of 1024^3 in that run.</param>
internal sealed record PublishedPeer(string Work, int Threads, string Name, double Rollout, double Grpo, double Cppo, double Rate)
{
    /// <summary>transformers' generate and an update in the style of verl.</summary>
    public const string Transformers = "transformers, verl-style";

    /// <summary>Shares prompts and caches.</summary>
    public const string Written = "hand-written PyTorch";

    public static IReadOnlyList<PublishedPeer> All { get; } =
    [
        new("starter", 1, Transformers, 0.269, 1.57, 2.83, 162), new("starter", 1, Written, 0.142, 0.427, 0.789, 107),
        new("small", 1, Transformers, 0.932, 2.00, 3.81, 125), new("small", 1, Written, 0.442, 0.682, 1.27, 142),
        new("medium", 1, Transformers, 5.43, 19.0, 44.6, 165), new("medium", 1, Written, 3.67, 7.43, 12.5, 149),
        new("vocabulary", 1, Transformers, 16.6, 33.8, 76.4, 157), new("vocabulary", 1, Written, 14.1, 14.2, 34.4, 143),
        new("starter", 2, Transformers, 0.254, 1.15, 2.04, 228), new("starter", 2, Written, 0.129, 0.241, 0.552, 193),
        new("small", 2, Transformers, 0.668, 1.34, 3.17, 328), new("small", 2, Written, 0.486, 0.616, 1.20, 229),
        new("medium", 2, Transformers, 4.44, 12.5, 27.4, 238), new("medium", 2, Written, 3.53, 5.95, 10.7, 244),
    ];
}
