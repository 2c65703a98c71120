using Cppo.Rewards;
using Cppo.Runtime;

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
}
