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
            IReadOnlyList<RolloutGroup> groups = clock.Time("rollout", () => step.Draw(prompts.Draw(number, round), number, round, cancellation));
            return [.. groups.Select(group => new DrawnGroup(round, group))];
        }

        DrawnGroup[] first = Round(0);
        if (step.Method.DynamicSampling is not { } dynamic) return new(number, step.Number, first);
        List<DrawnGroup> kept = [];
        (int rounds, int dropped) = (0, 0);
        for (DrawnGroup[] round = first; ; round = Round(rounds))
        {
            DrawnGroup[] scored = Scored(round);
            DrawnGroup[] useful = [.. scored.Where(group => group.Scored!.RewardsDiffer)];
            kept.AddRange(useful.Take(first.Length - kept.Count));
            dropped += scored.Length - useful.Length;
            rounds++;
            if (rounds == 1) first = scored;
            if (kept.Count == first.Length || rounds == dynamic.MaximumRounds) break;
        }

        return new(number, step.Number, kept.Count > 0 ? kept : first) { Rounds = rounds, Dropped = dropped };
    }

    private DrawnGroup[] Scored(DrawnGroup[] groups) => clock.Time("reward", () =>
    {
        IReadOnlyList<GroupRecord> scored = RewardStage.Score([.. groups.Select(group => group.Group)], step.Method.Reward);
        return groups.Zip(scored, (group, record) => group with { Scored = record }).ToArray();
    });
}
