using Cppo.Models;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Tests.Worlds;

/// <summary>The given starter was trained on another implementation of the same recipe: it tells whether ours is the same world.</summary>
public sealed class StarterInTheWorldTests(ITestOutputHelper output)
{
    private const int SampleCount = 480, PublishedCount = 500; // of each kind there

    // Greedy accuracy in percent on the recipe's own pictures.
    private static readonly IReadOnlyDictionary<string, double> Published =
        new Dictionary<string, double> { ["count"] = 58.9, ["dice"] = 97.1, ["bars"] = 64.7, ["number"] = 45.7 };

    [Fact]
    public void The_given_starter_sees_our_pictures_as_well_as_those_it_was_trained_on()
    {
        using Policy policy = Policy.Load(Golden.At("starter"), trainable: false);
        IReadOnlyList<Sample> samples = new ProceduralWorld(2024, WorldSplit.HeldOut).Samples(0, SampleCount);
        SamplingOptions greedy = new() { GroupSize = 1, Greedy = true };
        WeightedReward reward = WeightedReward.Paper();
        var results = samples.Chunk(100)
            .SelectMany(batch => Sampler.Generate(policy, batch, greedy))
            .Select(group => (group.Sample, Reward: reward.Score(group.Responses[0].Text, group.Sample.Answer), group.Responses[0].Text))
            .ToList();
        foreach ((string kind, double published) in Published)
        {
            bool[] right = [.. results.Where(result => result.Sample.Kind == kind).Select(result => result.Reward.Grade.Correct)];
            double accuracy = 100.0 * right.Count(correct => correct) / right.Length;
            double deviation = Math.Sqrt(published * (100 - published) * ((1.0 / right.Length) + (1.0 / PublishedCount))); // of the difference
            output.WriteLine($"{kind}: {accuracy:F1} of {right.Length} (recipe {published}; standard deviation of the difference {deviation:F1})");
            foreach (int level in (int[])[0, 1])
            {
                var ofLevel = results.Where(result => result.Sample.Kind == kind && result.Sample.Level == level).ToList();
                output.WriteLine($"  level {level}: {100.0 * ofLevel.Count(result => result.Reward.Grade.Correct) / ofLevel.Count:F1} of {ofLevel.Count}");
            }

            Assert.InRange(accuracy, published - (3 * deviation), published + (3 * deviation));
        }

        output.WriteLine(string.Join(", ", results
            .GroupBy(result => WorldOutcome.Of(result.Sample, result.Text, result.Reward.Grade.Correct))
            .Select(outcome => $"{outcome.Key} {outcome.Count()}")));
        Assert.InRange(results.Count(result => result.Reward["format"] == 1), 0.99 * SampleCount, SampleCount);
    }
}
