using Cppo.Models;
using Cppo.Objective.Policy;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Training;
using Cppo.Training.Optimization;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

/// <summary>Epochs and mini-batches: a batch that serves several updates.</summary>
public sealed class SeveralUpdatesTests
{
    private const int Prompts = 4;

    private static readonly Method Base = TrainingStepTests.Small with { LearningRate = 2e-4 };

    private static readonly IReadOnlyList<Sample> Samples = new ProceduralWorld(9).Samples(0, Prompts);

    [Fact]
    public void A_step_makes_one_update_a_mini_batch_and_epoch_and_the_ratio_leaves_one_after_the_first()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, Base with { Updates = new() { Epochs = 2, MiniBatchPrompts = 3 } }, seed: 3, PerceptionLabels.Of);
        StepReport report = step.Run(Samples);

        Assert.Equal([(0, 0, 3), (1, 0, 1), (2, 1, 3), (3, 1, 1)], report.Updates.Select(update => (update.Number, update.Epoch, update.Prompts)));
        Assert.Equal(4, step.Optimizer.Steps);
        Assert.InRange(Math.Abs(report.Updates[0].ApproximateKl), 0, 1e-5); // old is the current policy, but for rounding
        Assert.All(report.Updates.Skip(1), update => Assert.NotInRange(Math.Abs(update.ApproximateKl), 0, 1e-5));
        Assert.Equal(report.Updates.Average(update => update.Loss), report.Loss, 12);
        Assert.Equal(report.Updates.Average(update => update.ApproximateKl), report.ApproximateKl, 12);
        Assert.Equal(report.Updates.Average(update => update.Terms[0].Value), report.Terms[0].Value, 12);
        Assert.Contains(report.Times, time => time.Phase == "old");

        // The report has the prompts in the order of the step, each with its tokens.
        Assert.Equal(Samples.Select(sample => sample.Id), report.Groups.Select(group => group.Group.Sample.Id));
        Assert.All(report.Responses, response => Assert.Equal(response.Response.Length, response.Tokens.Count));
    }

    [Fact]
    public void One_mini_batch_and_one_epoch_are_the_plain_step()
    {
        StepReport Run(UpdateOptions updates)
        {
            using Policy policy = Policy.Load(ShippedModels.Guesser);
            using TrainingStep step = new(policy, Base with { Updates = updates }, seed: 3);
            return step.Run(Samples);
        }

        StepReport plain = Run(new()), whole = Run(new() { MiniBatchPrompts = Prompts }), rollout = Run(new() { Old = OldPolicy.Rollout });
        Assert.Equal((plain.Loss, plain.GradientNorm), (whole.Loss, whole.GradientNorm));
        Assert.Equal(plain.Loss, rollout.Loss, 1e-4);
        Assert.Equal(plain.GradientNorm, rollout.GradientNorm, 1e-3);
        Assert.Equal(0, plain.ApproximateKl);
        Assert.NotEqual(0, rollout.ApproximateKl); // the sampler's rounding
    }

    [Fact]
    public void Mini_batches_are_drawn_anew_in_every_epoch_and_are_a_function_of_seed_and_step()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        Method method = Base with { Updates = new() { Epochs = 3, MiniBatchPrompts = 2 } };
        using TrainingStep one = new(policy, method, seed: 1), other = new(policy, method, seed: 1);
        IReadOnlyList<GroupRecord> groups = one.CompareInGroup(one.Score(one.Rollout([.. Samples, .. new ProceduralWorld(9).Samples(50, 4)])));
        string[] Order(TrainingStep step, int number)
        {
            step.Number = number;
            using var batch = Cppo.Training.Updates.StepBatch.Of(step, groups, null, new PhaseClock(), default);
            Assert.Equal(Enumerable.Range(0, 12), batch.MiniBatches.Select(part => part.Update));
            return [.. batch.MiniBatches.GroupBy(part => part.Epoch).Select(epoch =>
            {
                Assert.Equal(Enumerable.Range(0, groups.Count), epoch.SelectMany(part => part.Prompts).Order());
                return string.Join(' ', epoch.SelectMany(part => part.Prompts));
            })];
        }

        Assert.Equal(3, Order(one, 5).Distinct().Count());
        Assert.Equal(Order(one, 5), Order(other, 5));
        Assert.NotEqual(Order(one, 5), Order(one, 6));
    }

    [Fact]
    public void The_learning_rate_follows_its_schedule_by_step()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, Base with { Schedule = new LinearSchedule(4) });
        double[] rates = [.. Enumerable.Range(0, 3).Select(_ => step.Run(Samples).LearningRate)];
        Assert.Equal([2e-4, 2e-4 * 0.75, 2e-4 * 0.5], rates);
    }

    [Fact]
    public void A_step_that_is_cancelled_in_its_first_update_changes_nothing_and_one_that_has_made_it_is_finished()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        byte[] start = TrainingStepTests.StateOf(policy);
        Method method = Base with { Updates = new() { Epochs = 2, MiniBatchPrompts = 2, MicroBatchResponses = 3 } };
        byte[] Run(int cancelAtLabel, bool expectCancelled)
        {
            using Policy own = policy.Clone(trainable: true);
            using CancellationTokenSource stop = new();
            int asked = 0;

            // Labels are asked for once a response of the first epoch, between forward and backward pass.
            using TrainingStep step = new(own, method, seed: 7, (_, tokens) =>
            {
                if (++asked == cancelAtLabel) stop.Cancel();
                return new bool?[tokens.Count];
            });
            if (expectCancelled) Assert.ThrowsAny<OperationCanceledException>(() => step.Run(Samples, cancellation: stop.Token));
            else Assert.Equal(4, step.Run(Samples, cancellation: stop.Token).Updates.Count);
            Assert.All(own.Model.Trainable, entry => Assert.True(entry.Value.grad is null));
            if (!expectCancelled) return TrainingStepTests.StateOf(own);

            Assert.Equal(start, TrainingStepTests.StateOf(own));
            Assert.Equal(0, step.Optimizer.Steps);
            _ = step.Run(Samples); // the same object goes on
            return TrainingStepTests.StateOf(own);
        }

        byte[] whole = Run(int.MaxValue, expectCancelled: false);
        Assert.Equal(whole, Run(1, expectCancelled: true));
        Assert.Equal(whole, Run((2 * method.Sampling.GroupSize) + 1, expectCancelled: false));
    }

    [Fact]
    public void A_step_that_broke_off_between_its_updates_is_not_gone_on_with()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        int asked = 0;
        using TrainingStep step = new(policy, Base with { Updates = new() { MiniBatchPrompts = 2 } }, labels: (_, tokens) =>
            ++asked > 2 * Base.Sampling.GroupSize ? throw new InvalidOperationException("out of memory") : new bool?[tokens.Count]);
        Assert.Throws<InvalidOperationException>(() => step.Run(Samples));
        Assert.Contains("half a step", Assert.Throws<CppoException>(() => step.Run(Samples)).Message);
    }

    [Fact]
    public void A_policy_of_half_precision_moves_by_its_master_weights_and_is_taken_up_with_them()
    {
        Method method = TrainingStepTests.Small with { LearningRate = 1e-6, Updates = new() { MicroBatchResponses = 6 } };
        (byte[] Weights, double Moved) Train(string? folder, params int[] untils)
        {
            (byte[], double) end = default;
            foreach (int until in untils)
            {
                using Policy policy = Policy.Load(ShippedModels.Guesser, type: ScalarType.BFloat16);
                using CancellationTokenSource stop = new();
                using Trainer trainer = new(policy, method, _ => Samples, new() { Steps = 3, Folder = folder });
                byte[] start = TrainingStepTests.StateOf(policy);
                try
                {
                    trainer.Run(history => { if (history.Steps.Count == until && until < 3) stop.Cancel(); }, cancellation: stop.Token);
                }
                catch (OperationCanceledException)
                {
                }

                Assert.All(trainer.History.Steps, each => Assert.Null(each.Skipped));
                byte[] weights = TrainingStepTests.StateOf(policy);
                end = (weights, weights.Zip(start).Count(pair => pair.First != pair.Second) / (double)weights.Length);
            }

            return end;
        }

        using TemporaryFolder folder = new();
        (byte[] whole, double moved) = Train(null, 3);
        Assert.InRange(moved, 1e-6, 0.2); // most of these weights are too coarse to show it yet
        Assert.Equal(whole, Train(folder.Path, 1, 3).Weights);
    }

    [Fact]
    public void A_step_of_several_updates_leaves_no_tensor_behind_and_its_stages_are_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, Base with { Updates = new() { Epochs = 2, MiniBatchPrompts = 2 } }, seed: 4);
        _ = step.Run(Samples);
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        StepReport report = step.Run(Samples);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Contains("Call Run", Assert.Throws<CppoException>(() => step.Forward(report.Groups)).Advice);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 0, -1)]
    public void Sizes_that_make_no_update_are_refused(int epochs, int prompts, int responses) => Assert.Throws<CppoException>(
        (Base with { Updates = new() { Epochs = epochs, MiniBatchPrompts = prompts, MicroBatchResponses = responses } }).Validate);

    [Fact]
    public void Options_of_the_old_policy_that_cannot_act_are_refused()
    {
        UpdateOptions rollout = new() { Old = OldPolicy.Rollout };
        Assert.Throws<CppoException>((Base with { Updates = rollout, Objective = new() { PolicyCoefficient = 0 } }).Validate);
        Assert.Throws<CppoException>((Base with { Updates = rollout, Objective = new() { Policy = PolicyLoss.Decoupled } }).Validate);
    }
}
