using System.Text.Json.Serialization;

namespace Cppo.Training;

/// <summary>
/// The numbers of one step that a curve shows and a run directory keeps, with the names that verl's users know and
/// <c>cppo/*</c> for the method's own. Means over response tokens unless said; NaN where a method has no such number.
/// </summary>
public sealed record StepMetrics
{
    /// <summary>Number of the step, from 0.</summary>
    [JsonPropertyName("training/global_step")]
    public required int Step { get; init; }

    /// <summary>Mean reward of the responses.</summary>
    [JsonPropertyName("critic/rewards/mean")]
    public double Reward { get; init; }

    /// <summary>Share of right answers.</summary>
    [JsonPropertyName("reward/accuracy")]
    public double Accuracy { get; init; }

    /// <summary>Share of responses in the right format.</summary>
    [JsonPropertyName("reward/format")]
    public double Format { get; init; }

    /// <summary>Mean of every part of the reward by its name, before weighting.</summary>
    [JsonPropertyName("reward/parts")]
    public IReadOnlyDictionary<string, double> RewardParts { get; init; } = new Dictionary<string, double>();

    /// <summary>Share of responses whose reward could not be computed.</summary>
    [JsonPropertyName("reward/not_computable")]
    public double NotComputable { get; init; }

    /// <summary>Mean entropy with the original picture, nats.</summary>
    [JsonPropertyName("actor/entropy")]
    public double Entropy { get; init; }

    /// <summary>Mean KL to the reference policy, nats.</summary>
    [JsonPropertyName("actor/kl_loss")]
    public double Kl { get; init; } = double.NaN;

    /// <summary>The whole loss.</summary>
    [JsonPropertyName("actor/loss")]
    public double Loss { get; init; }

    /// <summary>The policy term.</summary>
    [JsonPropertyName("actor/pg_loss")]
    public double PolicyLoss { get; init; }

    /// <summary>Share of response tokens whose ratio was clipped.</summary>
    [JsonPropertyName("actor/pg_clipfrac")]
    public double ClipFraction { get; init; }

    /// <summary>Gradient norm before clipping.</summary>
    [JsonPropertyName("actor/grad_norm")]
    public double GradientNorm { get; init; }

    /// <summary>Learning rate.</summary>
    [JsonPropertyName("actor/lr")]
    public double LearningRate { get; init; }

    /// <summary>Mean response length in tokens.</summary>
    [JsonPropertyName("response_length/mean")]
    public double Length { get; init; }

    /// <summary>Share of responses cut off at the longest length.</summary>
    [JsonPropertyName("response_length/clip_ratio")]
    public double CutOff { get; init; }

    /// <summary>Share of groups whose rewards are all equal.</summary>
    [JsonPropertyName("cppo/zero_signal_groups")]
    public double ZeroSignalGroups { get; init; }

    /// <summary>Contrastive perception loss before lambda.</summary>
    [JsonPropertyName("cppo/cpl")]
    public double Cpl { get; init; } = double.NaN;

    /// <summary>Mean margin of the tokens in the contrastive loss, nats.</summary>
    [JsonPropertyName("cppo/margin")]
    public double Margin { get; init; } = double.NaN;

    /// <summary>Mean KL(lp, lp+) of the tokens in the contrastive loss, nats.</summary>
    [JsonPropertyName("cppo/kl_preserving")]
    public double KlPreserved { get; init; } = double.NaN;

    /// <summary>Mean KL(lp, lp-) of the tokens in the contrastive loss, nats.</summary>
    [JsonPropertyName("cppo/kl_removing")]
    public double KlRemoved { get; init; } = double.NaN;

    /// <summary>Tokens in the contrastive loss as a share of all response tokens.</summary>
    [JsonPropertyName("cppo/selected_share")]
    public double SelectedShare { get; init; } = double.NaN;

    /// <summary>Share of the selected tokens that are perception tokens, where labels exist.</summary>
    [JsonPropertyName("cppo/precision")]
    public double Precision { get; init; } = double.NaN;

    /// <summary>Share of the perception tokens of gated responses that were selected, where labels exist.</summary>
    [JsonPropertyName("cppo/recall")]
    public double Recall { get; init; } = double.NaN;

    /// <summary>Response tokens a second, over the whole step.</summary>
    [JsonPropertyName("perf/throughput")]
    public double TokensPerSecond { get; init; }

    /// <summary>Seconds by phase, in the order of the step.</summary>
    [JsonPropertyName("timing_s")]
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Why the update was skipped; null where it was made.</summary>
    [JsonPropertyName("actor/skipped")]
    public string? Skipped { get; init; }

    /// <summary>Condenses a report.</summary>
    public static StepMetrics Of(StepReport report)
    {
        ResponseRecord[] responses = [.. report.Responses];
        TokenRecord[] inLoss = [.. responses.SelectMany(response => response.Tokens).Where(token => token.InLoss)];
        TokenSummary gated = TokenSummary.Of(responses.Where(response => response.Advantage > 0).SelectMany(response => response.Tokens));
        double count = responses.Sum(response => response.Response.Length), seconds = report.Times.Sum(time => time.Seconds);
        return new()
        {
            Step = report.Step,
            Reward = report.MeanReward,
            Accuracy = report.MeanPart("accuracy"),
            Format = report.MeanPart("format"),
            RewardParts = responses.SelectMany(response => response.Reward.Parts).Select(part => part.Name).Distinct().ToDictionary(name => name, report.MeanPart),
            NotComputable = (double)report.NotComputable / responses.Length,
            Entropy = report.Entropy,
            Kl = report.Term("KL")?.Value ?? double.NaN,
            Loss = report.Loss,
            PolicyLoss = report.Term("policy")?.Value ?? double.NaN,
            ClipFraction = report.ClipFraction,
            GradientNorm = report.GradientNorm,
            LearningRate = report.LearningRate,
            Length = count / responses.Length,
            CutOff = responses.Average(r => r.Response.Stop == Rollouts.StopReason.Length ? 1.0 : 0.0),
            ZeroSignalGroups = report.Groups.Average(group => group.HasSignal ? 0.0 : 1.0),
            Cpl = report.Term("CPL")?.Value ?? double.NaN,
            Margin = Mean(inLoss, token => token.Margin),
            KlPreserved = Mean(inLoss, token => token.KlPreserved),
            KlRemoved = Mean(inLoss, token => token.KlRemoved),
            SelectedShare = report.Term("CPL") is null ? double.NaN : inLoss.Length / count,
            Precision = gated.Precision,
            Recall = gated.Recall,
            TokensPerSecond = seconds > 0 ? count / seconds : double.NaN,
            Seconds = report.Times.ToDictionary(time => time.Phase, time => time.Seconds),
            Skipped = report.Skipped,
        };
    }

    private static double Mean(IReadOnlyCollection<TokenRecord> tokens, Func<TokenRecord, double> value) =>
        tokens.Count == 0 ? double.NaN : tokens.Average(value);
}
