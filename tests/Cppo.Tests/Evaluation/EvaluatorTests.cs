using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void Greedy_accuracy_does_not_depend_on_the_batch_and_counts_every_kind()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<Sample> samples = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 24);
        EvaluationReport whole = Evaluator.Run(policy, samples, "whole"), parts = Evaluator.Run(policy, samples, "parts", batch: 7);
        Assert.Equal(whole.ByKind, parts.ByKind);
        Assert.Equal(24, whole.All.Total);
        Assert.InRange(whole.All.Accuracy, 0.3, 1);
        Assert.Equal(samples.Select(sample => sample.Kind).Distinct().Order(), whole.ByKind.Select(kind => kind.Kind).Order());
        Assert.Equal(new(7, whole.All.Correct, 24), whole.AtStep(7));
    }

    [Fact]
    public void Nothing_to_evaluate_is_said()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Assert.Throws<CppoException>(() => Evaluator.Run(policy, []));
    }
}
