using Cppo.Rollouts;

namespace Cppo.Training.Collection;

/// <summary>
/// Gives every step its batch: drawn now, or some steps ago where the method works on stale rollouts, and with further rounds where it
/// drops groups without signal.
/// </summary>
internal sealed class RolloutCollector(TrainingStep step, PhaseClock clock)
{
    /// <summary>Batches that are drawn and not learned from yet; kept with the run's state.</summary>
    public PendingRollouts Pending { get; } = new();

    /// <summary>Steps of the run: nothing is drawn for later ones.</summary>
    public int Steps { get; set; } = int.MaxValue;

    /// <summary>The batch of the current step. Asking once more after a cancellation gives the same.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two tokens; batches that were finished before are kept.</exception>
    public DrawnBatch Collect(PromptSource prompts, CancellationToken cancellation)
    {
        if (step.Method.Staleness == 0) return Draw(step.Number, prompts, cancellation);
        Pending.DropBefore(step.Number);
        int last = (int)Math.Min((long)step.Number + step.Method.Staleness, Steps - 1L);
        for (int number = step.Number; number <= last; number++)
        {
            if (!Pending.Has(number)) Pending.Add(Draw(number, prompts, cancellation));
        }

        return Pending[step.Number].Complete(step, prompts);
    }

    private DrawnBatch Draw(int number, PromptSource prompts, CancellationToken cancellation)
    {
        DrawnGroup[] Round(int round)
        {
            IReadOnlyList<Sample> samples = prompts.Draw(number, round);
            if (samples.Count == 0) return []; // the source has no more
            IReadOnlyList<RolloutGroup> groups = clock.Time("rollout", () => step.Draw(samples, number, round, cancellation));
            return [.. groups.Select(group => new DrawnGroup(round, group))];
        }

        if (step.Method.DynamicSampling is not { } dynamic) return new(number, step.Number, Round(0));
        DrawnGroup[] own = Scored(Round(0)), round = own;
        List<DrawnGroup> kept = [];
        (int rounds, int dropped) = (0, 0);
        while (round.Length > 0)
        {
            DrawnGroup[] useful = [.. round.Where(group => group.Scored!.RewardsDiffer)];
            kept.AddRange(useful.Take(own.Length - kept.Count));
            dropped += round.Length - useful.Length;
            rounds++;
            round = kept.Count < own.Length && rounds < dynamic.MaximumRounds ? Scored(Round(rounds)) : [];
        }

        return new(number, step.Number, kept.Count > 0 ? kept : own) { Rounds = rounds, Dropped = dropped };
    }

    private DrawnGroup[] Scored(DrawnGroup[] groups) => clock.Time("reward", () =>
    {
        IReadOnlyList<GroupRecord> scored = RewardStage.Score([.. groups.Select(group => group.Group)], step.Method.Reward);
        return groups.Zip(scored, (group, record) => group with { Scored = record }).ToArray();
    });
}
