using Cppo.Objective.Detectors;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>
/// Chooses the tokens that depend on the picture (paper, section 3): those whose entropy rises when the picture's information is
/// removed. No gradient flows through the choice.
/// </summary>
public static class PerceptionTokens
{
    /// <summary>Chooses by the entropies alone, which is all that the paper's detector needs.</summary>
    /// <param name="entropy">H0, with the original picture [R, T], nats.</param>
    /// <param name="entropyRemoved">Hr, with the information-removing view [R, T], nats.</param>
    /// <param name="responseMask">[R, T], not 0 where a response token is.</param>
    /// <param name="options">Rule, share and detector; null: the paper's.</param>
    public static PerceptionSelection Select(
        Tensor entropy,
        Tensor entropyRemoved,
        Tensor responseMask,
        PerceptionOptions? options = null) =>
        Select(new PerceptionEvidence(entropy, entropyRemoved, responseMask), options);

    /// <summary>Chooses by all that is known of the tokens.</summary>
    /// <param name="evidence">The numbers of the forward passes, [R, T] each.</param>
    /// <param name="options">Rule, share and detector; null: the paper's.</param>
    public static PerceptionSelection Select(PerceptionEvidence evidence, PerceptionOptions? options = null)
    {
        options ??= PerceptionOptions.Synchronous;
        Check(evidence, options);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor response = ResponseMask.Boolean(evidence.ResponseMask).alias();
        PerceptionScore scored = options.Detector.Score(evidence);
        Tensor candidates = options.RankPads ? scored.Candidates : scored.Candidates & response; // [R, T]
        Tensor ranked = scored.Score.masked_fill(candidates.logical_not(), double.NegativeInfinity);

        // Stable: of equal scores the earliest comes first.
        (Tensor sorted, Tensor order) = ranked.sort(-1, descending: true, stable: true);
        long[] counts = candidates.sum(-1, type: ScalarType.Int64).cpu().data<long>().ToArray(); // [R]
        long[] lengths = response.sum(-1, type: ScalarType.Int64).cpu().data<long>().ToArray(); // [R]
        long[] places = [.. counts.Select((count, row) => Places(count, lengths[row], options))];
        Tensor last = tensor(places, dtype: ScalarType.Int64, device: ranked.device).clamp(min: 1).unsqueeze(-1) - 1; // [R, 1]
        Tensor threshold = evidence.Entropy.size(-1) == 0
            ? full([counts.Length, 1], double.NegativeInfinity)
            : sorted.gather(-1, last); // [R, 1]
        Tensor selected = options.Rule switch
        {
            PerceptionRule.Synchronous => candidates & ranked.ge(threshold),
            PerceptionRule.Asynchronous or PerceptionRule.FixedShare => candidates & FirstOf(order, places),
            PerceptionRule.AllTokens => response.clone(),
            _ => throw new CppoException($"There is no rule {options.Rule}.", "Use a rule of PerceptionRule."),
        };
        return new()
        {
            Shift = evidence.Shift().detach().MoveToOuterDisposeScope(),
            Score = scored.Score.detach().MoveToOuterDisposeScope(),
            Candidates = candidates.MoveToOuterDisposeScope(),
            Selected = selected.MoveToOuterDisposeScope(),
            Response = response.MoveToOuterDisposeScope(),
            Threshold = threshold.squeeze(-1).to_type(ScalarType.Float64).cpu().data<double>().ToArray(),
            CandidateCounts = [.. counts.Select(count => (int)count)],
            Places = [.. places.Select(count => (int)count)],
        };
    }

    // Decimal: floor(0.7 * 90) is 63, but 62 in doubles.
    private static long Places(long candidates, long tokens, PerceptionOptions options) => options.Rule switch
    {
        PerceptionRule.Synchronous => (long)decimal.Floor(Math.Max(1, (decimal)options.TopShare * candidates)),
        PerceptionRule.Asynchronous => (long)decimal.Ceiling((decimal)options.TopShare * candidates),
        PerceptionRule.FixedShare => Math.Min(candidates, (long)decimal.Ceiling((decimal)options.TopShare * tokens)),
        _ => candidates,
    };

    private static Tensor FirstOf(Tensor order, long[] places)
    {
        Tensor wanted = tensor(places, dtype: ScalarType.Int64, device: order.device).unsqueeze(-1); // [R, 1]
        Tensor early = arange(order.size(-1), device: order.device).unsqueeze(0).lt(wanted); // [R, T] by rank
        return zeros_like(early).scatter(-1, order, early); // back to positions
    }

    private static void Check(PerceptionEvidence evidence, PerceptionOptions options)
    {
        ResponseMask.RequireSame(evidence.Entropy, "entropy", evidence.EntropyRemoved, "entropy under the removing view");
        ResponseMask.RequireSame(evidence.Entropy, "entropy", evidence.ResponseMask, "response mask");
        if (!(options.TopShare is > 0 and <= 1))
        {
            throw new CppoException(
                $"The top share of perception tokens is {options.TopShare}.",
                "Give a share above 0 and at most 1; the paper uses 0.5.");
        }

        if (options is { RankPads: true, Rule: not PerceptionRule.Synchronous })
        {
            throw new CppoException(
                $"Ranking pads cannot act under the rule {options.Rule}.",
                "It reproduces a defect of the published synchronous code: use it with the synchronous rule only.");
        }
    }
}
