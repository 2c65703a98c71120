using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;
using Cppo.Runtime;

namespace Cppo.Tests.Models;

public sealed class ScoringTests
{
    private const double Temperature = 0.7;

    // Prompts of several lengths, responses in any order, one prompt without a response, lengths from 1.
    private static readonly int[] PromptOf = [2, 0, 0, 2, 3, 0];
    private static readonly int[] Lengths = [5, 1, 9, 12, 3, 12];

    private static IReadOnlyList<IReadOnlyList<int>> Responses(Policy policy)
    {
        CounterRandom random = new(5, "responses");
        return [.. Lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.Integer(0, policy.Tokenizer.Count - 20)).ToArray())];
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.Float64, 1e-9)]
    public void Scores_and_gradients_are_those_of_the_plain_forward_pass(ScalarType type, double tolerance)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: type);
        using var scope = NewDisposeScope();
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(4));
        IReadOnlyList<IReadOnlyList<int>> responses = Responses(policy);
        Tensor weights = linspace(-1, 1, Lengths.Length * Lengths.Max(), type).view(Lengths.Length, -1);

        using ResponseScores scores = policy.Score(prompts, PromptOf, responses, Temperature);
        ((scores.LogProbabilities + (0.3 * scores.Entropies)) * weights).sum().backward();
        Dictionary<string, Tensor> gradients = policy.Parameters.ToDictionary(entry => entry.Key, entry => entry.Value.grad!.clone());
        policy.Parameters.ClearGradients();

        (Tensor logProbabilities, Tensor entropies, Tensor mask) = Plain(policy, prompts, responses);
        Golden.Near(mask, scores.Mask, 0, 0, "mask");
        Golden.Near(logProbabilities, scores.LogProbabilities, tolerance, tolerance, "log-probabilities");
        Golden.Near(entropies, scores.Entropies, tolerance, tolerance, "entropies");
        ((logProbabilities + (0.3 * entropies)) * weights).sum().backward();
        foreach ((string name, Tensor gradient) in gradients)
        {
            Tensor expected = policy.Parameters[name].grad!;
            // 1e-5 in double precision too: the norms are float32 there.
            Golden.Near(expected, gradient, 1e-5 * (0.1 + expected.abs().max().to_type(ScalarType.Float64).item<double>()), 1e-5, name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(41)]
    public void Chunks_of_any_size_give_the_same_values_and_gradients(int rows)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(4));
        IReadOnlyList<IReadOnlyList<int>> responses = Responses(policy);
        foreach ((double ofTaken, double ofEntropy) in new[] { (1.0, 0.0), (0.0, 1.0), (0.7, -0.4) })
        {
            using var scope = NewDisposeScope();
            Tensor weights = linspace(-1, 2, Lengths.Length * Lengths.Max(), ScalarType.Float64).view(Lengths.Length, -1);
            (ResponseScores whole, Tensor[] expected) = Run(1 << 24);
            (ResponseScores chunked, Tensor[] actual) = Run(rows * policy.Model.Configuration.Text.VocabularySize);
            Golden.Near(whole.LogProbabilities, chunked.LogProbabilities, 1e-12, 1e-12, "log-probabilities");
            Golden.Near(whole.Entropies, chunked.Entropies, 1e-12, 1e-12, "entropies");
            Golden.Near(whole.Alternatives!.Probabilities, chunked.Alternatives!.Probabilities, 1e-6, 1e-6, "alternatives");
            foreach ((Tensor one, Tensor other) in expected.Zip(actual)) Golden.Near(one, other, 1e-6, 1e-6, "gradient");

            (ResponseScores, Tensor[]) Run(long logitsAtOnce)
            {
                policy.Model.LogitsAtOnce = logitsAtOnce;
                ResponseScores scores = policy.Score(prompts, PromptOf, responses, Temperature, alternatives: 2);
                // A term that is left out has no gradient at all, which is another case than a gradient of zero.
                List<Tensor> terms = [];
                if (ofTaken != 0) terms.Add((scores.LogProbabilities * weights).sum() * ofTaken);
                if (ofEntropy != 0) terms.Add((scores.Entropies * weights).sum() * ofEntropy);
                stack(terms).sum().backward();
                Tensor[] gradients = [.. policy.Parameters.Values.Select(parameter => parameter.grad!.clone())];
                policy.Parameters.ClearGradients();
                return (scores, gradients);
            }
        }
    }

    [Fact]
    public void Alternatives_are_the_likeliest_tokens_in_order_and_hold_no_gradient()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using var scope = NewDisposeScope();
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(4));
        IReadOnlyList<IReadOnlyList<int>> responses = Responses(policy);
        using ResponseScores scores = policy.Score(prompts, PromptOf, responses, Temperature, alternatives: policy.Model.Configuration.Text.VocabularySize);
        TokenAlternatives alternatives = scores.Alternatives!;
        Assert.False(alternatives.Probabilities.requires_grad);
        Golden.Near(scores.Mask, alternatives.Probabilities.sum(-1), 1e-5, 0, "probabilities add up to 1");
        Tensor p = alternatives.Probabilities;
        Golden.Near(scores.Entropies, special.entr(p).sum(-1), 1e-4, 1e-4, "entropy of the alternatives");
        Assert.True((p.diff(1, -1) <= 0).all().item<bool>());
        Assert.Equal(Lengths.Max() * Lengths.Length, alternatives.Ids.shape[0] * alternatives.Ids.shape[1]);
    }

    [Fact]
    public void Without_gradients_the_scores_are_the_same_and_nothing_is_kept()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(4));
        IReadOnlyList<IReadOnlyList<int>> responses = Responses(policy);
        using ResponseScores with = policy.Score(prompts, PromptOf, responses, Temperature);
        using var frozen = no_grad();
        using ResponseScores without = policy.Score(prompts, PromptOf, responses, Temperature);
        Assert.False(without.LogProbabilities.requires_grad);
        Assert.True(with.LogProbabilities.requires_grad);
        Golden.Near(with.LogProbabilities, without.LogProbabilities, 1e-6, 1e-6, "log-probabilities");
    }

    [Theory]
    [InlineData(1 << 24)]
    [InlineData(1000)]
    public void Scoring_and_a_backward_pass_leave_no_tensor_behind(long logitsAtOnce)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        policy.Model.LogitsAtOnce = logitsAtOnce;
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(4));
        IReadOnlyList<IReadOnlyList<int>> responses = Responses(policy);
        long live = 0;
        for (int round = 0; round < 3; round++)
        {
            using (var scope = NewDisposeScope())
            using (ResponseScores scores = policy.Score(prompts, PromptOf, responses, 1, alternatives: 3))
            {
                (scores.LogProbabilities + scores.Entropies).sum().backward();
            }

            policy.Parameters.ClearGradients();
            long now = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            if (round > 0) Assert.Equal(live, now);
            live = now;
        }
    }

    [Fact]
    public void Lists_that_do_not_fit_are_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(1));
        Assert.Contains("2", Refusal([0], [[1], [2]]));
        Assert.Contains("prompt 1", Refusal([1], [[1]]));
        Assert.Contains("99999", Refusal([0], [[99999]]));
        Assert.Contains("no response", Refusal([0], [[]]));
        Assert.Contains("no response", Refusal([], []));

        string Refusal(int[] promptOf, int[][] responses) =>
            Assert.Throws<ModelException>(() => policy.Score(prompts, promptOf, responses, 1)).Message;
    }

    // Every response with its own copy of the prompt, one teacher-forced pass.
    private static (Tensor LogProbabilities, Tensor Entropies, Tensor Mask) Plain(
        Policy policy, IReadOnlyList<EncodedPrompt> prompts, IReadOnlyList<IReadOnlyList<int>> responses)
    {
        QwenModel model = policy.Model;
        EncodedPrompt[] rows =
        [
            .. responses.Select((response, i) => new EncodedPrompt(
                [.. prompts[PromptOf[i]].Ids, .. response], prompts[PromptOf[i]].Pictures, "", model.Configuration)),
        ];
        int longest = Lengths.Max(), before = rows.Select((row, i) => row.Length - responses[i].Count).Max();
        int[] offsets = [.. rows.Select((row, i) => before - (row.Length - responses[i].Count))];
        using TokenBatch batch = new(rows, offsets, before + longest, model.Configuration, model.Type, CPU);
        using CausalAttention attention = new(batch.Mask, model.Type);
        Tensor logits = model.Logits(model.Forward(batch, attention)).narrow(1, before - 1, longest);
        Tensor mask = batch.Mask.narrow(1, before, longest).to_type(model.Type);
        TokenDistribution next = TokenDistribution.Of(logits, batch.Ids.narrow(1, before, longest), Temperature);
        return (next.LogProbabilities * mask, next.Entropies * mask, mask);
    }
}
