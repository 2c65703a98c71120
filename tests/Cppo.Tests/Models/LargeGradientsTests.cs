using Cppo.Models;
using Cppo.Runtime;

namespace Cppo.Tests.Models;

public sealed class LargeGradientsTests
{
    private static readonly int[][] Responses = [[10, 11, 12, 13, 14], [20, 21], [10, 10, 12]];
    private static readonly int[] PromptOf = [1, 0, 1];

    [Theory]
    [InlineData(1 << 24)]
    [InlineData(1000)]
    public void Added_up_in_one_place_they_are_the_gradients_of_a_plain_backward_pass(long logitsAtOnce)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        policy.Model.LogitsAtOnce = logitsAtOnce;
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(2));
        using var scope = NewDisposeScope();
        Tensor[] expected = Gradients(loss => loss.backward());

        policy.Model.LargeGradients.Least = 0;
        Compare(Gradients(policy.Model.Backward), "collected");
        Compare(Gradients(loss => loss.backward()), "a backward pass of the caller's own");
        Compare(Returned(), "returned, not collected");

        Tensor[] Gradients(Action<Tensor> backward)
        {
            // Two backward passes: the second adds to what is there.
            for (int pass = 0; pass < 2; pass++)
            {
                using ResponseScores scores = policy.Score(prompts, PromptOf, Responses, 0.7);
                backward(Loss(scores));
            }

            Tensor[] gradients = [.. policy.Parameters.Values.Select(parameter => parameter.grad!.clone())];
            policy.Parameters.ClearGradients();
            return gradients;
        }

        Tensor[] Returned()
        {
            using ResponseScores scores = policy.Score(prompts, PromptOf, Responses, 0.7);
            return [.. autograd.grad([Loss(scores)], [.. policy.Parameters.Values]).Select(gradient => 2 * gradient)];
        }

        Tensor Loss(ResponseScores scores) => (scores.LogProbabilities + (0.3 * scores.Entropies)).sum();

        void Compare(Tensor[] actual, string what)
        {
            foreach ((Tensor one, Tensor other, string name) in expected.Zip(actual, policy.Parameters.Names)) Golden.Near(one, other, 1e-6, 1e-6, $"{what}: {name}");
        }
    }

    [Fact]
    public void A_frozen_embedding_gets_none_and_nothing_stays_behind()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        policy.Model.LargeGradients.Least = 0;
        policy.Parameters.Freeze("embed_tokens");
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(2));
        long live = 0;
        for (int round = 0; round < 4; round++)
        {
            if (round == 2) policy.Parameters.Unfreeze("embed_tokens");
            using (var scope = NewDisposeScope())
            {
                using ResponseScores scores = policy.Score(prompts, PromptOf, Responses, 1);
                policy.Model.Backward((scores.LogProbabilities + scores.Entropies).sum());
                using (Tensor? gradient = policy.Parameters["model.embed_tokens.weight"].grad) Assert.Equal(round >= 2, gradient is not null);
            }

            policy.Parameters.ClearGradients();
            long now = TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
            if (round is 1 or 3) Assert.Equal(live, now);
            live = now;
        }
    }
}
