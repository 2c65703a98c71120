using System.Globalization;
using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Training;
using Cppo.Training.Optimization;
using static Cppo.Exchange.Mapping.MappingRule;

namespace Cppo.Exchange.Mapping;

/// <content>Advantages, policy loss, updates.</content>
internal static partial class VerlTable
{
    // The ratio is at most e^20, so a bound above never acts.
    private const double NeverActs = 1e9;

    private static IEnumerable<MappingRule> Policy() =>
    [
        new("Advantage")
        {
            Keys = ["algorithm.adv_estimator"],
            Defaults = ["gae"],
            Acts = HasAdvantage,
            Write = (method, _, _) => method.Advantage switch
            {
                GroupAdvantageEstimator => new(Fidelity.Exact, ["grpo"]),
                LeaveOneOutAdvantageEstimator => new(Fidelity.Exact, ["rloo"]),
                WhitenedBaselineAdvantageEstimator => new(Fidelity.Exact, ["reinforce_plus_plus_baseline"]),
                _ => new(Fidelity.None, [], "verl has no estimator of this convention"),
            },
            Read = (method, values, _) => values[0] switch
            {
                "grpo" => method.Advantage is GroupAdvantageEstimator ? [] : [new("Advantage", "grpo")],
                "rloo" => [new("Advantage", "rloo")],
                "reinforce_plus_plus_baseline" => [new("Advantage", "reinforce++")],
                _ => null,
            },
        },
        Key("Advantage.DivideByDeviation", "algorithm.norm_adv_by_std_in_grpo", "true") with { Acts = method => HasAdvantage(method) && method.Advantage is GroupAdvantageEstimator },
        Fixed("Advantage.Epsilon", "1E-06", "1e-6 is added to the deviation") with { Acts = method => HasAdvantage(method) && method.Advantage is GroupAdvantageEstimator { DivideByDeviation: true } },
        new("Objective.Policy")
        {
            Keys = [Actor + "policy_loss.loss_mode"],
            Defaults = ["vanilla"],
            Acts = HasPolicy,
            Write = (method, _, _) => method.Objective.Policy switch
            {
                ClippedPolicyLoss { Ratio.Level: RatioLevel.Token } => new(Fidelity.Exact, ["vanilla"]),
                ClippedPolicyLoss { Ratio.Level: RatioLevel.SequenceStraightThrough } => new(Fidelity.Exact, ["gspo"]),
                CispoPolicyLoss => new(Fidelity.Exact, ["cispo"]),
                SapoPolicyLoss when !method.IsContrastive => new(Fidelity.Exact, ["sapo"]),
                SapoPolicyLoss => new(Fidelity.None, [], "the recipe's actor configuration lacks SAPO's temperatures"),
                _ => new(Fidelity.None, [], "verl has no such policy loss"),
            },
            Read = (method, values, _) => values[0] switch
            {
                "vanilla" => method.Objective.Policy is ClippedPolicyLoss { Ratio.Level: RatioLevel.Token } ? [] : [new("Objective.Policy", "vanilla")],
                "gspo" => IsBySequence(method) ? [] : [new("Objective.Policy", "gspo")],
                "cispo" => [new("Objective.Policy", "cispo")],
                "sapo" => [new("Objective.Policy", "sapo")],
                _ => null,
            },
        },
        Key("Objective.Policy.ClipLow", Actor + "clip_ratio_low", "0.2") with { Acts = Clips },
        Key("Objective.Policy.ClipHigh", Actor + "clip_ratio_high", "0.2") with { Acts = Clips },
        new("Objective.Policy.DualClip")
        {
            Keys = [Actor + "clip_ratio_c"],
            Defaults = ["3.0"],
            Acts = Clips,
            Write = (method, own, _) => (IsBySequence(method), own.Value) switch
            {
                (true, "none") => new(Fidelity.Exact, [], "gspo has none"),
                (true, _) => new(Fidelity.None, [], "gspo has no dual clip"),
                (false, "none") => new(Fidelity.Exact, [ForeignText.Of(NeverActs)], "vanilla always has one; this bound is never reached"),
                _ => new(Fidelity.Exact, [ForeignText.Of(own.Value!)]),
            },
            Read = (method, values, _) => IsBySequence(method) ? []
                : ForeignText.Number(values[0]) is { } bound ? [new("Objective.Policy.DualClip", bound >= NeverActs ? "none" : values[0])] : null,
        },
        new("Objective.Policy.LowestRatio")
        {
            Keys = [Actor + "clip_ratio_low"],
            Defaults = ["0.2"],
            Acts = method => method.Objective.Policy is CispoPolicyLoss,
            Write = (method, _, _) => new(Fidelity.Exact, [ForeignText.Of(-ForeignText.Shifted(((CispoPolicyLoss)method.Objective.Policy).LowestRatio ?? 0, -1))], "1 - bound"),
            Read = (_, values, _) => ForeignText.Number(values[0]) is { } low
                ? [new("Objective.Policy.LowestRatio", low >= 1 ? "none" : Text(ForeignText.Shifted(-low, 1)))]
                : null,
        },
        new("Objective.Policy.HighestRatio")
        {
            Keys = [Actor + "clip_ratio_high"],
            Defaults = ["0.2"],
            Acts = method => method.Objective.Policy is CispoPolicyLoss,
            Write = (method, _, _) => new(Fidelity.Exact, [ForeignText.Of(ForeignText.Shifted(((CispoPolicyLoss)method.Objective.Policy).HighestRatio, -1))], "bound - 1"),
            Read = (_, values, _) => ForeignText.Number(values[0]) is { } high ? [new("Objective.Policy.HighestRatio", Text(ForeignText.Shifted(high, 1)))] : null,
        },
        Key("Objective.Policy.PositiveTemperature", Actor + "tau_pos", "1.0") with { Acts = HasSoftGate },
        Key("Objective.Policy.NegativeTemperature", Actor + "tau_neg", "1.05") with { Acts = HasSoftGate },
        Like("Objective.Policy.Ratio", method => IsBySequence(method) ? Method.Gspo : Method.Grpo, "verl bounds the log ratio by 20 on both sides, for gspo by 10 above") with { Acts = HasPolicy },
        new("Objective.PolicyAggregation.Mode")
        {
            Keys = [Actor + "loss_agg_mode"],
            Defaults = ["token-mean"],
            Acts = HasPolicy,
            Write = (method, own, _) => !HasOwnMean(method) ? ModeKey(own.Value!)
                : own.Value == nameof(AggregationMode.SequenceMeanTokenMean) ? new(Fidelity.Exact, [], "built into this policy loss")
                : new(Fidelity.None, [], "this policy loss always takes the mean of sequence means"),
            Read = (method, values, _) => HasOwnMean(method) ? [new("Objective.PolicyAggregation.Mode", nameof(AggregationMode.SequenceMeanTokenMean))] : Mode("Objective.PolicyAggregation.Mode", values[0]),
        },
        Fixed("Objective.PolicyAggregation.Convention", "Verl", "tokens are counted as verl does") with { Acts = HasPolicy },
        Key("Objective.PolicyAggregation.ConstantLength", Actor + "loss_scale_factor", "null") with { Acts = HasPolicy },
        new("Objective.RegularizerAggregation.Mode")
        {
            Keys = [Actor + "loss_agg_mode"],
            Defaults = ["token-mean"],
            Acts = HasRegularizer,
            Write = (method, own, _) => HasOwnMean(method) ? ModeKey(own.Value!)
                : method.Objective.PolicyAggregation.Mode == method.Objective.RegularizerAggregation.Mode ? new(Fidelity.Exact, [], "the policy loss's counts for all terms")
                : new(Fidelity.None, [], "the policy loss's aggregation counts for all terms"),
            Read = (_, values, _) => Mode("Objective.RegularizerAggregation.Mode", values[0]),
        },
        Nearly("Objective.RegularizerAggregation.Convention", "Recipe", "counts differ by 1e-8") with { Acts = HasRegularizer },
        Fixed("Objective.RegularizerAggregation.ConstantLength", "none", "there is one length for all terms") with { Acts = HasRegularizer },
    ];

    private static IEnumerable<MappingRule> Updates() =>
    [
        Nearly("Objective.MicroBatches", "PublishedSynchronous", "the published code averages every term per micro-batch, so that its loss depends on the split; ours sees the whole mini-batch"),
        Fixed("TopEntropyShare", "none", "verl has no such mask"),
        Fixed("Staleness", "0", "rollouts are the current policy's"),
        new("DynamicSampling")
        {
            Scope = RuleScope.Whole,
            Keys = ["algorithm.filter_groups.enable", "algorithm.filter_groups.metric", "algorithm.filter_groups.max_num_gen_batches"],
            Defaults = ["false", "seq_reward", "0"],
            Write = (method, _, _) => method.DynamicSampling is not { } dynamic ? new(Fidelity.Exact, [], "groups without signal stay")
                : method.IsContrastive ? new(Fidelity.None, [], "verl's DAPO recipe and the CPPO recipe are two programs")
                : new(Fidelity.Approximate, ["true", "seq_reward", Text(dynamic.MaximumRounds)], "verl's DAPO recipe stops with an error where ours goes on with the groups that it has"),
            Read = (_, values, _) => ForeignText.IsTrue(values[0]) ? [new("DynamicSampling", "dapo"), new("DynamicSampling.MaximumRounds", values[2])] : [new("DynamicSampling", "none")],
        },
        new("Updates.Epochs")
        {
            Keys = [Actor + "ppo_epochs"],
            Defaults = ["1"],
            Write = (_, own, _) => new(own.Value == "1" ? Fidelity.Exact : Fidelity.Approximate, [own.Value!], own.Value == "1" ? "" : "ours draws mini-batches anew in every epoch, theirs keeps them"),
            Read = (_, values, _) => [new("Updates.Epochs", values[0])],
        },
        new("Updates.MiniBatchPrompts")
        {
            Keys = [Actor + "ppo_mini_batch_size", "data.train_batch_size"],
            Defaults = ["256", "1024"],
            Write = (method, own, run) => new(
                method.Updates.MiniBatchPrompts == 0 || method.Updates.MiniBatchPrompts >= run.Prompts ? Fidelity.Exact : Fidelity.Approximate,
                [Text(method.Updates.MiniBatchPrompts == 0 ? run.Prompts : Math.Min(method.Updates.MiniBatchPrompts, run.Prompts)), Text(run.Prompts)],
                own.Value == "0" ? "0 is the whole batch" : "ours draws them at random, theirs cuts the batch as it lies"),
            Read = (_, values, _) => ForeignText.Whole(values[0]) is { } mini && ForeignText.Whole(values[1]) is { } all
                ? [new("Updates.MiniBatchPrompts", Text(mini >= all ? 0 : mini))]
                : null,
        },
        Ours("Updates.MicroBatchResponses", "a matter of memory: actor.ppo_micro_batch_size_per_gpu is set for the machine"),
        Fixed("Updates.Old", "Recomputed", "old log-probabilities are recomputed"),
        new("Optimizer.Beta1")
        {
            Keys = [Actor + "optim.betas"],
            Defaults = ["[0.9,0.999]"],
            Write = (method, _, _) => new(Fidelity.Exact, [Betas(method.Optimizer)]),
            Read = (_, values, _) => values[0].Trim('[', ']').Split(',') is [var one, var two] ? [new("Optimizer.Beta1", one.Trim()), new("Optimizer.Beta2", two.Trim())] : null,
        },
        new("Optimizer.Beta2") { Keys = [Actor + "optim.betas"], Defaults = ["[0.9,0.999]"], Write = (method, _, _) => new(Fidelity.Exact, [Betas(method.Optimizer)]) },
        Fixed("Optimizer.Epsilon", "1E-08", "PyTorch's 1e-8"),
        Key("Optimizer.WeightDecay", Actor + "optim.weight_decay", "0.01"),
        Key("Optimizer.MaximumGradientNorm", Actor + "grad_clip", "1.0", own => own == "none" ? ForeignText.Of(NeverActs) : ForeignText.Of(own), theirs => ForeignText.Number(theirs) >= NeverActs ? "none" : theirs),
        Ours("Optimizer.MeasureStepLength", "a measurement"),
        Key("LearningRate", Actor + "optim.lr", "1.0e-06"),
        Fixed("Schedule", "constant", "set actor.optim.lr_scheduler_type by hand: the two count updates in different ways"),
        Key("Schedule.WarmUp", Actor + "optim.lr_warmup_steps", "-1", own => own, theirs => theirs == "-1" ? "0" : theirs),
    ];

    private static string Betas(AdamWOptions options) => $"[{ForeignText.Of(options.Beta1)},{ForeignText.Of(options.Beta2)}]";

    private static Carried ModeKey(string mode) => Enum.Parse<AggregationMode>(mode) switch
    {
        AggregationMode.TokenMean => new(Fidelity.Exact, ["token-mean"]),
        AggregationMode.SequenceMeanTokenMean => new(Fidelity.Exact, ["seq-mean-token-mean"]),
        AggregationMode.SequenceMeanTokenSum => new(Fidelity.Exact, ["seq-mean-token-sum"]),
        AggregationMode.SequenceMeanTokenSumNorm => new(Fidelity.Exact, ["seq-mean-token-sum-norm"]),
        _ => new(Fidelity.None, [], "verl has no plain sum"),
    };

    private static OptionValue[]? Mode(string option, string theirs) => theirs switch
    {
        "token-mean" => [new(option, nameof(AggregationMode.TokenMean))],
        "seq-mean-token-mean" => [new(option, nameof(AggregationMode.SequenceMeanTokenMean))],
        "seq-mean-token-sum" => [new(option, nameof(AggregationMode.SequenceMeanTokenSum))],
        "seq-mean-token-sum-norm" => [new(option, nameof(AggregationMode.SequenceMeanTokenSumNorm))],
        _ => null,
    };

    private static bool HasPolicy(Method method) => method.Objective.PolicyCoefficient != 0;

    private static bool HasAdvantage(Method method) => HasPolicy(method) || (method.IsContrastive && method.Gate);

    private static bool HasRegularizer(Method method) => method.ReferenceWeight > 0 || method.IsContrastive;

    private static bool Clips(Method method) => HasPolicy(method) && method.Objective.Policy is ClippedPolicyLoss;

    private static bool HasSoftGate(Method method) => HasPolicy(method) && method.Objective.Policy is SapoPolicyLoss && !method.IsContrastive;

    // verl's gspo and sapo aggregate by themselves, whatever loss_agg_mode says.
    private static bool HasOwnMean(Method method) => IsBySequence(method) || method.Objective.Policy is SapoPolicyLoss;

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
