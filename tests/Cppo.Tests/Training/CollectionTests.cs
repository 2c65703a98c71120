using Cppo.Models;
using Cppo.Objective.Policy;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

/// <summary>Batches that are drawn ahead, and batches whose silent groups are replaced.</summary>
public sealed class CollectionTests
{
    private const int Steps = 5, Prompts = 3;

    private static readonly Method Stale = TrainingStepTests.Small with
    {
        Staleness = 2, Objective = TrainingStepTests.Small.Objective with { Policy = PolicyLoss.Decoupled },
    };

    private static readonly Method Dynamic = TrainingStepTests.Small with { DynamicSampling = new() { MaximumRounds = 4 } };

    // Rounds of a step never share a sample.
    private static readonly PromptSource Source = new((step, round) => new ProceduralWorld(9).Samples((ulong)((step * 10) + round) * Prompts, Prompts));

    [Fact]
    public void A_stale_batch_was_drawn_by_the_policy_of_that_time()
    {
        // The responses of step 3 are drawn at the beginning of step 1, by what step 0 left behind.
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, Stale, seed: 5);
        List<StepReport> reports = [step.Run(Source)];
        IReadOnlyList<RolloutGroup> expected = Sampler.Generate(policy, Source.Draw(3), Stale.Sampling with { Seed = 5, Step = 3 });
        for (int i = 1; i <= 3; i++) reports.Add(step.Run(Source));

        Assert.Equal([0, 1, 2, 2], reports.Select(report => report.Staleness));
        Assert.Equal(
            expected.SelectMany(group => group.Responses).SelectMany(response => response.LogProbabilities),
            reports[3].Responses.SelectMany(response => response.Response.LogProbabilities));
        Assert.Equal(expected.SelectMany(group => group.Responses).Select(response => response.Text), reports[3].Responses.Select(response => response.Response.Text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stale_run_in_pieces_equals_an_uninterrupted_one_bit_for_bit(bool dynamic)
    {
        Method method = Stale with { DynamicSampling = dynamic ? Dynamic.DynamicSampling : null };
        using TemporaryFolder whole = new(), pieces = new();
        byte[] expected = Train(method, whole.Path, Steps);
        foreach (int until in new[] { 1, 2, 4 }) _ = Train(method, pieces.Path, until);
        Assert.Equal(expected, Train(method, pieces.Path, Steps));
        Assert.Equal(expected, Train(method, null, Steps));
    }

    [Fact]
    public void Nothing_is_drawn_for_steps_after_the_last()
    {
        List<int> asked = [];
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using Trainer trainer = new(policy, Stale, step =>
        {
            asked.Add(step);
            return Source.Draw(step);
        }, new() { Steps = 2 });
        trainer.Run();
        Assert.Equal(1, asked.Max());
    }

    [Fact]
    public void Stale_rollouts_need_a_loss_that_knows_them_and_a_prompt_source()
    {
        CppoException ignores = Assert.Throws<CppoException>((TrainingStepTests.Small with { Staleness = 1 }).Validate);
        Assert.Contains("Decoupled", ignores.Advice);
        (TrainingStepTests.Small with { Staleness = 1, Updates = new() { Old = OldPolicy.Rollout } }).Validate();
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, Stale);
        Assert.Contains("PromptSource", Assert.Throws<CppoException>(() => step.Run(Source.Draw(0))).Advice);
    }

    [Fact]
    public void Groups_without_signal_are_replaced_by_further_prompts_until_the_batch_is_full()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep plain = new(policy, TrainingStepTests.Small with { LearningRate = 1e-12 }, seed: 6), step = new(policy, Dynamic with { LearningRate = 1e-12 }, seed: 6);
        int silent = 0, replaced = 0;
        for (int i = 0; i < 3; i++)
        {
            StepReport before = plain.Run(Source), after = step.Run(Source);
            int useful = before.Groups.Count(group => group.HasSignal);
            silent += before.Groups.Count - useful;
            replaced += after.Rounds - 1;
            Assert.All(after.Groups, group => Assert.True(group.HasSignal));
            Assert.True(after.Groups.Count == Prompts || after.Rounds == 4);
            Assert.Equal(useful < Prompts, after.Rounds > 1);
            Assert.Equal(before.Groups.Where(group => group.HasSignal).Select(group => group.Group.Sample.Id), after.Groups.Take(useful).Select(group => group.Group.Sample.Id));
            Assert.True(after.DroppedGroups >= Prompts - useful);
        }

        Assert.True(silent > 0 && replaced > 0, "the prompts of this test are all useful");
    }

    [Fact]
    public void Where_no_group_has_signal_the_cap_ends_the_search_and_the_first_round_is_kept()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, Dynamic with { Reward = new WeightedReward(new ExactGrader(), new RewardTerm("accuracy", 1, _ => 1)) });
        StepReport report = step.Run(Source);
        Assert.Equal((4, 4 * Prompts), (report.Rounds, report.DroppedGroups));
        StepReport exhausted = step.Run(new PromptSource((number, round) => round > 1 ? [] : Source.Draw(number, round)));
        Assert.Equal((2, 2 * Prompts), (exhausted.Rounds, exhausted.DroppedGroups));
        Assert.Equal(Source.Draw(0).Select(sample => sample.Id), report.Groups.Select(group => group.Group.Sample.Id));
    }

    [Fact]
    public void Dynamic_sampling_without_further_prompts_or_rounds_is_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        Assert.Contains("PromptSource", Assert.Throws<CppoException>(() => new Trainer(policy, Dynamic, step => Source.Draw(step))).Advice);
        Assert.Throws<CppoException>((Dynamic with { DynamicSampling = new() { MaximumRounds = 1 } }).Validate);
    }

    // Trains up to a step of a run of 5; the run is given up there as if it were killed.
    private static byte[] Train(Method method, string? folder, int until)
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using CancellationTokenSource stop = new();
        using Trainer trainer = new(policy, method, Source, new() { Steps = Steps, Seed = 2, Folder = folder });
        try
        {
            trainer.Run(history => { if (history.Steps.Count == until && until < Steps) stop.Cancel(); }, cancellation: stop.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Equal(until, trainer.History.Steps.Count);
        }

        return TrainingStepTests.StateOf(policy);
    }
}
