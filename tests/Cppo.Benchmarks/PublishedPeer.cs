namespace Cppo.Benchmarks;

/// <summary>
/// A peer's figures on one thread, CPU seconds, from the README beside the work orders: measured elsewhere, so that only a comparison
/// scaled by the matrix product's rate means something.
/// </summary>
/// <param name="Work">The work order.</param>
/// <param name="What">Which peer.</param>
/// <param name="Rollout">Seconds.</param>
/// <param name="Grpo">Seconds of a GRPO update.</param>
/// <param name="Cppo">Seconds of a CPPO update.</param>
/// <param name="Rate">GFLOP/s of a float32 product of 1024^3 in that run.</param>
internal sealed record PublishedPeer(string Work, string What, double Rollout, double Grpo, double Cppo, double Rate)
{
    private const string Transformers = "transformers, verl-style", Written = "hand-written PyTorch";

    public static IReadOnlyList<PublishedPeer> All { get; } =
    [
        new("starter", Transformers, 0.269, 1.57, 2.83, 162), new("starter", Written, 0.142, 0.427, 0.789, 107),
        new("small", Transformers, 0.932, 2.00, 3.81, 125), new("small", Written, 0.442, 0.682, 1.27, 142),
        new("medium", Transformers, 5.43, 19.0, 44.6, 165), new("medium", Written, 3.67, 7.43, 12.5, 149),
        new("vocabulary", Transformers, 16.6, 33.8, 76.4, 157), new("vocabulary", Written, 14.1, 14.2, 34.4, 143),
    ];
}
