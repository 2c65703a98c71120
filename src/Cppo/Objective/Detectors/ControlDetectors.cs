using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>Ground truth: candidates are exactly the labelled perception tokens, all with score 1. Use it with top share 1 to take them all.</summary>
public sealed record OracleDetector : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "oracle";

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        Tensor labels = ResponseMask.Boolean(PerceptionEvidence.Need(evidence.Labels, "token labels", Name));
        return new(labels.to_type(evidence.Entropy.dtype), labels);
    }
}

/// <summary>A control: uniform scores; every response token is a candidate. A token's score depends on seed, row key and position only.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The step, so that each step draws anew.</param>
public sealed record RandomDetector(ulong Seed, ulong Step = 0) : IPerceptionDetector
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public PerceptionScore Score(PerceptionEvidence evidence)
    {
        long rows = evidence.Entropy.size(0), length = evidence.Entropy.size(-1);
        if (evidence.RowKeys is { } keys && keys.Count != rows)
        {
            throw new CppoException(
                $"There are {keys.Count} row keys for {rows} responses.", "Give one key a response, or none.");
        }

        double[] scores = new double[rows * length];
        for (int row = 0; row < rows; row++)
        {
            CounterRandom random = new(Seed, "random perception tokens", Step, evidence.RowKeys?[row] ?? (ulong)row);
            for (int position = 0; position < length; position++) scores[(row * length) + position] = random.NextDouble();
        }

        Tensor score = tensor(scores, [rows, length], ScalarType.Float64, evidence.Entropy.device);
        return new(score, ones_like(score, ScalarType.Bool));
    }
}
