using Cppo.Models;
using Cppo.Models.Lora;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models.Lora;
using Cppo.Tests.Training;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Models;

public sealed class RecomputationTests
{
    private static readonly int[] PromptOf = [2, 0, 0, 2, 3, 0];
    private static readonly int[] Lengths = [5, 1, 9, 12, 3, 12];

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.BFloat16, false)]
    public void Values_and_gradients_are_equal_bit_for_bit(ScalarType type, bool adapted)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: type);
        if (adapted) LoraTests.Disturb(policy.Model.AddAdapter(new() { Targets = ["*"], Dropout = 0.3 }));
        (byte[][] values, byte[][] gradients) = Run(policy, recompute: false);
        (byte[][] again, byte[][] recomputed) = Run(policy, recompute: true);
        Assert.Equal(values, again);
        Assert.Equal(gradients.Length, recomputed.Length);
        for (int i = 0; i < gradients.Length; i++)
            Assert.True(gradients[i].AsSpan().SequenceEqual(recomputed[i]), policy.Model.Trainable.ElementAt(i).Key);
        Assert.Contains(gradients, gradient => gradient.Any(value => value != 0));
    }

    [Fact]
    public void Frozen_parts_get_no_gradient_and_the_others_the_same()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        policy.Parameters.Freeze(ModelParts.VisionTower, "layers.0", "layers.1.mlp");
        Assert.Equal(Run(policy, recompute: false).Gradients, Run(policy, recompute: true).Gradients);
        Assert.All(policy.Parameters.Values.Where(parameter => !parameter.requires_grad), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Training_steps_are_equal_bit_for_bit_and_leave_nothing_behind()
    {
        IReadOnlyList<Sample> prompts = new ProceduralWorld(3).Samples(0, 4);
        (byte[] State, long Left) Train(bool recompute)
        {
            using Policy policy = Policy.Load(ShippedModels.Starter);
            policy.Model.RecomputeActivations = recompute;
            using TrainingStep step = new(policy, TrainingStepTests.Small, seed: 6);
            step.Run(prompts, measureTerms: true);
            long before = Live();
            step.Run(prompts);
            long left = Live() - before;
            return (TrainingStepTests.StateOf(policy), left);
        }

        (byte[] kept, _) = Train(recompute: false);
        (byte[] recomputed, long left) = Train(recompute: true);
        Assert.Equal(kept, recomputed);
        Assert.Equal(0, left);
    }

    private static long Live() => TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    private static (byte[][] Values, byte[][] Gradients) Run(Policy policy, bool recompute)
    {
        CounterRandom random = new(5, "responses");
        int[][] responses = [.. Lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.Integer(0, 200)).ToArray())];
        IReadOnlyList<EncodedPrompt> prompts = StarterPrompts.Encode(policy, StarterPrompts.Samples(4));
        using var scope = NewDisposeScope();
        policy.Model.RecomputeActivations = recompute;
        policy.Model.Adapter?.BeginStep(3);
        // Two passes in one graph, as a training step has, so that gradients add up in the same order.
        using ResponseScores one = policy.Score(prompts, PromptOf, responses, 0.7), other = policy.Score([prompts[0], prompts[1]], [0, 1], responses[..2], 1.0);
        Tensor weights = linspace(-1, 1, one.LogProbabilities.numel(), one.LogProbabilities.dtype).view(one.LogProbabilities.shape);
        (((one.LogProbabilities + (0.3 * one.Entropies)) * weights).sum() + other.LogProbabilities.sum()).backward();
        byte[][] gradients = [.. policy.Model.Trainable.Select(entry => entry.Value.grad?.bytes.ToArray() ?? [])];
        foreach (var (_, parameter) in policy.Model.Trainable) parameter.grad = null;
        return ([one.LogProbabilities.detach().bytes.ToArray(), one.Entropies.detach().bytes.ToArray()], gradients);
    }
}
