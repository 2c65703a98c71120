using Cppo.Models;
using Cppo.Runtime;
using Cppo.Tests.Training.Runs;
using Cppo.Training;

namespace Cppo.Tests.Training;

public sealed class TrainingEventsTests
{
    private static readonly TrainerOptions Options = TinyRun.Options("", steps: 4) with
    {
        Folder = null,
        EvaluateEvery = 2,
        Watchdogs = new() { Window = 1, CutOff = 1e-9, ZeroSignalGroups = 2, EntropyShare = 0, WorseFactor = 1e9 },
    };

    [Fact]
    public async Task A_run_is_told_in_order_and_is_the_run_that_it_is_without()
    {
        // Responses of two tokens are all cut off.
        Method method = TinyRun.Method with { Sampling = TinyRun.Method.Sampling with { MaxNewTokens = 2 } };
        using Policy policy = Policy.Load(ShippedModels.Guesser), other = Policy.Load(ShippedModels.Guesser);
        using Trainer told = new(policy, method, TinyRun.Prompts, Options), run = new(other, method, TinyRun.Prompts, Options);
        List<TrainingEvent> events = [];
        await foreach (TrainingEvent happened in told.FollowAsync(TinyRun.Evaluate, TestContext.Current.CancellationToken)) events.Add(happened);
        run.Run(evaluate: TinyRun.Evaluate, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(
            ["EvaluationFinished", "StepFinished", "WarningRaised", "StepFinished", "EvaluationFinished", "StepFinished", "StepFinished", "EvaluationFinished"],
            events.Select(happened => happened.GetType().Name));
        Assert.Equal([1, 2, 3, 4], events.OfType<StepFinished>().Select(step => step.Progress.Done));
        Assert.Equal(told.History.Warnings, events.OfType<WarningRaised>().Select(raised => raised.Warning));
        Assert.Equal(TrainingStepTests.StateOf(other), TrainingStepTests.StateOf(policy));
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_run_and_can_go_on()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser), other = Policy.Load(ShippedModels.Guesser);
        using Trainer trainer = new(policy, TinyRun.Method, TinyRun.Prompts, Options), whole = new(other, TinyRun.Method, TinyRun.Prompts, Options);
        await foreach (TrainingEvent happened in trainer.FollowAsync(cancellation: TestContext.Current.CancellationToken))
        {
            if (happened is StepFinished) break;
        }

        Assert.InRange(trainer.History.Steps.Count, 1, 3);
        Assert.True(trainer.Run(cancellation: TestContext.Current.CancellationToken).IsComplete);
        whole.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(TrainingStepTests.StateOf(other), TrainingStepTests.StateOf(policy));
    }

    [Fact]
    public async Task Errors_and_cancellation_come_out_where_the_stream_is_read()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using Trainer trainer = new(policy, TinyRun.Method, _ => throw new CppoException("No prompts.", "Bring some."), Options);
        CppoException error = await Assert.ThrowsAsync<CppoException>(async () =>
        {
            await foreach (TrainingEvent happened in trainer.FollowAsync(cancellation: TestContext.Current.CancellationToken)) Assert.Fail(happened.ToString());
        });
        Assert.Equal("No prompts.", error.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TrainingEvent happened in trainer.FollowAsync(cancellation: new CancellationToken(canceled: true))) Assert.Fail(happened.ToString());
        });
    }
}
