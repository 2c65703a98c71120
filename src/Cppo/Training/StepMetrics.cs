using System.Text.Json.Serialization;

namespace Cppo.Training;

/// <summary>
/// The numbers of one step that a curve shows and a run directory keeps, with the names that verl's users know and
/// <c>cppo/*</c> for the method's own. Means over response tokens unless said; NaN where a method has no such number. Numbers whose
/// names begin with <c>perf/</c> or <c>timing_s/</c> differ from run to run; all others are functions of the run's options.
/// </summary>
[JsonConverter(typeof(StepMetricsConverter))]
public sealed record StepMetrics
{
    /// <summary>Number of the step, from 0.</summary>
    [JsonPropertyName("training/global_step")]
    public required int Step { get; init; }

    /// <summary>Mean reward of the responses.</summary>
    [JsonPropertyName("critic/rewards/mean")]
    public double Reward { get; init; }

    /// <summary>Standard deviation of the rewards of all responses, unbiased.</summary>
    [JsonPropertyName("critic/rewards/std")]
    public double RewardDeviation { get; init; } = double.NaN;

    /// <summary>Smallest reward.</summary>
    [JsonPropertyName("critic/rewards/min")]
    public double RewardMin { get; init; } = double.NaN;

    /// <summary>Largest reward.</summary>
    [JsonPropertyName("critic/rewards/max")]
    public double RewardMax { get; init; } = double.NaN;

    /// <summary>Smallest advantage.</summary>
    [JsonPropertyName("critic/advantages/min")]
    public double AdvantageMin { get; init; } = double.NaN;

    /// <summary>Largest advantage.</summary>
    [JsonPropertyName("critic/advantages/max")]
    public double AdvantageMax { get; init; } = double.NaN;

    /// <summary>Share of right answers.</summary>
    [JsonPropertyName("reward/accuracy")]
    public double Accuracy { get; init; }

    /// <summary>Share of responses in the right format.</summary>
    [JsonPropertyName("reward/format")]
    public double Format { get; init; }

    /// <summary>Mean of every part of the reward by its name, before weighting.</summary>
    [JsonPropertyName(StepMetricsConverter.Parts)]
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

    /// <summary>Mean of old - lp over the response tokens, nats: how far the updates of this step moved the policy.</summary>
    [JsonPropertyName("actor/ppo_kl")]
    public double PolicyKl { get; init; } = double.NaN;

    /// <summary>Gradient norm before clipping.</summary>
    [JsonPropertyName("actor/grad_norm")]
    public double GradientNorm { get; init; }

    /// <summary>Learning rate.</summary>
    [JsonPropertyName("actor/lr")]
    public double LearningRate { get; init; }

    /// <summary>Mean response length in tokens.</summary>
    [JsonPropertyName("response_length/mean")]
    public double Length { get; init; }

    /// <summary>Length of the shortest response.</summary>
    [JsonPropertyName("response_length/min")]
    public double LengthMin { get; init; } = double.NaN;

    /// <summary>Length of the longest response.</summary>
    [JsonPropertyName("response_length/max")]
    public double LengthMax { get; init; } = double.NaN;

    /// <summary>Share of responses cut off at the longest length.</summary>
    [JsonPropertyName("response_length/clip_ratio")]
    public double CutOff { get; init; }

    /// <summary>Mean prompt length in tokens, those of the pictures included.</summary>
    [JsonPropertyName("prompt_length/mean")]
    public double PromptLength { get; init; } = double.NaN;

    /// <summary>
    /// Mean |difference| of a token's log-probability when it was drawn and when it was learned from, nats: 0 for equal arithmetic where
    /// one update serves a batch that was drawn just before; the updates between are in it otherwise.
    /// </summary>
    [JsonPropertyName("training/rollout_log_probs_diff_mean")]
    public double Drift { get; init; } = double.NaN;

    /// <summary>The largest of these differences, nats.</summary>
    [JsonPropertyName("training/rollout_log_probs_diff_max")]
    public double DriftMax { get; init; } = double.NaN;

    /// <summary>Share of groups whose rewards are all equal.</summary>
    [JsonPropertyName("cppo/zero_signal_groups")]
    public double ZeroSignalGroups { get; init; }

    /// <summary>Groups that dynamic sampling drew and dropped.</summary>
    [JsonPropertyName("cppo/dropped_groups")]
    public double DroppedGroups { get; init; } = double.NaN;

    /// <summary>Rounds of prompts that were drawn; more than 1 only under dynamic sampling.</summary>
    [JsonPropertyName("cppo/rounds")]
    public double Rounds { get; init; } = double.NaN;

    /// <summary>Steps between the drawing of the batch and this one.</summary>
    [JsonPropertyName("cppo/staleness")]
    public double Staleness { get; init; } = double.NaN;

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

    /// <summary>Mean entropy of the tokens that have views, with the original picture, nats.</summary>
    [JsonPropertyName("cppo/entropy_original")]
    public double EntropyOriginal { get; init; } = double.NaN;

    /// <summary>Mean entropy of the same tokens with the information-preserving view, nats.</summary>
    [JsonPropertyName("cppo/entropy_preserving")]
    public double EntropyPreserved { get; init; } = double.NaN;

    /// <summary>Mean entropy of the same tokens with the information-removing view, nats.</summary>
    [JsonPropertyName("cppo/entropy_removing")]
    public double EntropyRemoved { get; init; } = double.NaN;

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

    /// <summary>Seconds of the whole step.</summary>
    [JsonPropertyName("perf/time_per_step")]
    public double StepSeconds { get; init; } = double.NaN;

    /// <summary>
    /// Processor seconds of this process in the step, all threads together, the measuring of terms left out: on a machine that does other work
    /// beside, the time that can be compared. Whatever else the process does meanwhile is in it.
    /// </summary>
    [JsonPropertyName("perf/cpu_time_per_step")]
    public double CpuSeconds { get; init; } = double.NaN;

    /// <summary>Memory of this process after the step, GiB: weights, gradients and optimizer of a policy on the CPU are in it.</summary>
    [JsonPropertyName("perf/cpu_memory_used_gb")]
    public double Memory { get; init; } = double.NaN;

    /// <summary>Seconds by phase, in the order of the step.</summary>
    [JsonPropertyName(StepMetricsConverter.Seconds)]
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Why the update was skipped; null where it was made.</summary>
    [JsonPropertyName("actor/skipped")]
    public string? Skipped { get; init; }

    /// <summary>
    /// Any further numbers by name, for instance "cppo/grad_norm/CPL" and "cppo/grad_cosine/CPL" in the steps that measured them. A run
    /// directory and its event file keep them beside the others; a name of the others is refused there.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double> Further { get; init; } = new Dictionary<string, double>();

    /// <summary>All numbers by name, NaN left out: those above, <see cref="RewardParts"/> as "reward/parts/NAME", <see cref="Seconds"/> as "timing_s/PHASE", then <see cref="Further"/>.</summary>
    [JsonIgnore]
    public IEnumerable<KeyValuePair<string, double>> Numbers => StepMetricsConverter.NumbersOf(this);

    /// <summary>Whether numbers of that name differ from run to run.</summary>
    public static bool IsMeasuredTime(string name) =>
        name.StartsWith("perf/", StringComparison.Ordinal) || name.StartsWith("timing_s/", StringComparison.Ordinal);

    /// <summary>Condenses a report.</summary>
    public static StepMetrics Of(StepReport report) => StepSummary.Of(report);
}
