using System.Text.Json.Nodes;
using Cppo.Rewards;

namespace Cppo.Tests.Rewards;

[Trait("Category", "Golden")]
public sealed class RewardGoldenTests
{
    [Fact]
    public void Rewards_are_those_of_the_papers_recipes()
    {
        WeightedReward published = WeightedReward.Paper(new ReferenceGrader { MissingBoxIsNone = true });
        foreach (JsonNode line in GoldenLines.Read("reward.jsonl"))
        {
            Reward reward = published.Score(line.Text("response"), line.Text("target"));
            Assert.Equal(
                (line.Text("id"), line["format"]!.GetValue<double>(), line["accuracy"]!.GetValue<double>()),
                (line.Text("id"), reward["format"], reward["accuracy"]));
            Assert.Equal(line["overall"]!.GetValue<double>(), reward.Total, 1e-12);
            Assert.Equal(line["async_scaled"]!.GetValue<double>(), (reward.Total - 0.5) * 10, 1e-12);
        }
    }

    [Fact]
    public void Only_a_missing_box_is_judged_otherwise_by_default()
    {
        WeightedReward ours = WeightedReward.Paper(new ReferenceGrader()), published = WeightedReward.Paper(new ReferenceGrader { MissingBoxIsNone = true });
        foreach (JsonNode line in GoldenLines.Read("reward.jsonl"))
        {
            double mine = ours.Score(line.Text("response"), line.Text("target"))["accuracy"];
            double theirs = published.Score(line.Text("response"), line.Text("target"))["accuracy"];
            bool boxed = BoxedAnswer.Last(line.Text("response")) is not null;
            Assert.True(mine == (boxed ? theirs : 0), line.Text("id"));
        }
    }

    [Fact]
    public void The_variant_that_cleans_tags_first_is_EasyR1s()
    {
        IRewardFunction reward = new CleanedTagsReward(WeightedReward.Paper(new ReferenceGrader { MissingBoxIsNone = true }));
        foreach (JsonNode line in GoldenLines.Read("reward.jsonl"))
        {
            Reward scored = reward.Score(line.Text("response"), line.Text("target"));
            JsonNode expected = line["easyr1"]!;
            Assert.Equal(
                (line.Text("id"), expected["format"]!.GetValue<double>(), expected["accuracy"]!.GetValue<double>()),
                (line.Text("id"), scored["format"], scored["accuracy"]));
            Assert.Equal(expected["overall"]!.GetValue<double>(), scored.Total, 1e-12);
        }
    }
}
