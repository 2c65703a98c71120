using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

/// <summary>The same trainer, interrupted at known places and told to go on, as a notebook does it.</summary>
public sealed class InterruptedRunTests
{
    private const int Steps = 2;

    [Theory]
    [InlineData("prompts")]
    [InlineData("reward")]
    [InlineData("labels")]
    [InlineData("evaluation")]
    [InlineData("live update")]
    public void A_run_that_is_interrupted_wherever_that_place_is_reached_equals_an_uninterrupted_one_bit_for_bit(string place)
    {
        (byte[] whole, TrainingHistory undisturbed, _) = Train("");
        (byte[] pieces, TrainingHistory history, int interrupts) = Train(place);
        Assert.True(interrupts > 1, "the run was not interrupted");
        Assert.Equal(whole, pieces);
        Assert.Equal(undisturbed.Steps.Select(step => (step.Step, step.Loss, step.Reward)), history.Steps.Select(step => (step.Step, step.Loss, step.Reward)));
        Assert.Equal(undisturbed.Evaluations, history.Evaluations);
    }

    // Interrupts at the first, the second, the fourth... time that the place is reached, until the run comes through.
    private static (byte[] State, TrainingHistory History, int Interrupts) Train(string place)
    {
        (int reached, int next, int interrupts) = (0, 1, 0);
        CancellationTokenSource stop = new();
        void Reach(string where)
        {
            if (where != place || ++reached < next) return;
            (reached, next) = (0, next * 2);
            interrupts++;
            stop.Cancel();
        }

        using Policy policy = Policy.Load(ShippedModels.Guesser);
        Method method = TrainingStepTests.Small with { Reward = new Watched(TrainingStepTests.Small.Reward, () => Reach("reward")) };
        ProceduralWorld world = new(9);
        IReadOnlyList<Sample> heldOut = new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, 4);
        using Trainer trainer = new(
            policy,
            method,
            step =>
            {
                Reach("prompts");
                return world.Samples((ulong)step * 2, 2);
            },
            new TrainerOptions { Steps = Steps, Seed = 21, EvaluateEvery = 1 },
            (sample, tokens) =>
            {
                Reach("labels");
                return PerceptionLabels.Of(sample, tokens);
            });
        while (!trainer.History.IsComplete || trainer.History.Evaluations.Count < Steps + 1)
        {
            try
            {
                trainer.Run(_ => Reach("live update"), Evaluate, stop.Token);
            }
            catch (OperationCanceledException)
            {
                stop.Dispose();
                stop = new();
            }
        }

        stop.Dispose();
        return (TrainingStepTests.StateOf(policy), trainer.History, interrupts);

        AccuracyPoint Evaluate(Policy now)
        {
            Reach("evaluation");
            return Evaluator.Run(now, heldOut, cancellation: stop.Token).AtStep(0);
        }
    }

    private sealed class Watched(IRewardFunction inner, Action reached) : IRewardFunction
    {
        public Reward Score(string response, string target)
        {
            reached();
            return inner.Score(response, target);
        }
    }
}
