using Cppo.Objective;
using Cppo.Objective.Policy;
using TorchSharp;

namespace Cppo.Tests.Objective;

/// <summary>A policy-loss case of one library in our words.</summary>
internal abstract class PolicyCase(GoldenCase golden)
{
    /// <summary>The name of a loss that the library does not offer; null where it does.</summary>
    public virtual string? NotOffered => null;

    public abstract PolicyLoss Loss { get; }

    protected GoldenCase Golden { get; } = golden;

    protected string Set => Golden.Text("inputs").Split(' ')[0];

    /// <summary>The response mask; some cases say in words that theirs is all zero.</summary>
    protected Tensor Mask => Golden.Text("inputs").EndsWith("all-zero mask")
        ? zeros_like(Golden.Input(Set, "mask"))
        : Golden.Input(Set, "mask");

    public static PolicyCase Of(GoldenCase golden) => golden.Implementation.Split(' ')[0] switch
    {
        "verl" => new VerlPolicyCase(golden),
        "trl" => new TrlPolicyCase(golden),
        "AReaL" => new ArealPolicyCase(golden),
        string other => throw new InvalidDataException($"unknown library {other}"),
    };

    public virtual PolicyInputs Inputs(ScalarType precision) => new(
        Golden.Input(Set, "lp").Leaf(precision),
        Golden.Input(Set, "old").to_type(precision),
        Golden.Input(Set, "adv").to_type(precision),
        Mask);

    public abstract Tensor Total(PolicyInputs inputs, PolicyLossResult result, ScalarType precision);

    public abstract void CheckMetrics(PolicyLossResult result, ScalarType precision);

    public virtual void Near(double expected, double actual, ScalarType precision, string what) =>
        Golden.Near(expected, actual, precision, $"{what}, {precision}");

    public virtual void Near(Tensor expected, Tensor actual, ScalarType precision, string what) =>
        Golden.Near(expected, actual, $"{what}, {precision}");

    protected PolicyMetrics Metrics(PolicyLossResult result) =>
        result.Metrics(Golden.Input(Set, "adv"), Mask);
}

internal sealed class VerlPolicyCase(GoldenCase golden) : PolicyCase(golden)
{
    private string Kind => Golden.Implementation.Split('\'')[1];

    public override string? NotOffered => Kind is "vanilla" or "gspo" or "cispo" or "sapo" ? null : $"verl '{Kind}'";

    public override PolicyLoss Loss => Kind switch
    {
        "vanilla" => PolicyLoss.Vanilla with
        {
            ClipLow = Golden.Option("clip_ratio_low"), ClipHigh = Golden.Option("clip_ratio_high"), DualClip = Golden.Option("clip_ratio_c", 3),
        },
        "gspo" => PolicyLoss.Gspo with { ClipLow = Golden.Option("clip_ratio_low"), ClipHigh = Golden.Option("clip_ratio_high") },
        "cispo" => PolicyLoss.Cispo with
        {
            LowestRatio = 1 - Golden.Option("clip_ratio_low"), HighestRatio = 1 + Golden.Option("clip_ratio_high"),
        },
        _ => PolicyLoss.Sapo with { PositiveTemperature = Golden.Option("tau_pos"), NegativeTemperature = Golden.Option("tau_neg") },
    };

    public override PolicyInputs Inputs(ScalarType precision) => base.Inputs(precision) with
    {
        Weights = Golden.Has("rollout_is_weights") ? Golden["rollout_is_weights"].to_type(precision) : null,
    };

    public override Tensor Total(PolicyInputs inputs, PolicyLossResult result, ScalarType precision) =>
        AggregationTests.Named(Golden.Text("loss_agg_mode"), "verl").Of(result.Loss, inputs.ResponseMask);

    public override void CheckMetrics(PolicyLossResult result, ScalarType precision)
    {
        PolicyMetrics metrics = Metrics(result);
        Near(Golden.Scalar("ppo_kl"), metrics.ApproximateKl, precision, "approximate KL");

        // The last bit decides in float32 whether a ratio of 1 counts as clipped to 1.
        if (precision == ScalarType.Float32) return;
        Near(Golden.Scalar("pg_clipfrac"), metrics.ClipFraction, precision, "clip fraction");
        Near(Golden.Scalar("pg_clipfrac_lower"), metrics.DualClipFraction, precision, "dual clip fraction");
    }
}

internal sealed class ArealPolicyCase(GoldenCase golden) : PolicyCase(golden)
{
    public override PolicyLoss Loss
    {
        get
        {
            ImportanceRatio ratio = new(
                Golden.Word("importance_sampling_level", "token") == "sequence" ? RatioLevel.Sequence : RatioLevel.Token);
            if (Golden.Implementation.Contains("sapo"))
            {
                return new SapoPolicyLoss
                {
                    Ratio = ratio, PositiveTemperature = Golden.Option("tau_pos"), NegativeTemperature = Golden.Option("tau_neg"),
                };
            }

            return new DecoupledPolicyLoss
            {
                BehaviourWeightCap = Golden.Optional("behav_imp_weight_cap"),
                Inner = new ClippedPolicyLoss
                {
                    Ratio = ratio,
                    ClipLow = Golden.Option("eps_clip"),
                    ClipHigh = Golden.Option("eps_clip_higher", Golden.Option("eps_clip")),
                    DualClip = Golden.Optional("c_clip"),
                },
            };
        }
    }

    public override PolicyInputs Inputs(ScalarType precision) => base.Inputs(precision) with
    {
        Old = Golden.Input(Set, Golden.Word("old_logprobs", "old")).to_type(precision),
        Proximal = Golden.Input(Set, "prox").to_type(precision),
    };

    public override Tensor Total(PolicyInputs inputs, PolicyLossResult result, ScalarType precision) =>
        new Aggregation(AggregationMode.TokenMean, AggregationConvention.Trl).Of(result.Loss, inputs.ResponseMask);

    public override void CheckMetrics(PolicyLossResult result, ScalarType precision)
    {
        if (precision == ScalarType.Float32 || !Golden.Has("clip_mask")) return;
        PolicyMetrics metrics = Metrics(result);
        Tensor mask = Mask.ne(0);
        Near(Golden.Scalar("clip_ratio"), metrics.ClipFraction, precision, "clip fraction");
        Near(Golden.Scalar("dual_clip_ratio"), metrics.DualClipFraction, precision, "dual clip fraction");
        Assert.True((result.Clipped & mask).Same(Golden["clip_mask"].ne(0)), $"{Golden.Name}: clipped tokens");
        Assert.True((result.DualClipped & mask).Same(Golden["dual_clip_mask"].ne(0)), $"{Golden.Name}: dual clipped tokens");
        Near(Golden["behave_imp_weight"], result.BehaviourWeight!, precision, "behaviour weight");
        Assert.True(result.BehaviourWeight!.ne(0).Same(Golden["behave_mask"].ne(0)), $"{Golden.Name}: kept tokens");
    }
}

internal sealed class TrlPolicyCase(GoldenCase golden) : PolicyCase(golden)
{
    private string Kind => Golden.Word("loss_type", "");

    public override string? NotOffered => Kind is "luspo" or "vespo" ? $"TRL '{Kind}'" : null;

    public override PolicyLoss Loss
    {
        get
        {
            ImportanceRatio ratio = new(
                Golden.Word("importance_sampling_level", "token") == "sequence" ? RatioLevel.Sequence : RatioLevel.Token);
            return Kind switch
            {
                "cispo" => new CispoPolicyLoss { Ratio = ratio, HighestRatio = Golden.Option("epsilon_high") },
                "sapo" => new SapoPolicyLoss
                {
                    Ratio = ratio,
                    PositiveTemperature = Golden.Option("sapo_temperature_pos"),
                    NegativeTemperature = Golden.Option("sapo_temperature_neg"),
                },
                "grpo" or "bnpo" or "dr_grpo" or "dapo" => new ClippedPolicyLoss
                {
                    Ratio = ratio,
                    ClipLow = Golden.Option("epsilon_low"),
                    ClipHigh = Golden.Option("epsilon_high"),
                    DualClip = Golden.Optional("delta"),
                },
                _ => throw new InvalidDataException($"unknown loss {Kind}"),
            };
        }
    }

    public override Tensor Total(PolicyInputs inputs, PolicyLossResult result, ScalarType precision)
    {
        Tensor perToken = result.Loss;
        if (Golden.Option("beta", 0) is var beta and not 0)
        {
            Tensor kl = KullbackLeibler.UnclampedK3.PerToken(inputs.Current, Golden.Input("input_common", "lp_ref").to_type(precision));
            if (Golden.Flag("bias_kl", false)) kl = kl * result.Ratio;
            perToken = perToken + (beta * kl);
            double mean = Aggregation.RecipeTokenMean.Of(kl, inputs.ResponseMask).ToDouble();
            Near(Golden.Scalar("kl"), mean, precision, "KL");
        }

        double accumulation = Golden.Option("accum", Golden.Option("gradient_accumulation_steps", 1));
        double perGeneration = Golden.Option("spg", Golden.Option("steps_per_generation", 1));
        double items = Golden.Option("items", Golden.Option("num_items_in_batch", AggregationTotals.Of(inputs.ResponseMask).Tokens));
        AggregationTotals all = new(items * accumulation / perGeneration, 0, 0);
        AggregationMode mode = Kind switch
        {
            "grpo" or "sapo" => AggregationMode.SequenceMeanTokenMean,
            "dr_grpo" => AggregationMode.SequenceMeanTokenSumNorm,
            _ => AggregationMode.TokenMean,
        };
        Aggregation aggregation = new(mode, AggregationConvention.Trl)
        {
            ConstantLength = Kind == "dr_grpo" ? Golden.Option("max_completion_length") : null,
        };
        bool byItems = Kind is "dapo" or "cispo";
        Tensor total = aggregation.Of(perToken, inputs.ResponseMask, byItems ? all : null);
        return byItems ? total : total / accumulation;
    }

    public override void CheckMetrics(PolicyLossResult result, ScalarType precision)
    {
        // A sequence's ratio counts once in TRL, once a token here.
        if (precision == ScalarType.Float32 || Loss.Ratio.Level != RatioLevel.Token) return;
        PolicyMetrics metrics = Metrics(result);
        if (!Golden.HasScalar("clip_ratio/region_mean")) return;
        Near(Golden.Scalar("clip_ratio/region_mean"), metrics.ClipFraction, precision, "clip fraction");
        Near(Golden.Scalar("clip_ratio/low_mean"), metrics.ClipFractionLow, precision, "clip fraction from below");
        Near(Golden.Scalar("clip_ratio/high_mean"), metrics.ClipFractionHigh, precision, "clip fraction from above");
    }

    // The reference holds SAPO's temperature in single precision.
    public override void Near(double expected, double actual, ScalarType precision, string what)
    {
        if (Kind != "sapo" || precision == ScalarType.Float32) base.Near(expected, actual, precision, what);
        else Assert.Equal(expected, actual, Sapo * Math.Max(1, Math.Abs(expected)));
    }

    public override void Near(Tensor expected, Tensor actual, ScalarType precision, string what)
    {
        if (Kind != "sapo" || precision == ScalarType.Float32) base.Near(expected, actual, precision, what);
        else Tests.Golden.Near(expected, actual, Golden.Absolute, Sapo, $"{Golden.Name}: {what}");
    }

    private double Sapo => GoldenLosses.Number(Golden.File.Json["tolerance"], "rel_sapo", 0);
}
