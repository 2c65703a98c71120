using Cppo.Models;

namespace Cppo.Rollouts;

/// <summary>A policy in this process. It answers on the caller's thread: the task that it returns has ended.</summary>
/// <param name="policy">Where the responses come from; stays the caller's.</param>
/// <param name="name">Its name in reports.</param>
public sealed class PolicyResponder(Policy policy, string name) : IResponder
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<IReadOnlyList<RolloutGroup>> RespondAsync(
        IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default) =>
        Task.FromResult(Sampler.Generate(policy, samples, sampling, cancellation));
}
