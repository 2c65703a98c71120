using System.Globalization;
using Cppo.Objective.Policy;
using Cppo.Training;
using static Cppo.Exchange.Mapping.MappingRule;

namespace Cppo.Exchange.Mapping;

/// <content>Policy loss and updates.</content>
internal static partial class ArealTable
{
    private const string Unbounded = "AReaL does not bound the log ratio; verl's bound of 20 is never reached in practice";

    private static IEnumerable<MappingRule> Policy() =>
    [
        new("Objective.Policy")
        {
            Keys = [Actor + "use_decoupled_loss", Actor + "use_sapo_loss", Actor + "importance_sampling_level"],
            Defaults = ["false", "false", "token"],
            Write = (method, _, _) => method.Objective.Policy switch
            {
                DecoupledPolicyLoss { Inner: ClippedPolicyLoss { Ratio.Level: RatioLevel.Token } } => new(Fidelity.Exact, ["true", "false", "token"]),
                ClippedPolicyLoss { Ratio.Level: RatioLevel.Token } => new(Fidelity.Exact, ["false", "false", "token"]),
                ClippedPolicyLoss => new(Fidelity.Approximate, ["false", "false", "sequence"], "AReaL's sequence ratio, whose gradient is shared among tokens in another way"),
                SapoPolicyLoss => new(Fidelity.Exact, ["false", "true", "token"]),
                _ => new(Fidelity.None, [], "AReaL has no such policy loss"),
            },
            Read = (method, values, _) => (ForeignText.IsTrue(values[0]), ForeignText.IsTrue(values[1]), values[2]) switch
            {
                (true, false, "token") => method.Objective.Policy is DecoupledPolicyLoss ? [] : [new("Objective.Policy", "decoupled")],
                (false, true, "token") => [new("Objective.Policy", "sapo")],
                (false, false, "sequence") => method.Objective.Policy is ClippedPolicyLoss { Ratio.Level: not RatioLevel.Token } ? [] : [new("Objective.Policy", "gspo")],
                (false, false, "token") => method.Objective.Policy is ClippedPolicyLoss { Ratio.Level: RatioLevel.Token } ? [] : [new("Objective.Policy", "vanilla")],
                _ => null,
            },
        },
        Key("Objective.Policy.BehaviourWeightCap", Actor + "behav_imp_weight_cap", "null") with { Acts = method => method.Objective.Policy is DecoupledPolicyLoss },
        Clip("Objective.Policy.Inner", method => method.Objective.Policy is DecoupledPolicyLoss { Inner: ClippedPolicyLoss }),
        Key("Objective.Policy.Inner.DualClip", Actor + "c_clip", "null") with { Acts = method => method.Objective.Policy is DecoupledPolicyLoss { Inner: ClippedPolicyLoss } },
        new("Objective.Policy.Inner") { Write = (_, _, _) => new(Fidelity.Exact, [], "the clipped loss, by its options below"), Acts = method => method.Objective.Policy is DecoupledPolicyLoss { Inner: ClippedPolicyLoss } },
        Like("Objective.Policy.Inner.Ratio", _ => Method.CppoAsync, Unbounded),
        Clip("Objective.Policy", method => method.Objective.Policy is ClippedPolicyLoss),
        Key("Objective.Policy.DualClip", Actor + "c_clip", "null") with { Acts = method => method.Objective.Policy is ClippedPolicyLoss },
        Key("Objective.Policy.PositiveTemperature", Actor + "sapo_tau_pos", "1.0") with { Acts = method => method.Objective.Policy is SapoPolicyLoss },
        Key("Objective.Policy.NegativeTemperature", Actor + "sapo_tau_neg", "1.05") with { Acts = method => method.Objective.Policy is SapoPolicyLoss },
        new("Objective.Policy.ClipHigh") { Write = WithLow },
        new("Objective.Policy.Inner.ClipHigh") { Write = WithLow },
        new("Objective.Policy.Ratio.Level") { Write = (_, _, _) => new(Fidelity.Exact, [], "by the kind of policy loss") },
        new("Objective.Policy.Ratio.LowestLogRatio") { Write = Bound },
        new("Objective.Policy.Ratio.HighestLogRatio") { Write = Bound },
        Fixed("Objective.PolicyAggregation.Mode", "TokenMean", "AReaL takes the token mean"),
        Nearly("Objective.PolicyAggregation.Convention", "Trl", "an empty batch is counted as one token"),
        Fixed("Objective.PolicyAggregation.ConstantLength", "none", "AReaL takes the token mean"),
        Fixed("Objective.RegularizerAggregation.Mode", "TokenMean", "AReaL takes the token mean") with { Acts = HasRegularizer },
        Nearly("Objective.RegularizerAggregation.Convention", "Recipe", "counts differ by 1e-8") with { Acts = HasRegularizer },
        Fixed("Objective.RegularizerAggregation.ConstantLength", "none", "AReaL takes the token mean") with { Acts = HasRegularizer },
    ];

    private static IEnumerable<MappingRule> Updates() =>
    [
        Nearly("Objective.MicroBatches", "PublishedAsynchronous", "the contrastive term of the published code depends on the split into micro-batches; ours sees the whole mini-batch"),
        Fixed("TopEntropyShare", "none", "AReaL has no such mask"),
        new("Staleness")
        {
            Keys = ["rollout.max_head_offpolicyness"],
            Defaults = ["0"],
            Write = (_, own, _) => own.Value == "0"
                ? new(Fidelity.Exact, ["0"])
                : new(Fidelity.Approximate, [own.Value!], "there the largest age of a rollout, which its servers may stay below; here its age"),
            Read = (_, values, _) => [new("Staleness", values[0])],
        },
        Fixed("DynamicSampling", "none", "AReaL leaves rollouts out by code, not by configuration"),
        Fixed("Updates.Epochs", "1", "a batch is used once"),
        new("Updates.MiniBatchPrompts")
        {
            Keys = ["actor.ppo_n_minibatches"],
            Defaults = ["4"],
            Write = (method, _, run) => method.Updates.MiniBatchPrompts == 0 || method.Updates.MiniBatchPrompts >= run.Prompts
                ? new(Fidelity.Exact, ["1"], "0 is the whole batch")
                : new(Fidelity.Approximate, [Text((run.Prompts + method.Updates.MiniBatchPrompts - 1) / method.Updates.MiniBatchPrompts)], "theirs are cut by tokens, ours by prompts"),
            Read = (_, values, run) => ForeignText.Whole(values[0]) is >= 1 and var parts
                ? [new("Updates.MiniBatchPrompts", Text(parts == 1 ? 0 : (run.Prompts + parts - 1) / parts))]
                : null,
        },
        Ours("Updates.MicroBatchResponses", "a matter of memory: actor.mb_spec is set for the machine"),
        new("Updates.Old")
        {
            Keys = ["actor.recompute_logprob"],
            Defaults = ["false"],
            Write = (method, _, _) => new(Fidelity.Exact, [method.Updates.Old == OldPolicy.Recomputed ? "true" : "false"]),
            Read = (method, values, _) =>
                [new("Updates.Old", ForeignText.IsTrue(values[0]) || method.Objective.Policy is DecoupledPolicyLoss ? nameof(OldPolicy.Recomputed) : nameof(OldPolicy.Rollout))],
        },
        Key("Optimizer.Beta1", "actor.optimizer.beta1", "0.9"),
        Key("Optimizer.Beta2", "actor.optimizer.beta2", "0.999"),
        Key("Optimizer.Epsilon", "actor.optimizer.eps", "1.0e-08"),
        Key("Optimizer.WeightDecay", "actor.optimizer.weight_decay", "0.01"),
        Key("Optimizer.MaximumGradientNorm", "actor.optimizer.gradient_clipping", "1.0", own => own == "none" ? "1.0e+09" : ForeignText.Of(own), theirs => ForeignText.Number(theirs) >= 1e9 ? "none" : theirs),
        Ours("Optimizer.MeasureStepLength", "a measurement"),
        Key("LearningRate", "actor.optimizer.lr", "0.001"),
        Key("Schedule", "actor.optimizer.lr_scheduler_type", "constant", own => own == "constant" ? own : null, theirs => theirs == "constant" ? theirs : null),
        new("Schedule.WarmUp")
        {
            Keys = ["actor.optimizer.warmup_steps_proportion"],
            Defaults = ["0.001"],
            Write = (method, _, run) => method.Schedule.WarmUp == 0
                ? new(Fidelity.Exact, ["0"])
                : new(Fidelity.Approximate, [ForeignText.Of((double)method.Schedule.WarmUp / Math.Max(1, run.Steps))], "a share of all steps there"),
            Read = (_, values, run) => ForeignText.Number(values[0]) is { } share ? [new("Schedule.WarmUp", Text((int)Math.Round(share * run.Steps)))] : null,
        },
    ];

    // eps_clip_higher is set only where the two bounds differ.
    private static MappingRule Clip(string loss, Func<Method, bool> acts) => new($"{loss}.ClipLow")
    {
        Keys = [Actor + "eps_clip", Actor + "eps_clip_higher"],
        Defaults = ["0.2", "null"],
        Acts = acts,
        Write = (method, own, _) => MethodOptions.All(method).First(option => option.Name == $"{loss}.ClipHigh").Value is { } high && high != own.Value
            ? new(Fidelity.Exact, [ForeignText.Of(own.Value!), ForeignText.Of(high)])
            : new(Fidelity.Exact, [ForeignText.Of(own.Value!), ForeignText.Nothing]),
        Read = (_, values, _) => [new($"{loss}.ClipLow", values[0]), new($"{loss}.ClipHigh", ForeignText.Back(values[1]) == "none" ? values[0] : values[1])],
    };

    private static Carried WithLow(Method method, MethodOption own, ExportOptions run) => new(Fidelity.Exact, [], "with ClipLow");

    private static Carried Bound(Method method, MethodOption own, ExportOptions run) => method.Objective.Policy is DecoupledPolicyLoss
        ? new(Fidelity.Inactive, [], "the ratio is the inner loss's")
        : own.Value == "none" ? new(Fidelity.Exact, [], "built in there") : new(Fidelity.Approximate, [], Unbounded);

    private static bool HasRegularizer(Method method) => method.ReferenceWeight > 0 || method.IsContrastive;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
