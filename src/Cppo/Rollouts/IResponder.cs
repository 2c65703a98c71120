using Cppo.Runtime;

namespace Cppo.Rollouts;

/// <summary>Anything that can be asked: a policy in this process, a model behind a server, answers that were stored.</summary>
public interface IResponder
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Answers every sample <see cref="SamplingOptions.GroupSize"/> times.</summary>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="sampling">How to draw.</param>
    /// <param name="cancellation">Ends the call early; nothing of it is kept.</param>
    /// <returns>One group a sample, in order.</returns>
    /// <exception cref="CppoException">An option that it cannot follow, a prompt that it cannot read, or it cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task<IReadOnlyList<RolloutGroup>> RespondAsync(
        IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default);
}
