using Cppo.Models;
using Cppo.Models.Lora;
using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Objective.Policy;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models.Lora;
using Cppo.Training;
using Cppo.Training.Updates;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

/// <summary>A mini-batch in pieces gives the gradient that it gives at once.</summary>
public sealed class MicroBatchTests
{
    private static readonly Method Base = Method.Cppo with { Sampling = new() { GroupSize = 4, MaxNewTokens = 20 } };

    public static TheoryData<string> Objectives => [.. Methods.Keys];

    private static readonly Dictionary<string, Method> Methods = new()
    {
        ["CPPO"] = Base,
        ["KL alone"] = Of(new() { PolicyCoefficient = 0, ContrastCoefficient = 0 }) with { Perception = Method.Cppo.Perception },
        ["CPL alone, no gate"] = Of(new() { PolicyCoefficient = 0, KlCoefficient = 0, ContrastCoefficient = 1 }) with { Gate = false },
        ["GSPO, sequence means"] = Of(new()
        {
            Policy = PolicyLoss.Gspo, PolicyAggregation = new(AggregationMode.SequenceMeanTokenMean),
        }),
        ["sequence sums"] = Of(new() { PolicyAggregation = new(AggregationMode.SequenceMeanTokenSum) }),
        ["constant length"] = Of(new() { PolicyAggregation = new(AggregationMode.SequenceMeanTokenSumNorm) }),
        ["decoupled"] = Of(new() { Policy = PolicyLoss.Decoupled, Contrast = ContrastivePerceptionLoss.Asynchronous }),
        ["PAPO"] = Method.Papo with { Sampling = Base.Sampling },
        ["PAPO, masked branch trained"] = Method.Papo.With("Objective.PerceptionAware.TrainMaskedBranch", "true") with { Sampling = Base.Sampling },
        ["KL of distributions as detector"] = Base.With("Perception.Detector", "divergence"),
        ["high-entropy tokens"] = Base.With("TopEntropyShare", "0.2"),
        ["PAPO, both branches trained"] = Of(new() { PerceptionAware = new() { TrainMaskedBranch = true, MaskedEntropy = 0.03, OriginalEntropy = 0.05 } }),
        ["PAPO, top tokens"] = Of(new() { PerceptionAware = new() { TopShare = 0.3 } }),
        ["high-entropy tokens"] = Base with { TopEntropyShare = 0.2 },
        ["KL of the distributions as detector"] = Base with { Perception = new() { Detector = new DivergenceDetector() } },
        ["old from the rollout"] = Base with { Updates = new() { Old = OldPolicy.Rollout } },
    };

    [Theory]
    [MemberData(nameof(Objectives))]
    public void The_gradient_is_the_same_for_any_split(string name)
    {
        Method method = Methods[name];
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        IReadOnlyList<GroupRecord> groups = Groups(policy, method);
        (double loss, double[] whole, _) = Gradient(policy, method, groups);
        Assert.Contains(whole, value => Math.Abs(value) > 1e-6);
        foreach (int responses in new[] { 1, 5, 100 })
        {
            (double sameLoss, double[] pieces, _) = Gradient(policy, In(method, responses), groups);
            Assert.Equal(loss, sameLoss, 1e-12);
            Assert.InRange(Distance(whole, pieces), 0, 1e-7); // the norms of the model are computed in float32, whatever its type
        }
    }

    [Fact]
    public void The_gradients_of_the_terms_and_their_cosines_are_the_same_for_any_split()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        IReadOnlyList<GroupRecord> groups = Groups(policy, Base);
        IReadOnlyList<LossTerm> whole = Gradient(policy, Base, groups, measureTerms: true).Terms;
        IReadOnlyList<LossTerm> pieces = Gradient(policy, In(Base, 3), groups, measureTerms: true).Terms;
        Assert.Equal(1, whole[0].PolicyCosine, 1e-12);
        Assert.InRange(Math.Abs(whole[2].PolicyCosine), 1e-9, 1);
        foreach ((LossTerm one, LossTerm other) in whole.Zip(pieces))
        {
            Assert.Equal(one.GradientNorm, other.GradientNorm, 1e-7);
            Assert.Equal(one.PolicyCosine, other.PolicyCosine, 1e-6);
        }
    }

    [Fact]
    public void The_published_conventions_depend_on_the_split_and_ours_does_not()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        IReadOnlyList<GroupRecord> groups = Groups(policy, Base);
        double ours = Gradient(policy, Base, groups).Loss;
        foreach (MicroBatchConvention published in new[] { MicroBatchConvention.PublishedSynchronous, MicroBatchConvention.PublishedAsynchronous })
        {
            Method method = Base with { Objective = Base.Objective with { MicroBatches = published } };
            Assert.Contains("MicroBatchResponses", Assert.Throws<CppoException>(method.Validate).Advice);
            Assert.Equal(ours, Gradient(policy, In(method, 100), groups).Loss, 1e-9);
            Assert.NotEqual(ours, Gradient(policy, In(method, 3), groups).Loss, 1e-7);
        }
    }

    [Fact]
    public void An_adapters_dropout_drops_the_same_in_both_runs_of_a_piece()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        IReadOnlyList<GroupRecord> groups = Groups(policy, Base);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Rank = 2, Dropout = 0.3 });
        LoraTests.Disturb(adapter);

        // The first of two pieces draws the masks that it draws alone, in one graph.
        (double alone, double[] expected) = Sums(policy, Base, [groups[0]]);
        (double first, double[] gradient) = Sums(policy, In(Base, Base.Sampling.GroupSize), groups);
        Assert.Equal(alone, first, 1e-9);
        Assert.InRange(Distance(expected, gradient), 0, 1e-7);
    }

    [Fact]
    public void A_batch_without_signal_is_an_update_with_gradient_zero_for_any_split()
    {
        Method method = Method.Grpo with
        {
            Sampling = Base.Sampling, ReferenceWeight = 0, Reward = new WeightedReward(new ExactGrader(), new RewardTerm("accuracy", 1, _ => 1)),
        };
        foreach (Method each in new[] { method, In(method, 3) })
        {
            using Policy policy = Policy.Load(ShippedModels.Starter);
            using TrainingStep step = new(policy, each);
            StepReport report = step.Run(new ProceduralWorld(3).Samples(0, 2));
            Assert.Null(report.Skipped);
            Assert.Equal((0, 1), (report.GradientNorm, step.Optimizer.Steps));
        }
    }

    [Fact]
    public void A_step_in_pieces_leaves_no_tensor_behind_and_one_that_is_cancelled_changes_nothing()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using TrainingStep step = new(policy, In(Base, 3) with { LearningRate = 1e-4 }, seed: 4);
        IReadOnlyList<Sample> prompts = new ProceduralWorld(3).Samples(0, 2);
        _ = step.Run(prompts);
        byte[] state = TrainingStepTests.StateOf(policy);
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _ = step.Run(prompts, measureTerms: true);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.NotEqual(state, TrainingStepTests.StateOf(policy));

        state = TrainingStepTests.StateOf(policy);
        using CancellationTokenSource stop = new();
        IReadOnlyList<GroupRecord> groups = Groups(policy, Base);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => step.Forward(groups, stop.Token));
        Assert.Equal(state, TrainingStepTests.StateOf(policy));
    }

    // The sum of all log-probabilities of the first group's responses, with its gradient.
    private static (double Sum, double[] Gradient) Sums(Policy policy, Method method, IReadOnlyList<GroupRecord> groups)
    {
        using TrainingStep step = new(policy, method);
        using ForwardPasses passes = step.Forward(groups);
        int rows = groups[0].Responses.Count, viewed = groups[0].Responses.Count(response => response.Advantage > 0);
        Tensor sum = passes.Original.LogProbabilities.narrow(0, 0, rows).sum()
            + passes.Preserved.LogProbabilities.narrow(0, 0, viewed).sum()
            + (2 * passes.Removed.LogProbabilities.narrow(0, 0, viewed).sum());
        passes.Runner.Backward(sum, () => { }, default);
        double[] gradient = Gradients(policy);
        step.Optimizer.ZeroGradients();
        return (sum.item<double>(), gradient);
    }

    private static Method Of(ObjectiveOptions objective) => Base with { Objective = objective };

    private static Method In(Method method, int responses) =>
        method with { Updates = method.Updates with { MicroBatchResponses = responses } };

    private static IReadOnlyList<GroupRecord> Groups(Policy policy, Method method)
    {
        IReadOnlyList<GroupRecord> groups = Inspection.Rollouts(policy, new ProceduralWorld(3).Samples(0, 3), method, seed: 8);

        // Advantages of both signs in every group, whatever the rewards are: every term has something to do.
        groups = [.. groups.Select(group => group with
        {
            Responses = [.. group.Responses.Select((response, index) => response with { Advantage = new[] { 1.2, -0.7, 0.4, -0.9 }[index] })],
        })];
        return ViewStage.Draw(groups, method, 8, 0);
    }

    private static (double Loss, double[] Gradient, IReadOnlyList<LossTerm> Terms) Gradient(
        Policy policy, Method method, IReadOnlyList<GroupRecord> groups, bool measureTerms = false)
    {
        using TrainingStep step = new(policy, method, seed: 8);
        using IDisposable away = new Away(policy); // from the reference
        using ForwardPasses passes = step.Forward(groups);
        using PerceptionSelection selection = step.SelectPerceptionTokens(passes);
        using ObjectiveValue objective = step.Evaluate(passes, selection);
        IReadOnlyList<LossTerm> terms = measureTerms
            ? TermGradients.Measure(objective, [.. policy.Model.Trainable.Select(entry => entry.Value)])
            : [];
        passes.Runner.Backward(objective.Loss, () => { }, default);
        double[] gradient = Gradients(policy);
        step.Optimizer.ZeroGradients();
        return (objective.Loss.item<double>(), gradient, terms);
    }

    private static double[] Gradients(Policy policy) =>
        [.. policy.Model.Trainable.SelectMany(entry => entry.Value.grad is { } gradient ? gradient.to_type(ScalarType.Float64).cpu().data<double>().ToArray() : [])];

    // Relative to the length of the whole gradient.
    private static double Distance(double[] whole, double[] pieces)
    {
        Assert.Equal(whole.Length, pieces.Length);
        return Math.Sqrt(whole.Zip(pieces, (a, b) => (a - b) * (a - b)).Sum() / whole.Sum(value => value * value));
    }

    private sealed class Away : IDisposable
    {
        private readonly Policy policy;

        public Away(Policy policy)
        {
            this.policy = policy;
            Scale(1.01);
        }

        public void Dispose() => Scale(1 / 1.01);

        private void Scale(double factor)
        {
            using IDisposable none = no_grad();
            foreach (var entry in policy.Model.Trainable) entry.Value.mul_(factor);
        }
    }
}
