using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>Ground truth: candidates are exactly the labelled perception tokens, all with score 1. Use it with top share 1 to take them all.</summary>
public sealed record OracleDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "oracle";

    /// <inheritdoc/>
    public PerceptionNeeds Needs => PerceptionNeeds.Labels;

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor labels = ResponseMask.Boolean(PerceptionEvidence.Need(evidence.Labels, "token labels", Name));
        return new(labels.to_type(evidence.Entropy.dtype), labels);
    }
}

/// <summary>
/// A control: uniform scores. A token's score depends on the evidence's seed and step, the response's sample and number, and the
/// token's position only.
/// </summary>
/// <param name="Salt">Another number gives other draws in the same run.</param>
public sealed record RandomDetector(ulong Salt = 0) : IPerceptionDetector
{
    /// <summary>
    /// As many tokens are candidates as this detector has, but random ones: the rule then takes as many tokens as it would with it. Null:
    /// every response token is a candidate.
    /// </summary>
    public IPerceptionDetector? AsManyAs { get; init; }

    /// <inheritdoc/>
    public string Name => AsManyAs is null ? "random" : $"random, as many as {AsManyAs.Name}";

    /// <inheritdoc/>
    public PerceptionNeeds Needs => AsManyAs?.Needs ?? PerceptionNeeds.None;

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor score = Uniform(evidence); // [R, T]
        if (AsManyAs is null) return new(score, ones_like(score, ScalarType.Bool));
        Tensor response = ResponseMask.Boolean(evidence.ResponseMask);
        Tensor count = (AsManyAs.Score(evidence).Candidates & response).sum(-1, keepdim: true); // [R, 1]
        Tensor order = score.masked_fill(response.logical_not(), -1).argsort(-1, descending: true); // [R, T] positions by rank
        Tensor early = arange(score.size(-1), device: score.device).unsqueeze(0).lt(count); // [R, T] by rank
        return new(score, zeros_like(early).scatter(-1, order, early));
    }

    private Tensor Uniform(PerceptionEvidence evidence)
    {
        long rows = evidence.Entropy.size(0), length = evidence.Entropy.size(-1);
        if (evidence.Responses is { } named && named.Count != rows)
        {
            throw new CppoException(
                $"There are {named.Count} response addresses for {rows} responses.", "Give one address a response, or none.");
        }

        double[] scores = new double[rows * length];
        for (int row = 0; row < rows; row++)
        {
            ResponseAddress address = evidence.Responses?[row] ?? new(0, (ulong)row);
            CounterRandom random = new(evidence.Seed, $"random perception tokens {Salt}", evidence.Step, address.Sample, address.Index);
            for (int position = 0; position < length; position++) scores[(row * length) + position] = random.NextDouble();
        }

        return tensor(scores, [rows, length], ScalarType.Float64, evidence.Entropy.device);
    }
}
