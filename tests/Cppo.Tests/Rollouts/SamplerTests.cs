using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;

namespace Cppo.Tests.Rollouts;

public sealed class SamplerTests : IDisposable
{
    private readonly Policy policy = Policy.Load(ShippedModels.Starter);

    public void Dispose() => policy.Dispose();

    private IReadOnlyList<RolloutGroup> Generate(IReadOnlyList<Sample> samples, SamplingOptions options) =>
        Sampler.Generate(policy, samples, options, TestContext.Current.CancellationToken);

    [Fact]
    public void A_row_draws_the_same_tokens_alone_and_in_any_batch()
    {
        IReadOnlyList<Sample> samples = StarterPrompts.Samples(7);
        SamplingOptions options = new() { GroupSize = 6, Seed = 3, Step = 9, Temperature = 1.3 };
        IReadOnlyList<RolloutGroup> together = Generate(samples, options);
        foreach (RolloutGroup group in together)
        {
            RolloutGroup alone = Assert.Single(Generate([group.Sample], options));
            RolloutGroup smaller = Assert.Single(Generate([group.Sample], options with { GroupSize = 2 }));
            foreach ((Response expected, Response actual) in group.Responses.Zip(alone.Responses).Concat(group.Responses.Zip(smaller.Responses)))
            {
                Assert.Equal(expected.TokenIds, actual.TokenIds);
                Assert.All(expected.LogProbabilities.Zip(actual.LogProbabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            }
        }
    }

    [Fact]
    public void Seed_step_sample_and_row_give_different_draws()
    {
        IReadOnlyList<Sample> samples = [.. StarterPrompts.Samples(2).Select((sample, i) => StarterPrompts.Samples(1)[0] with { Id = (ulong)i })];
        SamplingOptions options = new() { GroupSize = 3, Temperature = 2 };
        string Joined(IEnumerable<RolloutGroup> groups) => string.Join('|', groups.SelectMany(group => group.Responses).Select(response => response.Text));
        IReadOnlyList<RolloutGroup> first = Generate(samples, options);
        Assert.Equal(6, first.SelectMany(group => group.Responses).Select(response => response.Text).Distinct().Count());
        Assert.Equal(Joined(first), Joined(Generate(samples, options)));
        Assert.NotEqual(Joined(first), Joined(Generate(samples, options with { Seed = 1 })));
        Assert.NotEqual(Joined(first), Joined(Generate(samples, options with { Step = 1 })));
    }

    [Theory]
    [InlineData(1.0, 0, 1.0)]
    [InlineData(0.6, 5, 1.0)]
    [InlineData(1.7, 0, 0.8)]
    public void Reported_log_probabilities_are_those_of_a_teacher_forced_pass(double temperature, int topK, double topP)
    {
        SamplingOptions options = new() { GroupSize = 8, Temperature = temperature, TopK = topK, TopP = topP, Seed = 4 };
        IReadOnlyList<RolloutGroup> groups = Generate(StarterPrompts.Samples(6), options);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        (int Prompt, Response Response)[] rows = [.. groups.SelectMany((group, i) => group.Responses.Select(response => (i, response)))];
        using ResponseScores scores = policy.Score(
            StarterPrompts.Encode(policy, [.. groups.Select(group => group.Sample)]),
            [.. rows.Select(row => row.Prompt)], [.. rows.Select(row => row.Response.TokenIds)], temperature);
        for (int row = 0; row < rows.Length; row++)
        {
            float[] expected = scores.LogProbabilities[row].data<float>().ToArray();
            for (int t = 0; t < rows[row].Response.Length; t++) Assert.Equal(expected[t], rows[row].Response.LogProbabilities[t], 1e-4);
        }
    }

    [Fact]
    public void Responses_end_with_an_end_token_or_at_the_limit_and_say_so()
    {
        IReadOnlyList<RolloutGroup> groups = Generate(StarterPrompts.Samples(8), new() { GroupSize = 8, MaxNewTokens = 14, Temperature = 1.2 });
        Response[] responses = [.. groups.SelectMany(group => group.Responses)];
        Assert.All(responses, response =>
        {
            bool ended = policy.Generation.EndTokens.Contains(response.TokenIds[^1]);
            Assert.Equal(ended ? StopReason.EndToken : StopReason.Length, response.Stop);
            if (!ended) Assert.Equal(14, response.Length);
            Assert.DoesNotContain(response.TokenIds.SkipLast(1), id => policy.Generation.EndTokens.Contains(id));
            Assert.Equal(response.Length, response.LogProbabilities.Count);
        });
        Assert.Contains(responses, response => response.Stop == StopReason.EndToken);
        Assert.Contains(responses, response => response.Stop == StopReason.Length);
    }

    [Fact]
    public void At_a_huge_temperature_every_token_appears_but_the_unsayable_ones()
    {
        IReadOnlyList<RolloutGroup> groups = Generate(StarterPrompts.Samples(8), new() { GroupSize = 64, MaxNewTokens = 40, Temperature = 1e6 });
        HashSet<int> seen = [.. groups.SelectMany(group => group.Responses).SelectMany(response => response.TokenIds)];
        Assert.Equal(
            Enumerable.Range(0, policy.Model.Configuration.Text.VocabularySize).Except(policy.Generation.UnsayableTokens),
            seen.Order());
    }

    [Fact]
    public void Top_1_and_a_tiny_nucleus_are_greedy()
    {
        IReadOnlyList<Sample> samples = StarterPrompts.Samples(5);
        SamplingOptions options = new() { GroupSize = 2, Temperature = 1.5 };
        int[][] Tokens(SamplingOptions other) => [.. Generate(samples, other).SelectMany(group => group.Responses).Select(response => response.TokenIds.ToArray())];
        int[][] greedy = Tokens(options with { Greedy = true });
        Assert.Equal(greedy, Tokens(options with { TopK = 1 }));
        Assert.Equal(greedy, Tokens(options with { TopP = 1e-9 }));
    }

    [Fact]
    public void Responses_longer_than_the_first_cache_are_the_same_as_those_scored_at_once()
    {
        IReadOnlyList<Sample> samples = StarterPrompts.Samples(3);
        IReadOnlyList<RolloutGroup> groups = Generate(samples, new() { GroupSize = 3, MaxNewTokens = 150, Temperature = 30 });
        Assert.Contains(groups.SelectMany(group => group.Responses), response => response.Length > 70);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Response[] rows = [.. groups.SelectMany(group => group.Responses)];
        using ResponseScores scores = policy.Score(
            StarterPrompts.Encode(policy, samples), [.. rows.Select((_, i) => i / 3)], [.. rows.Select(row => row.TokenIds)], 30);
        for (int row = 0; row < rows.Length; row++)
        {
            float[] expected = scores.LogProbabilities[row].data<float>().ToArray();
            for (int t = 0; t < rows[row].Length; t++) Assert.Equal(expected[t], rows[row].LogProbabilities[t], 1e-4);
        }
    }

    [Fact]
    public void A_cancelled_run_ends_between_tokens()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Sampler.Generate(policy, StarterPrompts.Samples(1), new(), source.Token));
    }

    [Fact]
    public void Generating_leaves_no_tensor_behind()
    {
        IReadOnlyList<Sample> samples = StarterPrompts.Samples(5);
        long live = 0;
        for (int round = 0; round < 3; round++)
        {
            Generate(samples, new() { GroupSize = 4, TopK = 20, TopP = 0.9, MaxNewTokens = 70, Temperature = 3 });
            long now = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            if (round > 0) Assert.Equal(live, now);
            live = now;
        }
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        SamplingOptions[] wrong =
        [
            new() { GroupSize = 0 }, new() { Temperature = 0 }, new() { Temperature = double.NaN }, new() { TopK = -1 },
            new() { TopP = 0 }, new() { TopP = 1.5 }, new() { MaxNewTokens = 0 },
        ];
        Assert.All(wrong, options => Assert.Throws<CppoException>(() => Generate(StarterPrompts.Samples(1), options)));
        Assert.Throws<CppoException>(() => Generate([], new()));
    }
}
