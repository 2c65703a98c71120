using System.Text.Json.Nodes;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Tests.Worlds;

public sealed class PerceptionLabelsTests
{
    [Fact]
    [Trait("Category", "Golden")]
    public void Recorded_responses_get_the_recorded_labels()
    {
        foreach (JsonNode node in StarterSamples.All)
        {
            int[] expected = [.. node["perception_labels"]!.AsArray().Select(label => label!.GetValue<int>())];
            IReadOnlyList<bool?> labels = PerceptionLabels.Of(StarterSamples.Sample(node), StarterSamples.Tokens(node));
            Assert.Equal(expected, labels.Select(label => label switch { true => 1, false => 0, null => -1 }));
        }

        Assert.NotEmpty(StarterSamples.All);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Recorded_responses_get_the_recorded_verdict_and_outcome()
    {
        WeightedReward reward = WeightedReward.Paper(new ExactGrader());
        foreach (JsonNode node in StarterSamples.All)
        {
            Sample sample = StarterSamples.Sample(node);
            bool correct = reward.Score(StarterSamples.Response(node), sample.Answer).Grade.Correct;
            Assert.Equal(node["correct"]!.GetValue<bool>(), correct);
            Outcome outcome = WorldOutcome.Of(sample, StarterSamples.Response(node), correct);
            Assert.Equal(node["outcome"]!.GetValue<string>(), outcome.ToString().ToLowerInvariant());
        }
    }

    [Theory]
    [InlineData("count", "<think>| red|,| blue|:|1|</think>|\\boxed|{|1|}|<|im_end|>", "010110000000")]
    [InlineData("count", "<think>| red|,| circle|,| red", "010___")]
    [InlineData("count", "<think>| red|,| red|,| red|,| red|,| red|:|5", "010111111100")]
    [InlineData("dice", "<think>|5|+|6|=|1|1|</think>|\\boxed|{|1|1|}", "0101100000000")]
    [InlineData("dice", "<think>|5|+|6|+|1|+|2|=|1", "0101110100")]
    [InlineData("dice", "5|+|6", "___")]
    [InlineData("bars", "<think>| red|=|7|,| blue|=|4|:|3|</think>|<think>|3", "00010001000__")]
    [InlineData("number", "<think>|4|7|+|3|=|5|0|</think>", "011000000")]
    [InlineData("number", "<think>|4|+|3|=|7|}|7", "011000__")]
    [InlineData("number", "<think>|4|7|1|+|3", "011___")]
    [InlineData("unheard of", "<think>|4", "__")]
    public void Labels_follow_from_the_place_and_end_where_the_grammar_ends(string kind, string joined, string expected)
    {
        string[] tokens = [.. joined.Replace("<|im_end|>", "END", StringComparison.Ordinal).Split('|').Select(t => t == "END" ? "<|im_end|>" : t)];
        string labels = string.Concat(PerceptionLabels.Of(kind, "How many red objects are there?", tokens)
            .Select(label => label switch { true => '1', false => '0', null => '_' }));
        Assert.Equal(expected, labels);
    }

    [Fact]
    public void Reference_responses_hold_the_published_share_of_perception_tokens()
    {
        // Tokens as the world's own tokenizer cuts them.
        System.Text.RegularExpressions.Regex cut = new(@"</?think>|\\boxed| ?[a-z]+|[0-9]|[^ ]|$");
        var counts = new ProceduralWorld(5).Samples(0, 4000).Select(sample =>
        {
            string[] tokens = [.. cut.Matches(sample.Reference!).Select(match => match.Value is "" ? "<|im_end|>" : match.Value)];
            IReadOnlyList<bool?> labels = PerceptionLabels.Of(sample, tokens);
            Assert.DoesNotContain(null, labels);
            return (sample.Kind, Perception: labels.Count(label => label == true), All: labels.Count);
        }).ToLookup(count => count.Kind);
        foreach ((string kind, double perception, double all) in ((string, double, double)[])
            [("count", 5.9, 15.1), ("dice", 3.5, 13.7), ("bars", 2.0, 16.0), ("number", 2.0, 13.9)])
        {
            Assert.Equal(perception, counts[kind].Average(count => count.Perception), 0.15);
            Assert.Equal(all, counts[kind].Average(count => count.All), 0.15);
        }
    }

    [Fact]
    public void Wrong_answers_are_told_apart()
    {
        Sample sample = new(0, [], "What is the sum of the dice?", "11") { Kind = "dice", Reference = "<think>5+6=11</think>\\boxed{11}" };
        Assert.Equal(Outcome.Ok, WorldOutcome.Of(sample, "anything", correct: true));
        Assert.Equal(Outcome.Form, WorldOutcome.Of(sample, "5+6=11", correct: false));
        Assert.Equal(Outcome.Reasoning, WorldOutcome.Of(sample, "<think>5+6=12</think>\\boxed{12}", correct: false));
        Assert.Equal(Outcome.Perception, WorldOutcome.Of(sample, "<think>5+5=10</think>\\boxed{10}", correct: false));
        Assert.Equal(Outcome.Perception, WorldOutcome.Of(sample, "<think>5</think>\\boxed{10}", correct: false));
    }
}
