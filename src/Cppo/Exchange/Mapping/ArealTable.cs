using System.Text.Json;
using Cppo.Objective;
using Cppo.Training;
using static Cppo.Exchange.Mapping.MappingRule;

namespace Cppo.Exchange.Mapping;

/// <summary>
/// Our options as keys of AReaL's configuration (areal/api/cli_args.py) with those of the asynchronous recipe of vbdi/cppo, as of its commit
/// 77f8763, whose copy of AReaL this follows.
/// </summary>
internal static partial class ArealTable
{
    private const string Actor = "actor.", NoLimit = "100000000";

    /// <summary>The table.</summary>
    public static MappingTable Table { get; } = new([.. Weights(), .. Drawing(), .. Perception(), .. Advantages(), .. Policy(), .. Updates()],
    [
        "experiment_name", "trial_name", "seed", "enable_offload", "total_train_epochs", "total_train_steps", "tokenizer_path", "allocation_mode", "cluster.", "scheduler.",
        "rollout.experiment_name", "rollout.trial_name", "rollout.max_concurrent_rollouts", "rollout.queue_size", "rollout.consumer_batch_size", "rollout.enable_rollout_tracing",
        "rollout.scheduling_spec", "rollout.fileroot", "rollout.tokenizer_path", "rollout.dump_to_file", "gconfig.min_new_tokens",
        "actor.experiment_name", "actor.trial_name", "actor.path", "actor.init_from_scratch", "actor.disable_dropout", "actor.gradient_checkpointing", "actor.dtype", "actor.mb_spec.",
        "actor.optimizer.type", "actor.temperature", "actor.max_new_tokens", "actor.scheduling_spec", "actor.reward_norm", "actor.adv_norm", "actor.reward_norm.group_size", "actor.adv_norm.group_size",
        "ref.", "sglang.", "vllm.", "train_dataset.", "valid_dataset.", "saver.", "recover.", "evaluator.", "stats_logger.", "perf_tracer.",
    ]);

    private static IEnumerable<MappingRule> Weights() =>
    [
        Ours("Name", "a label"),
        Key("Objective.ContrastCoefficient", Actor + "cpl_loss_coef", "0.01"),
        new("Objective.KlCoefficient")
        {
            Keys = [Actor + "kl_ctl"],
            Defaults = ["0.1"],
            Write = (method, own, _) => method.ReferenceWeight == 0
                ? new(Fidelity.Exact, ["0"])
                : new(Fidelity.Approximate, [ForeignText.Of(own.Value!)], "AReaL takes the KL off the rewards; ours is a term of the loss"),
            Read = (_, values, _) => [new("Objective.KlCoefficient", values[0])],
        },
        new("Objective.KlEstimator")
        {
            Scope = RuleScope.Whole,
            Keys = [Actor + "kl_estimator"],
            Defaults = ["k1"],
            Acts = method => method.ReferenceWeight > 0,
            Write = (method, _, _) => new(
                method.Objective.KlEstimator.Estimator == KullbackLeiblerEstimator.Absolute ? Fidelity.None : Fidelity.Approximate,
                method.Objective.KlEstimator.Estimator == KullbackLeiblerEstimator.Absolute ? [] : [method.Objective.KlEstimator.Estimator.ToString().ToLowerInvariant()],
                "AReaL bounds each by 10"),
            Read = (_, values, _) => values[0] switch
            {
                "k1" => [new("Objective.KlEstimator", "clamped-k1")],
                "k2" => [new("Objective.KlEstimator", "k2")],
                "k3" => [new("Objective.KlEstimator", "low-variance")],
                _ => null,
            },
        },
        Fixed("Objective.PolicyCoefficient", "1", "the policy loss always counts in full"),
        Fixed("Objective.PerceptionAware", "none", "PAPO's terms are in PAPO's own code, not in AReaL"),
        Ours("MaskedView", "PAPO's alone") with { Scope = RuleScope.Each },
    ];

    private static IEnumerable<MappingRule> Drawing() =>
    [
        Key("Sampling.GroupSize", "gconfig.n_samples", "1"),
        Key("Sampling.Temperature", "gconfig.temperature", "1.0"),
        Key("Sampling.TopK", "gconfig.top_k", NoLimit, own => own == "0" ? NoLimit : own, theirs => theirs == NoLimit ? "0" : theirs),
        Key("Sampling.TopP", "gconfig.top_p", "1.0"),
        Key("Sampling.MaxNewTokens", "gconfig.max_new_tokens", "16384"),
        Key("Sampling.StopStrings", "gconfig.stop", "null", own => own == "[]" ? ForeignText.Nothing : own, theirs => ForeignText.Back(theirs) == "none" ? "[]" : List(theirs)),
        Key("Sampling.StopTokens", "gconfig.stop_token_ids", "[]"),
        Fixed("Sampling.RepetitionPenalty", "1", "not passed on to the inference engine"),
        Key("Sampling.Greedy", "gconfig.greedy", "false"),
        Fixed("Reward", "paper", "the recipe's script has the paper's reward in code"),
    ];

    private static IEnumerable<MappingRule> Perception() =>
    [
        Like("Perturbations", _ => Method.CppoAsync, "the recipe's dataset has its own perturbations in code") with { Acts = method => method.IsContrastive || method.AugmentationProbability > 0 },
        Fixed("ViewDraws", "OncePerSample", "views are drawn once, before the run") with { Acts = Contrasts },
        Fixed("AugmentationProbability", "0", "pictures of the rollout are never augmented"),
        Key("Perception.Rule", Actor + "cpl_use_vision_mask", "true", Rule, theirs => ForeignText.IsTrue(theirs) ? "Asynchronous" : "AllTokens") with { Acts = Contrasts },
        Key("Perception.TopShare", Actor + "cpl_vision_top_percent", "0.5") with { Acts = Selects },
        Like("Perception.Detector", _ => Method.CppoAsync, "tokens are found by the shift relative to Hr + 1e-6") with { Acts = Selects },
        Fixed("Perception.RankPads", "false", "padded positions are never ranked") with { Acts = Selects },
        Key("Gate", Actor + "cpl_use_advantage_gating", "true") with { Acts = Contrasts },
        Fixed("Perception.Weighting", "Equal", "every selected token counts the same") with { Acts = Contrasts },
        Fixed("Objective.Contrast.TrainAnchor", "true", "all three branches learn") with { Acts = Contrasts },
        Fixed("Objective.Contrast.TrainPreserved", "true", "all three branches learn") with { Acts = Contrasts },
        Fixed("Objective.Contrast.TrainRemoved", "true", "all three branches learn") with { Acts = Contrasts },
        Key("Objective.Contrast.Temperature", Actor + "cpl_tau", "0.1") with { Acts = Contrasts },
        Like("Objective.Contrast.Estimator", _ => Method.CppoAsync, "the recipe takes k1 bounded by 10") with { Acts = Contrasts },
    ];

    // A kind of ours is a setting of their two normalisations; what is read takes the simplest kind that has it.
    private static IEnumerable<MappingRule> Advantages() =>
    [
        new("Advantage")
        {
            Keys = [Actor + "reward_bias", Actor + "reward_scaling", Actor + "reward_clip", .. Normalization("reward_norm"), .. Normalization("adv_norm")],
            Defaults = ["0", "1", "20", "null", "null", "false", "1.0e-05", "null", "null", "false", "1.0e-05"],
            Scope = RuleScope.Whole,
            Write = (method, _, _) => ArealAdvantage.Of(method.Advantage),
            Read = (_, values, _) => ArealAdvantage.Options(values),
        },
    ];

    private static IEnumerable<string> Normalization(string name) =>
        [$"{Actor}{name}.mean_level", $"{Actor}{name}.std_level", $"{Actor}{name}.mean_leave1out", $"{Actor}{name}.eps"];

    private static string? Rule(string own) => own switch
    {
        "Asynchronous" => "true",
        "AllTokens" => "false",
        _ => null,
    };

    // YAML may write a list of words over several lines; here they are one JSON list.
    private static string? List(string theirs)
    {
        try
        {
            return JsonSerializer.Serialize(JsonSerializer.Deserialize<string[]>(theirs));
        }
        catch (JsonException)
        {
            return JsonSerializer.Serialize(new[] { theirs });
        }
    }

    private static bool Contrasts(Method method) => method.IsContrastive;

    private static bool Selects(Method method) => method.IsContrastive && method.Perception.Rule != PerceptionRule.AllTokens;
}
