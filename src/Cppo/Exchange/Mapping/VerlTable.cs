using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Training;
using static Cppo.Exchange.Mapping.MappingRule;

namespace Cppo.Exchange.Mapping;

/// <summary>
/// Our options as Hydra overrides of verl 0.7 (ppo_trainer.yaml, workers/config) and of the synchronous recipe of vbdi/cppo
/// (recipe/cppo/config/cppo_trainer.yaml, commit 77f8763), whose names for the contrastive loss these are.
/// </summary>
internal static partial class VerlTable
{
    private const string Actor = "actor_rollout_ref.actor.", Rollout = "actor_rollout_ref.rollout.", RecipeViews = "the recipe's dataset class has its own perturbations in code";

    /// <summary>The table.</summary>
    public static MappingTable Table { get; } = new([.. Weights(), .. Drawing(), .. Perception(), .. Policy(), .. Updates()],
    [
        "data.train_files", "data.val_files", "data.max_prompt_length", "data.filter_overlong_prompts", "data.truncation", "data.image_key", "data.train_batch_size",
        "data.custom_cls.", "data.val_batch_size", "data.gen_batch_size", "custom_reward_function.path", "algorithm.use_kl_in_reward", "actor_rollout_ref.model.", "actor_rollout_ref.ref.",
        Actor + "ppo_micro_batch_size_per_gpu", Actor + "fsdp_config.", Actor + "entropy_coeff", Actor + "strategy", Actor + "use_dynamic_bsz", Actor + "ppo_max_token_len_per_gpu",
        Rollout + "name", Rollout + "mode", Rollout + "tensor_model_parallel_size", Rollout + "gpu_memory_utilization", Rollout + "log_prob_micro_batch_size_per_gpu",
        Rollout + "engine_kwargs.", Rollout + "enable_chunked_prefill", Rollout + "enforce_eager", Rollout + "free_cache_engine", "trainer.",
    ]);

    // What decides which other options act is read first.
    private static IEnumerable<MappingRule> Weights() =>
    [
        Ours("Name", "a label"),
        new("Objective.ContrastCoefficient")
        {
            Keys = [Actor + "use_vision_cpl_loss", Actor + "cpl_loss_coef"],
            Defaults = ["false", "0.01"],
            Write = (method, own, _) => method.IsContrastive ? new(Fidelity.Exact, ["true", ForeignText.Of(own.Value!)]) : new(Fidelity.Exact, [], "verl has no such term"),
            Read = (_, values, _) => [new("Objective.ContrastCoefficient", ForeignText.IsTrue(values[0]) ? values[1] : "0")],
        },
        new("Objective.KlCoefficient")
        {
            Keys = [Actor + "use_kl_loss", Actor + "kl_loss_coef"],
            Defaults = ["false", "0.001"],
            Write = (method, own, _) => new(Fidelity.Exact, [method.ReferenceWeight > 0 ? "true" : "false", ForeignText.Of(own.Value!)]),
            Read = (_, values, _) => [new("Objective.KlCoefficient", ForeignText.IsTrue(values[0]) ? values[1] : "0")],
        },
        Fixed("Objective.PolicyCoefficient", "1", "the policy loss always counts in full"),
        Fixed("Objective.PerceptionAware", "none", "PAPO's terms are in PAPO's own code, not in verl"),
    ];

    private static IEnumerable<MappingRule> Drawing() =>
    [
        Key("Sampling.GroupSize", Rollout + "n", "1"),
        Key("Sampling.Temperature", Rollout + "temperature", "1.0"),
        Key("Sampling.TopK", Rollout + "top_k", "-1", own => own == "0" ? "-1" : own, theirs => theirs == "-1" ? "0" : theirs),
        Key("Sampling.TopP", Rollout + "top_p", "1.0"),
        Key("Sampling.MaxNewTokens", "data.max_response_length", "512"),
        Fixed("Sampling.StopStrings", "[]", "responses end with the model's end token or at their longest"),
        Fixed("Sampling.StopTokens", "[]", "responses end with the model's end token or at their longest"),
        Fixed("Sampling.RepetitionPenalty", "1", "not passed on to the inference engine"),
        Fixed("Sampling.Greedy", "false", "training samples"),
        new("Reward")
        {
            Keys = ["custom_reward_function.name"],
            Defaults = [RewardSource.Paper],
            Write = (_, own, _) => RewardSource.NameOf(own.Value) is { } name
                ? new(Fidelity.Exact, [name], own.Value == "paper" ? "reward.py: mathruler, which our reference grader follows" : "reward.py: equal as written")
                : new(Fidelity.None, [], "reward.py can grade by mathruler or as written; this reward is another"),
            Read = (_, values, _) => RewardSource.OptionOf(values[0]) is { } own ? [new("Reward", own)] : null,
        },
    ];

    private static IEnumerable<MappingRule> Perception() =>
    [
        Like("Perturbations", _ => Method.Cppo, RecipeViews) with { Acts = method => method.IsContrastive || method.AugmentationProbability > 0 },
        Fixed("ViewDraws", "EveryStep", "views are drawn whenever a sample is read") with { Acts = Contrasts },
        Fixed("AugmentationProbability", "0", "pictures of the rollout are never augmented"),
        Key("Perception.Rule", Actor + "cpl_use_vision_mask", "false", Rule, theirs => ForeignText.IsTrue(theirs) ? "Synchronous" : "AllTokens") with { Acts = Contrasts },
        Key("Perception.TopShare", Actor + "cpl_vision_top_percent", "0.5") with { Acts = Selects },
        Like("Perception.Detector", _ => Method.Cppo, "tokens are found by the shift relative to Hr + 1e-6") with { Acts = Selects },
        Nearly("Perception.RankPads", "true", "the published code ranks padded positions too; ours leaves them out unless this is on") with { Acts = Selects },
        Key("Gate", Actor + "cpl_use_advantage_gating", "false") with { Acts = Contrasts },
        Fixed("Perception.Weighting", "Equal", "every selected token counts the same") with { Acts = Contrasts },
        Fixed("Objective.Contrast.TrainAnchor", "true", "all three branches learn") with { Acts = Contrasts },
        Fixed("Objective.Contrast.TrainPreserved", "true", "all three branches learn") with { Acts = Contrasts },
        Fixed("Objective.Contrast.TrainRemoved", "true", "all three branches learn") with { Acts = Contrasts },
        Key("Objective.Contrast.Temperature", Actor + "cpl_tau", "0.1") with { Acts = Contrasts },
        new("Objective.KlEstimator")
        {
            Scope = RuleScope.Whole,
            Keys = [Actor + "kl_loss_type"],
            Defaults = ["low_var_kl"],
            Acts = method => method.ReferenceWeight > 0,
            Write = (method, _, _) => EstimatorKey(method.Objective.KlEstimator),
            Read = (_, values, _) => Estimator("Objective.KlEstimator", values[0]),
        },
        new("Objective.Contrast.Estimator")
        {
            Scope = RuleScope.Whole,
            Keys = [Actor + "kl_loss_type"],
            Defaults = ["low_var_kl"],
            Acts = Contrasts,
            Write = (method, _, _) => method.ReferenceWeight == 0 || method.Objective.Contrast.Estimator == method.Objective.KlEstimator
                ? EstimatorKey(method.Objective.Contrast.Estimator)
                : new(Fidelity.None, [], "the recipe takes the estimator of the KL to the reference for both"),
            Read = (_, values, _) => Estimator("Objective.Contrast.Estimator", values[0]),
        },
        Ours("MaskedView", "PAPO's alone") with { Scope = RuleScope.Each },
    ];

    private static string? Rule(string own) => own switch
    {
        "Synchronous" => "true",
        "AllTokens" => "false",
        _ => null,
    };

    private static Carried EstimatorKey(KullbackLeibler estimator)
    {
        string? name = (estimator with { SquaredGradient = false }) switch
        {
            var plain when plain == KullbackLeibler.LowVariance => "low_var_kl",
            { Estimator: KullbackLeiblerEstimator.K1, DifferenceBound: null, ValueBound: null } => "kl",
            { Estimator: KullbackLeiblerEstimator.Absolute, DifferenceBound: null, ValueBound: null } => "abs",
            { Estimator: KullbackLeiblerEstimator.K2, DifferenceBound: null, ValueBound: null } => "mse",
            _ => null,
        };
        return name is null ? new(Fidelity.None, [], "verl bounds k3 by 20 and 10 and the others not at all") : new(Fidelity.Exact, [estimator.SquaredGradient ? name + "+" : name]);
    }

    private static OptionValue[]? Estimator(string option, string theirs)
    {
        string? own = theirs.TrimEnd('+') switch
        {
            "low_var_kl" or "k3" => "low-variance",
            "kl" or "k1" => "k1",
            "abs" => "absolute",
            "mse" or "k2" => "k2",
            _ => null,
        };
        if (own is null) return null;
        return theirs.EndsWith('+') ? [new(option, own), new($"{option}.SquaredGradient", "true")] : [new(option, own)];
    }

    private static bool Contrasts(Method method) => method.IsContrastive;

    private static bool Selects(Method method) => method.IsContrastive && method.Perception.Rule != PerceptionRule.AllTokens;

    private static bool IsBySequence(Method method) => method.Objective.Policy is ClippedPolicyLoss { Ratio.Level: RatioLevel.SequenceStraightThrough };
}
