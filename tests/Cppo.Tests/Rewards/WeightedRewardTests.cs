using Cppo.Rewards;
using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Tests.Rewards;

public sealed class WeightedRewardTests
{
    [Theory]
    [InlineData("<think>5+6=11</think>\\boxed{11}", 1.0)]
    [InlineData("<think>5+6=12</think>\\boxed{12}", 0.1)]
    [InlineData("\\boxed{11}", 0.9)]
    [InlineData("eleven", 0.0)]
    public void The_papers_reward_is_nine_parts_accuracy_and_one_part_format(string response, double total) =>
        Assert.Equal(total, WeightedReward.Paper(new ExactGrader()).Score(response, "11").Total, 1e-12);

    [Fact]
    public void Parts_compose_with_a_function_of_the_users_and_are_kept()
    {
        WeightedReward function = new(
            new ExactGrader(), RewardTerm.Accuracy(1), new("long", -0.5, graded => graded.Response.Length > 20 ? 1 : 0));
        Reward reward = function.Score("<think>5+6=11</think>\\boxed{11}", "11");
        Assert.Equal(0.5, reward.Total, 1e-12);
        Assert.Equal((1.0, 1.0), (reward["accuracy"], reward["long"]));
        Assert.Equal(("11", "11", true), (reward.Grade.Extracted, reward.Grade.Target, reward.Grade.Correct));
    }

    [Fact]
    public void A_reward_without_terms_or_with_equal_names_is_refused()
    {
        Assert.Throws<CppoException>(() => new WeightedReward(new ExactGrader()));
        Assert.Throws<CppoException>(() => new WeightedReward(new ExactGrader(), RewardTerm.Accuracy(1), RewardTerm.Accuracy(2)));
        Assert.Throws<CppoException>(() => new WeightedReward(new ExactGrader(), RewardTerm.Accuracy(double.NaN)));
    }

    [Theory]
    [InlineData(96, 0)]
    [InlineData(97, -0.03125)]
    [InlineData(112, -0.5)]
    [InlineData(128, -1)]
    [InlineData(500, -1)]
    public void Overlong_responses_are_punished_softly_as_in_DAPO(int tokens, double expected)
    {
        WeightedReward function = new(new ExactGrader(), RewardTerm.Accuracy(1), RewardTerm.OverlongPenalty(128, 32));
        Reward reward = function.Score(Sampled("\\boxed{11}", tokens), Question);
        Assert.Equal(expected, reward["length"], 1e-12);
        Assert.Equal(1 + expected, reward.Total, 1e-12);
    }

    [Fact]
    public void A_penalty_that_grows_over_no_tokens_is_refused()
    {
        Assert.Throws<CppoException>(() => RewardTerm.OverlongPenalty(128, 0));
        Assert.Throws<CppoException>(() => RewardTerm.OverlongPenalty(128, 129));
    }

    [Fact]
    public void A_function_of_the_users_sees_the_response_and_the_sample_also_behind_the_tag_clean_up()
    {
        RewardTerm term = RewardTerm.Custom("kind", (response, sample) => sample.Kind == "count" ? response.Length : 0, 0.1);
        Reward reward = new CleanedTagsReward(new WeightedReward(new ExactGrader(), RewardTerm.Accuracy(1), term)).Score(Sampled("\\boxed{1 / 2}", 7), Question with { Answer = "1/2" });
        Assert.Equal((1.0, 7.0), (reward["accuracy"], reward["kind"]));
        Assert.Equal(1.7, reward.Total, 1e-12);
    }

    [Fact]
    public void A_function_that_throws_or_gives_no_number_makes_the_reward_not_computable_and_says_why()
    {
        WeightedReward function = new(
            new ExactGrader(),
            RewardTerm.Accuracy(1),
            RewardTerm.Custom("throws", (response, _) => response.Text[10_000]),
            RewardTerm.Custom("gives NaN", (_, _) => double.NaN));
        Reward reward = function.Score(Sampled("\\boxed{11}", 3), Question);
        Assert.False(reward.IsComputable);
        Assert.True(double.IsNaN(reward.Total));
        Assert.Equal(1, reward["accuracy"]);
        Assert.StartsWith("throws: it threw IndexOutOfRangeException", reward.Problem, StringComparison.Ordinal);
        Assert.EndsWith("gives NaN: it gave NaN", reward.Problem, StringComparison.Ordinal);
    }

    public static TheoryData<AdvantageEstimator> Conventions =>
        [AdvantageEstimator.Grpo, AdvantageEstimator.DrGrpo, AdvantageEstimator.LeaveOneOut, AdvantageEstimator.Trl, AdvantageEstimator.Areal];

    [Theory]
    [MemberData(nameof(Conventions), DisableDiscoveryEnumeration = true)]
    public void A_reward_that_is_not_computable_takes_no_part_in_its_group(AdvantageEstimator convention)
    {
        WeightedReward function = new(
            new ExactGrader(), RewardTerm.Accuracy(1), RewardTerm.Custom("fails", (response, _) => response.Text.Length == 0 ? double.NaN : 0));
        RolloutGroup Group(params string[] texts) => new(Question, [1], [.. texts.Select(text => Sampled(text, 3))]);
        double[] Advantages(params RolloutGroup[] groups) =>
            [.. RewardStage.CompareInGroup(RewardStage.Score(groups, function), convention).SelectMany(group => group.Responses).Select(response => response.Advantage)];

        double[] without = Advantages(Group("\\boxed{11}", "\\boxed{12}", "\\boxed{13}"), Group("\\boxed{1}", "\\boxed{11}"));
        double[] with = Advantages(Group("\\boxed{11}", "", "\\boxed{12}", "\\boxed{13}"), Group("", ""), Group("\\boxed{11}", ""), Group("\\boxed{1}", "\\boxed{11}"));
        Assert.Equal([without[0], 0, without[1], without[2], 0, 0, 0, 0, without[3], without[4]], with);
    }

    private static Sample Question { get; } = new(3, [], "How many?", "11") { Kind = "count" };

    private static Response Sampled(string text, int tokens) => new([.. Enumerable.Repeat(1, tokens)], [], text, StopReason.EndToken);
}
