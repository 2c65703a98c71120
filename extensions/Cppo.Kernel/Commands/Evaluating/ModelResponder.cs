using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rollouts;

namespace Cppo.Kernel.Commands.Evaluating;

/// <summary>A model that the command line names, as something that answers. Its weights are loaded with the first question.</summary>
internal sealed class ModelResponder : IResponder, IDisposable
{
    private readonly Lazy<Policy> policy;

    private ModelResponder(string name, string identity, string folder) =>
        (Name, Identity, policy) = (name, identity, new(() => Policy.Load(folder)));

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What tells it from other models of its name.</summary>
    public string Identity { get; }

    /// <summary>What a name on the command line stands for.</summary>
    /// <param name="model">A model that lies beside the library, a folder, or a run.</param>
    /// <param name="perturbation">Part of the report's name.</param>
    public static ModelResponder Open(string model, PicturePerturbation? perturbation)
    {
        string folder = ModelName.Folder(model), name = ModelName.Short(model);
        return new(perturbation is null ? name : $"{name} under {perturbation.Name}", ModelFingerprint.Of(folder), folder);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RolloutGroup>> RespondAsync(
        IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default) =>
        new PolicyResponder(policy.Value, Name).RespondAsync(samples, sampling, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (policy.IsValueCreated) policy.Value.Dispose();
    }
}
