using Cppo.Models;
using Cppo.Models.Lora;
using Cppo.Models.Scoring;

namespace Cppo.Tests.Models;

public sealed class DistinctResponsesTests
{
    private static readonly int[] PromptOf = [0, 1, 0, 0, 1, 0];
    private static readonly IReadOnlyList<int>[] Responses = [[5, 6, 7], [5, 6, 7], [5, 6], [5, 6, 7], [5, 6, 7], [5, 6]];

    [Fact]
    public void Equal_tokens_after_the_same_prompt_are_run_once_unless_rows_are_kept_apart()
    {
        DistinctResponses distinct = DistinctResponses.Among(PromptOf, Responses, apart: false);
        Assert.Equal([0, 1, 2], distinct.Rows);
        Assert.Equal([0, 1, 2, 0, 1, 2], distinct.Of);
        Assert.Equal([0, 1, 2, 3, 4, 5], DistinctResponses.Among(PromptOf, Responses, apart: true).Of);
    }

    [Fact]
    public void Scores_and_gradients_are_those_of_responses_run_one_by_one()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        using var scope = NewDisposeScope();
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(2));
        Tensor weights = arange(1, 1 + (Responses.Length * 3), dtype: ScalarType.Float64).view(Responses.Length, 3);

        ResponseScores together = policy.Score(prompts, PromptOf, Responses, 0.8, alternatives: 2);
        Tensor[] gradients = Gradients(Loss(together, weights));
        Tensor[] sums = [.. policy.Parameters.Values.Select(parameter => zeros_like(parameter))];
        for (int row = 0; row < Responses.Length; row++)
        {
            ResponseScores one = policy.Score(prompts, [PromptOf[row]], [Responses[row]], 0.8, alternatives: 2);
            long length = Responses[row].Count;
            Golden.Near(one.LogProbabilities[0], together.LogProbabilities[row].narrow(0, 0, length), 1e-7, 0, $"log-probabilities of response {row}");
            Golden.Near(one.Entropies[0], together.Entropies[row].narrow(0, 0, length), 1e-7, 0, $"entropies of response {row}");
            Assert.True(one.Alternatives!.Ids[0].Equals(together.Alternatives!.Ids[row].narrow(0, 0, length)));
            Assert.Equal(length, together.Mask[row].sum().item<double>());
            foreach ((Tensor sum, Tensor gradient) in sums.Zip(Gradients(Loss(one, weights.narrow(0, row, 1).narrow(1, 0, length))))) sum.add_(gradient);
        }

        foreach ((Tensor sum, Tensor gradient, string name) in sums.Zip(gradients, policy.Parameters.Names))
            Golden.Near(sum, gradient, 1e-6 * (0.1 + sum.abs().max().to_type(ScalarType.Float64).item<double>()), 0, name);

        static Tensor Loss(ResponseScores scores, Tensor weights) => (weights * (scores.LogProbabilities + (0.3 * scores.Entropies))).sum();

        Tensor[] Gradients(Tensor loss)
        {
            loss.backward();
            Tensor[] found = [.. policy.Parameters.Values.Select(parameter => parameter.grad!.clone())];
            policy.Parameters.ClearGradients();
            return found;
        }
    }

    [Fact]
    public void An_adapter_s_dropout_treats_equal_responses_apart()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        policy.Model.AddAdapter(new LoraOptions { Dropout = 0.5 });
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(1));
        foreach (Tensor weight in policy.Model.Adapter!.Parameters.Values) using (no_grad()) weight.normal_();
        using ResponseScores scores = policy.Score(prompts, [0, 0], [[5, 6], [5, 6]], 1);
        Assert.NotEqual(scores.LogProbabilities[0][1].item<float>(), scores.LogProbabilities[1][1].item<float>());
    }
}
