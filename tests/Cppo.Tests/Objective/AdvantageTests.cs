using System.Text.Json.Nodes;
using Cppo.Objective;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class AdvantageTests
{
    private const double Unscorable = -999;

    public static TheoryData<string> Cases => GoldenLosses.Names("advantages");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Advantages_are_those_of_the_reference(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        using DisposeScope scope = NewDisposeScope();
        Tensor wanted = golden["advantages"];
        GroupAdvantages ours = golden.Has("rewards_per_func") ? OfParts(golden) : OfRewards(golden);
        Tensor values = tensor(ours.Values);
        Tensor perToken = wanted.dim() == 1 ? values : values.unsqueeze(-1) * golden["response_mask"];
        if (golden.Has("lp_ref"))
        {
            KlReward reward = new(golden.Option("kl_ctl"));
            perToken = reward.Advantages(values, golden["lp_old"], golden["lp_ref"], golden["response_mask"]);
        }

        Golden.Near(wanted, perToken, golden.Absolute, 0, golden.Name);

        // TRL flags responses whose deviation is zero; scaled by batch it means the batch's.
        if (golden.Has("is_std_zero") && golden.Word("scale_rewards", "") != "batch")
        {
            int[] groups = Groups(golden, (int)values.shape[0]);
            Assert.Equal(
                golden["is_std_zero"].data<byte>().ToArray().Select(flag => flag != 0),
                groups.Select(group => ours.ZeroSignalGroups.Contains(group)));
        }
    }

    [Fact]
    public void Equal_rewards_give_exactly_zero_and_are_reported_as_silent()
    {
        double[] rewards = [0.1, 0.1, 0.1, 0.3, 0.9, 0.3];
        int[] groups = [7, 7, 7, 2, 2, 2];
        int[] lengths = [3, 1, 4, 1, 5, 9];
        foreach (AdvantageEstimator estimator in new AdvantageEstimator[]
        {
            AdvantageEstimator.Grpo, AdvantageEstimator.DrGrpo, AdvantageEstimator.LeaveOneOut, AdvantageEstimator.Trl,
            AdvantageEstimator.Areal with { Advantages = null },
        })
        {
            GroupAdvantages advantages = estimator.Estimate(rewards, groups, lengths);
            Assert.Equal([0, 0, 0], advantages.Values[..3]);
            Assert.Equal([7], advantages.ZeroSignalGroups);
            Assert.True(advantages.Values[4] > 0);
        }
    }

    [Fact]
    public void A_group_that_could_not_be_scored_gets_nothing_under_TRL_and_is_an_error_elsewhere()
    {
        double[] rewards = [double.NaN, double.NaN, 1, 0];
        int[] groups = [0, 0, 1, 1];
        GroupAdvantages advantages = AdvantageEstimator.Trl.Estimate(rewards, groups);
        Assert.Equal([0, 0], advantages.Values[..2]);
        Assert.Equal([0], advantages.ZeroSignalGroups);
        CppoException error = Assert.Throws<CppoException>(() => AdvantageEstimator.Grpo.Estimate(rewards, groups));
        Assert.Contains("response 0", error.Message);
    }

    [Fact]
    public void Batch_statistics_by_tokens_demand_token_counts() =>
        Assert.Throws<CppoException>(() => AdvantageEstimator.Areal.Estimate([0, 1], [0, 0]));

    private static GroupAdvantages OfRewards(GoldenCase golden)
    {
        double[] rewards = [.. golden["rewards"].data<double>().Select(reward => reward == Unscorable ? double.NaN : reward)];
        int[]? counts = golden.Has("response_mask")
            ? [.. golden["response_mask"].sum(-1).data<double>().Select(count => (int)count)]
            : null;
        return Estimator(golden).Estimate(rewards, Groups(golden, rewards.Length), counts);
    }

    private static GroupAdvantages OfParts(GoldenCase golden)
    {
        Tensor parts = golden["rewards_per_func"]; // [N, parts]
        double[] weights = [.. golden.Options!["reward_weights"]!.AsArray().Select(GoldenLosses.Value)];
        int[] groups = Groups(golden, (int)parts.shape[0]);
        TrlAdvantageEstimator estimator = (TrlAdvantageEstimator)Estimator(golden);
        return golden.Word("multi_objective_aggregation", "") switch
        {
            "sum_then_normalize" => estimator.Estimate([.. (parts * tensor(weights)).sum(-1).data<double>()], groups),
            "normalize_then_sum" => estimator.EstimateParts(
                [.. weights.Select((_, part) => parts[TensorIndex.Colon, part].data<double>().ToArray())], weights, groups),
            string other => throw new InvalidDataException($"unknown aggregation of rewards {other}"),
        };
    }

    private static int[] Groups(GoldenCase golden, int responses)
    {
        if (golden.Has("group")) return [.. golden["group"].data<long>().Select(group => (int)group)];
        int size = (int)golden.Option("num_generations", golden.Option("group_size"));
        return [.. Enumerable.Range(0, responses).Select(index => index / size)];
    }

    private static AdvantageEstimator Estimator(GoldenCase golden)
    {
        string[] words = golden.Implementation.Split(' ');
        return words[0] switch
        {
            "verl" => words[2] switch
            {
                "compute_grpo_outcome_advantage" or "compute_grpo_vectorized_outcome_advantage" => new GroupAdvantageEstimator
                {
                    DivideByDeviation = golden.Flag("norm_adv_by_std_in_grpo", true), Epsilon = golden.Option("epsilon", 1e-6),
                },
                "compute_rloo_outcome_advantage" => AdvantageEstimator.LeaveOneOut,
                "compute_reinforce_plus_plus_baseline_outcome_advantage" => new WhitenedBaselineAdvantageEstimator(),
                string other => throw new InvalidDataException($"unknown estimator {other}"),
            },
            "trl" => new TrlAdvantageEstimator
            {
                Epsilon = golden.Option("eps"), Scaling = Enum.Parse<RewardScaling>(golden.Word("scale_rewards", ""), ignoreCase: true),
            },
            "AReaL" => new ArealAdvantageEstimator
            {
                Bias = golden.Option("bias"),
                Scale = golden.Option("scale"),
                Clip = golden.Option("clip"),
                Rewards = Normalization(golden.Options!["reward_norm"]),
                Advantages = Normalization(golden.Options["adv_norm"]),
            },
            string other => throw new InvalidDataException($"unknown library {other}"),
        };
    }

    private static ArealNormalization? Normalization(JsonNode? node) => node is null ? null : new(Level(node["mean_level"]), Level(node["std_level"]))
    {
        LeaveOneOut = node["mean_leave1out"]!.GetValue<bool>(), Epsilon = GoldenLosses.Value(node["eps"]),
    };

    private static StatisticLevel Level(JsonNode? name) =>
        name is null ? StatisticLevel.None : Enum.Parse<StatisticLevel>(name.GetValue<string>(), ignoreCase: true);
}
