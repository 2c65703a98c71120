using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>Whose response a row is.</summary>
/// <param name="Sample">The sample's id.</param>
/// <param name="Index">The response's number in its group.</param>
public readonly record struct ResponseAddress(ulong Sample, ulong Index);

/// <summary>What the forward passes know about each position. The paper's detector needs the two entropies only.</summary>
/// <param name="Entropy">H0, entropy with the original picture [R, T], nats.</param>
/// <param name="EntropyRemoved">Hr, entropy with the information-removing view [R, T], nats.</param>
/// <param name="ResponseMask">[R, T], not 0 where a response token is.</param>
public sealed record PerceptionEvidence(Tensor Entropy, Tensor EntropyRemoved, Tensor ResponseMask)
{
    /// <summary>Log-probability of the sampled tokens with the original picture [R, T].</summary>
    public Tensor? LogProbability { get; init; }

    /// <summary>Log-probability of the sampled tokens with the removing view [R, T].</summary>
    public Tensor? LogProbabilityRemoved { get; init; }

    /// <summary>KL of the whole next-token distributions, original against removing view [R, T], nats.</summary>
    public Tensor? Divergence { get; init; }

    /// <summary>Ground truth where it is known [R, T]: not 0 where the token is a perception token.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>Root of the random numbers of detectors that draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>The training step, so that each step draws anew.</summary>
    public ulong Step { get; init; }

    /// <summary>Whose response each row is, so that draws do not depend on the batch; null: the row's number of sample 0.</summary>
    public IReadOnlyList<ResponseAddress>? Responses { get; init; }

    /// <summary>d = Hr - H0 [R, T].</summary>
    internal Tensor Shift() => EntropyRemoved - Entropy;

    /// <summary>A part that a detector cannot do without.</summary>
    internal static Tensor Need(Tensor? part, string name, string detector) => part ?? throw new CppoException(
        $"The detector \"{detector}\" needs {name}, and they were not given.",
        "Fill that part of the PerceptionEvidence, or choose another detector.");
}
