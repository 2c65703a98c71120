using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;

namespace Cppo.Tests.Rollouts;

public sealed class GenerationTests : IDisposable
{
    private static readonly SamplingOptions Options = new() { GroupSize = 6, Temperature = 1.4, Seed = 7, MaxNewTokens = 30 };

    private readonly Policy policy = Policy.Load(ShippedModels.Starter);

    public void Dispose() => policy.Dispose();

    private Response[] Responses(SamplingOptions options, Action<SampledToken>? onToken = null) =>
    [
        .. Sampler.Generate(policy, StarterPrompts.Samples(5), options, onToken ?? (_ => { }), TestContext.Current.CancellationToken)
            .SelectMany(group => group.Responses),
    ];

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.7, 1.5)]
    public void Entropies_and_log_probabilities_are_those_of_a_teacher_forced_pass_whatever_the_penalty(double temperature, double penalty)
    {
        Response[] rows = Responses(Options with { Temperature = temperature, RepetitionPenalty = penalty, TopP = 0.95 });
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using ResponseScores scores = policy.Score(
            StarterPrompts.Encode(policy, StarterPrompts.Samples(5)),
            [.. rows.Select((_, i) => i / Options.GroupSize)], [.. rows.Select(row => row.TokenIds)], temperature);
        for (int row = 0; row < rows.Length; row++)
        {
            float[] entropies = scores.Entropies[row].data<float>().ToArray(), taken = scores.LogProbabilities[row].data<float>().ToArray();
            Assert.Equal(rows[row].Length, rows[row].Entropies.Count);
            for (int t = 0; t < rows[row].Length; t++)
            {
                Assert.Equal(entropies[t], rows[row].Entropies[t], 1e-4);
                Assert.Equal(taken[t], rows[row].LogProbabilities[t], 1e-4);
            }
        }
    }

    [Fact]
    public void A_stop_string_ends_its_row_at_the_token_that_completes_it_and_leaves_the_others_alone()
    {
        Response[] free = Responses(Options);
        string text = free.Where(response => response.Text.Length > 12).MaxBy(response => response.Length)!.Text;
        string stop = text.Substring(5, 4); // crosses token borders wherever they are
        Response[] stopped = Responses(Options with { StopStrings = ["never appears", stop] });
        Assert.Contains(stopped, response => response.Stop == StopReason.StopString);
        foreach ((Response before, Response after) in free.Zip(stopped))
        {
            Assert.Equal(before.TokenIds.Take(after.Length), after.TokenIds);
            Assert.Equal(before.Text.Contains(stop), after.Stop == StopReason.StopString);
            if (after.Stop != StopReason.StopString) Assert.Equal(before.TokenIds, after.TokenIds);
            else Assert.DoesNotContain(stop, policy.Tokenizer.Decode(after.TokenIds.SkipLast(1), skipSpecial: true));
            Assert.Equal(after.Text.Contains(stop), after.Stop == StopReason.StopString);
        }
    }

    [Fact]
    public void Stop_tokens_and_the_names_of_special_tokens_end_rows()
    {
        Response[] free = Responses(Options);
        int common = free.SelectMany(response => response.TokenIds.Take(6)).GroupBy(id => id).MaxBy(group => group.Count())!.Key;
        Response[] stopped = Responses(Options with { StopTokens = [common] });
        foreach ((Response before, Response after) in free.Zip(stopped))
        {
            int first = before.TokenIds.ToList().IndexOf(common);
            Assert.Equal(first < 0 ? before.TokenIds : before.TokenIds.Take(first + 1), after.TokenIds);
            if (first >= 0) Assert.Equal(StopReason.EndToken, after.Stop);
        }

        int end = policy.Generation.EndTokens[0];
        StopRule rule = new(new() { StopStrings = [policy.Tokenizer.TokenText(end)] }, [], policy.Tokenizer);
        GeneratedRow row = new(0, new(0, "row"));
        row.Tokens.Add(end);
        rule.After(row, isLimit: false);
        Assert.Equal(StopReason.EndToken, row.Stop);
    }

    [Fact]
    public void Streamed_pieces_add_up_to_the_responses_in_order()
    {
        Dictionary<(int, int), List<SampledToken>> seen = [];
        IReadOnlyList<RolloutGroup> groups = Sampler.Generate(
            policy, StarterPrompts.Samples(5), Options with { Temperature = 30 }, token =>
            {
                if (!seen.TryGetValue((token.Sample, token.Row), out List<SampledToken>? tokens)) seen[(token.Sample, token.Row)] = tokens = [];
                tokens.Add(token);
            },
            TestContext.Current.CancellationToken);
        for (int sample = 0; sample < groups.Count; sample++)
        for (int row = 0; row < Options.GroupSize; row++)
        {
            Response response = groups[sample].Responses[row];
            List<SampledToken> tokens = seen[(sample, row)];
            Assert.Equal(response.TokenIds, tokens.Select(token => token.TokenId));
            Assert.Equal(response.Text, string.Concat(tokens.Select(token => token.Text)));
            Assert.Equal([.. Enumerable.Repeat(false, tokens.Count - 1), true], tokens.Select(token => token.IsLast));
        }
    }

    [Fact]
    public void A_listener_can_end_the_call_and_nothing_stays_behind()
    {
        long Live() => TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Responses(Options with { RepetitionPenalty = 1.2 });
        long before = Live();
        Assert.Throws<TimeoutException>(() => Responses(Options with { RepetitionPenalty = 1.2 }, _ => throw new TimeoutException()));
        Assert.Equal(before, Live());
        Responses(Options with { RepetitionPenalty = 1.2, StopStrings = ["a"] });
        Assert.Equal(before, Live());
    }

    [Fact]
    public void A_repetition_penalty_weakens_what_was_said_as_the_formula_says()
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(2));
        int vocabulary = policy.Model.Configuration.Text.VocabularySize;
        using RepetitionPenalty penalty = new(1.5, prompts, tensor(new long[] { 0, 0, 1 }), vocabulary);
        HashSet<int>[] said = [[.. prompts[0].Ids], [.. prompts[0].Ids], [.. prompts[1].Ids]];
        penalty.Add([7, 8, 9]);
        foreach ((HashSet<int> row, int token) in said.Zip([7, 8, 9])) row.Add(token);
        penalty.Keep(tensor(new long[] { 0, 2 }));
        Tensor logits = linspace(-3, 3, 2 * vocabulary, ScalarType.Float64).view(2, vocabulary);
        double[] plain = logits.data<double>().ToArray(), weakened = penalty.Apply(logits).data<double>().ToArray();
        foreach ((HashSet<int> row, int r) in new[] { (said[0], 0), (said[2], 1) })
        {
            for (int id = 0; id < vocabulary; id++)
            {
                double z = plain[(r * vocabulary) + id];
                Assert.Equal(!row.Contains(id) ? z : z > 0 ? z / 1.5 : z * 1.5, weakened[(r * vocabulary) + id], 1e-12);
            }
        }

        int Distinct(double value) => Responses(Options with { Greedy = true, RepetitionPenalty = value }).Sum(response => response.TokenIds.Distinct().Count() - response.Length);
        Assert.True(Distinct(3) > Distinct(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1100)]
    public void Rows_drawn_in_pieces_are_those_drawn_at_once(int numbersAtOnce)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(2));
        int vocabulary = policy.Model.Configuration.Text.VocabularySize;
        using RepetitionPenalty penalty = new(1.3, prompts, tensor(Enumerable.Range(0, 10).Select(row => (long)row / 5).ToArray()), vocabulary);
        Tensor logits = linspace(-3, 3, 10 * vocabulary).sin().mul(4).view(10, vocabulary), unsayable = tensor(new long[] { 3, 4 });
        double[] uniforms = [.. Enumerable.Range(0, 10).Select(row => row / 10.0)];
        using TokenDraw atOnce = new(Options, unsayable), inPieces = new(Options, unsayable) { LogitsAtOnce = 2 * numbersAtOnce, NumbersAtOnce = numbersAtOnce };
        DrawnTokens whole = atOnce.Draw(10, vocabulary, Logits, uniforms, penalty), pieces = inPieces.Draw(10, vocabulary, Logits, uniforms, penalty);
        Tensor Logits(int start, int count) => logits.narrow(0, start, count);
        Assert.Equal(whole.Tokens, pieces.Tokens);
        Assert.Equal(whole.LogProbabilities, pieces.LogProbabilities);
        Assert.Equal(whole.Entropies, pieces.Entropies);
    }

    [Fact]
    public void Rows_that_stopped_are_not_computed_any_more()
    {
        List<long> computed = [];
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(5));
        GeneratedRow[] rows = [.. Enumerable.Range(0, 30).Select(i => new GeneratedRow(i / 6, new(5, "row", (ulong)i), i % 6))];
        new Generation(policy.Model, Options, new StopRule(Options, policy.Generation.EndTokens), policy.Generation.UnsayableTokens)
        {
            Observer = (_, logits) => computed.Add(logits.shape[0]),
        }.Run(prompts, rows, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, computed.Count).Select(step => (long)rows.Count(row => row.Tokens.Count > step)), computed);
        Assert.True(computed[^1] < computed[0]);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        SamplingOptions[] wrong =
        [
            new() { RepetitionPenalty = 0 }, new() { RepetitionPenalty = double.NaN }, new() { StopStrings = ["a", ""] },
            new() { StopTokens = [-1] }, new() { StopTokens = [99_999] },
        ];
        Assert.All(wrong, options => Assert.NotEmpty(Assert.Throws<CppoException>(() => Responses(options)).Advice));
    }
}
