using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cppo.Models;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>A run as a stream of typed events, for programs that await.</summary>
public static class TrainingEvents
{
    /// <summary>
    /// Makes the remaining steps on a thread of their own, and tells what happens in order. All tensor work stays on that thread; leave the
    /// policy and the trainer alone until the stream has ended. Who stops reading stops the run: the running step is given up, and the
    /// stream's disposal returns when the thread has ended. Events do not wait for their reader.
    /// </summary>
    /// <param name="trainer">The run; what it made before is not told again.</param>
    /// <param name="evaluate">Accuracy of the policy as it is; called as <see cref="TrainerOptions.EvaluateEvery"/> says, on that thread.</param>
    /// <param name="cancellation">Ends the run between two tokens or stages.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; everything up to the last finished step is kept.</exception>
    /// <exception cref="CppoException">What the run could not do, thrown where the stream is read.</exception>
    public static async IAsyncEnumerable<TrainingEvent> FollowAsync(
        this Trainer trainer,
        Func<Policy, AccuracyPoint>? evaluate = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        Channel<TrainingEvent> channel = Channel.CreateUnbounded<TrainingEvent>(new() { SingleReader = true, SingleWriter = true });
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task training = Task.Factory.StartNew(
            () => Train(trainer, evaluate, channel.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // Without the token: what was made before a cancellation is told.
            await foreach (TrainingEvent happened in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return happened;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await training.ConfigureAwait(false);
        }
    }

    // Whatever ends the run ends the stream, with its error: nothing is thrown on this thread.
    private static void Train(
        Trainer trainer, Func<Policy, AccuracyPoint>? evaluate, ChannelWriter<TrainingEvent> events, CancellationToken cancellation)
    {
        (int steps, int evaluations, int warnings) = (trainer.History.Steps.Count, trainer.History.Evaluations.Count, trainer.History.Warnings.Count);
        try
        {
            trainer.Run(Tell, evaluate, cancellation);
            events.Complete();
        }
        catch (Exception error)
        {
            events.Complete(error);
        }

        void Tell(TrainingHistory history)
        {
            while (steps < history.Steps.Count) events.TryWrite(new StepFinished(history.Steps[steps++], RunProgress.Of(history)));
            while (warnings < history.Warnings.Count) events.TryWrite(new WarningRaised(history.Warnings[warnings++]));
            while (evaluations < history.Evaluations.Count) events.TryWrite(new EvaluationFinished(history.Evaluations[evaluations++]));
        }
    }
}
