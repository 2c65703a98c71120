using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;

namespace Cppo.Training;

/// <summary>A token that the policy could have emitted at a place.</summary>
/// <param name="Text">The token's text, special tokens by name.</param>
/// <param name="Probability">At the sampling temperature.</param>
public readonly record struct TokenAlternative(string Text, double Probability);

/// <summary>
/// Everything the method knows about one response token (paper, section 3). Entropies, log-probabilities and KL are in nats;
/// numbers of a view that was not computed for this response are NaN.
/// </summary>
/// <param name="TokenId">The sampled id.</param>
/// <param name="Text">Its text; special tokens by name ("&lt;|im_end|&gt;").</param>
/// <param name="IsSpecial">Whether it is a special token.</param>
public sealed record TokenRecord(int TokenId, string Text, bool IsSpecial)
{
    /// <summary>Entropy with the original picture, H0.</summary>
    public required double Entropy { get; init; }

    /// <summary>Entropy with the information-removing view, Hr.</summary>
    public double EntropyRemoved { get; init; } = double.NaN;

    /// <summary>Entropy with the information-preserving view; only for display.</summary>
    public double EntropyPreserved { get; init; } = double.NaN;

    /// <summary>d = Hr - H0.</summary>
    public double Shift => EntropyRemoved - Entropy;

    /// <summary>max(d, 0) / (Hr + 1e-6).</summary>
    public double Score { get; init; } = double.NaN;

    /// <summary>Log-probability of the token with the original picture.</summary>
    public required double LogProbability { get; init; }

    /// <summary>With the preserving view.</summary>
    public double LogProbabilityPreserved { get; init; } = double.NaN;

    /// <summary>With the removing view.</summary>
    public double LogProbabilityRemoved { get; init; } = double.NaN;

    /// <summary>KL(lp, lp+) by the method's estimator.</summary>
    public double KlPreserved { get; init; } = double.NaN;

    /// <summary>KL(lp, lp-) by the method's estimator.</summary>
    public double KlRemoved { get; init; } = double.NaN;

    /// <summary>KL(lp, lp-) - KL(lp, lp+): positive is what the loss wants.</summary>
    public double Margin => KlRemoved - KlPreserved;

    /// <summary>The contrastive perception loss of this token, softplus(-margin / tau); ln 2 at margin 0.</summary>
    public double Cpl { get; init; } = double.NaN;

    /// <summary>Entropy rose: d &gt; 0.</summary>
    public bool Candidate { get; init; }

    /// <summary>The rule selected it, before the gate.</summary>
    public bool Selected { get; init; }

    /// <summary>Selected and its advantage is positive (or the gate is off): it is in the contrastive loss.</summary>
    public bool InLoss { get; init; }

    /// <summary>Ground truth where it is known: whether it is a perception token; null where it is not known.</summary>
    public bool? IsPerception { get; init; }

    /// <summary>What it adds to the policy term of its update, before the coefficient: their sum is the term. NaN where there is no loss.</summary>
    public double PolicyShare { get; init; } = double.NaN;

    /// <summary>What it adds to the KL to the reference policy, before beta.</summary>
    public double KlShare { get; init; } = double.NaN;

    /// <summary>What it adds to the contrastive term, before lambda: 0 where it is not in the loss.</summary>
    public double CplShare { get; init; } = double.NaN;

    /// <summary>Likeliest tokens with the original picture, best first; empty where not asked for.</summary>
    public IReadOnlyList<TokenAlternative> Alternatives { get; init; } = [];

    /// <summary>Likeliest tokens with the removing view, best first; empty where not asked for.</summary>
    public IReadOnlyList<TokenAlternative> AlternativesRemoved { get; init; } = [];
}

/// <summary>A response with its reward, advantage and tokens.</summary>
/// <param name="Response">What was sampled.</param>
/// <param name="Reward">Its reward, part by part.</param>
/// <param name="Advantage">Its group advantage, repeated over its tokens.</param>
/// <param name="Tokens">One record a token; empty before the forward passes.</param>
public sealed record ResponseRecord(
    Response Response,
    Reward Reward,
    double Advantage,
    IReadOnlyList<TokenRecord> Tokens);

/// <summary>A prompt with everything that one step knows about it.</summary>
/// <param name="Group">Prompt and responses.</param>
/// <param name="Preserving">The information-preserving view of each picture; empty before it is drawn or where it is not used.</param>
/// <param name="Removing">The information-removing view of each picture; empty before it is drawn or where it is not used.</param>
/// <param name="Responses">In the order of the rollout.</param>
public sealed record GroupRecord(
    RolloutGroup Group,
    IReadOnlyList<PerturbedView> Preserving,
    IReadOnlyList<PerturbedView> Removing,
    IReadOnlyList<ResponseRecord> Responses)
{
    /// <summary>The pictures as PAPO's masked pass sees them; empty where the method has none.</summary>
    public IReadOnlyList<PerturbedView> Masked { get; init; } = [];

    /// <summary>The rule that selects tokens, in words ("sync, p = 0.5, gate A &gt; 0"); empty where none was applied.</summary>
    public string Rule { get; init; } = "";

    /// <summary>How the contrastive loss was computed, in words ("k3, τ = 0.1"); empty where it was not.</summary>
    public string Contrast { get; init; } = "";

    /// <summary>Mean reward of the group over the responses for which it could be computed; NaN where there is none.</summary>
    public double MeanReward => Rewards.DefaultIfEmpty(double.NaN).Average();

    /// <summary>Standard deviation of the rewards that could be computed, unbiased (n - 1); 0 for fewer than two.</summary>
    public double StandardDeviation
    {
        get
        {
            double[] rewards = [.. Rewards];
            if (rewards.Length < 2) return 0;
            double mean = rewards.Average();
            return Math.Sqrt(rewards.Sum(reward => (reward - mean) * (reward - mean)) / (rewards.Length - 1));
        }
    }

    /// <summary>Whether the rewards are not all equal; known before advantages are.</summary>
    public bool RewardsDiffer => Rewards.Distinct().Count() > 1;

    private IEnumerable<double> Rewards => Responses.Where(response => response.Reward.IsComputable).Select(response => response.Reward.Total);

    /// <summary>Whether some advantage is not 0: a group whose rewards are all equal carries no policy signal.</summary>
    public bool HasSignal => Responses.Any(response => response.Advantage != 0);
}
