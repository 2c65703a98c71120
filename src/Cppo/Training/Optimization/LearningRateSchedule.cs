using Cppo.Runtime;

namespace Cppo.Training.Optimization;

/// <summary>
/// The learning rate of each update as a share of the base rate: a record of its options with one pure function. Update numbers start
/// at 0, and a linear warm-up starts at 0 for update 0, as in verl and transformers.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>Always the base rate.</summary>
    public static ConstantSchedule Constant { get; } = new();

    /// <summary>Updates over which the rate rises linearly.</summary>
    public int WarmUp { get; init; }

    /// <summary>The share of the base rate that an update uses.</summary>
    /// <param name="update">Number of the update, from 0.</param>
    public double Share(long update)
    {
        if (update < 0 || WarmUp < 0)
        {
            throw new CppoException(
                $"Update {update} with a warm-up of {WarmUp} has no learning rate.", "Count updates from 0; give a warm-up of at least 0.");
        }

        long step = First + update;
        return step < WarmUp ? Start + ((1 - Start) * ((double)step / Math.Max(1, WarmUp))) : AfterWarmUp(step);
    }

    /// <summary>The share at the first step of the warm-up.</summary>
    private protected virtual double Start => 0;

    /// <summary>The number that update 0 gets.</summary>
    private protected virtual int First => 0;

    /// <summary>The share once the warm-up is over.</summary>
    private protected abstract double AfterWarmUp(long step);

    /// <summary>Half a cosine period from 1 at progress 0 to 0 at progress 1; beyond 1 it rises again.</summary>
    private protected static double Cosine(double progress) => 0.5 * (1 + Math.Cos(Math.PI * progress));

    /// <summary>How far a step lies between the warm-up's end and the last update, unbounded.</summary>
    private protected double Progress(long step, int total) => (double)(step - WarmUp) / Math.Max(1, total - WarmUp);
}

/// <summary>The base rate after the warm-up.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    private protected override double AfterWarmUp(long step) => 1;
}

/// <summary>A straight line from 1 after the warm-up to 0 at the last update, then 0 (transformers).</summary>
/// <param name="Total">All updates, warm-up included.</param>
public sealed record LinearSchedule(int Total) : LearningRateSchedule
{
    /// <inheritdoc/>
    private protected override double AfterWarmUp(long step) => Math.Max(0, 1 - Progress(step, Total));
}

/// <summary>
/// The base rate up to an update, then the share of the updates that are left, (total - update) / (total - from), down to a lowest share.
/// The line is drawn over the updates themselves: a warm-up covers its beginning and does not shift it.
/// </summary>
/// <param name="Total">All updates, warm-up included.</param>
public sealed record LinearDecaySchedule(int Total) : LearningRateSchedule
{
    /// <summary>The update from which the rate falls.</summary>
    public int From { get; init; }

    /// <summary>The share that is held at the end.</summary>
    public double Lowest { get; init; }

    /// <inheritdoc/>
    private protected override double AfterWarmUp(long step) =>
        Math.Max(Lowest, Math.Min(1, (double)(Total - step) / Math.Max(1, Total - From)));
}

/// <summary>A cosine from 1 after the warm-up to the lowest share at the last update. Beyond it the rate rises again, as in both libraries.</summary>
/// <param name="Total">All updates, warm-up included.</param>
public sealed record CosineSchedule(int Total) : LearningRateSchedule
{
    /// <summary>The share at the last update.</summary>
    public double Lowest { get; init; }

    /// <summary>The share at the first step of the warm-up (verl "init_lr_ratio").</summary>
    public double Initial { get; init; }

    /// <summary>Update 0 takes the rate of step 1 (verl "zero_indexed_step" false).</summary>
    public bool OneIndexed { get; init; }

    /// <inheritdoc/>
    private protected override double Start => Initial;

    /// <inheritdoc/>
    private protected override int First => OneIndexed ? 1 : 0;

    /// <inheritdoc/>
    private protected override double AfterWarmUp(long step) =>
        Math.Max(Lowest, Lowest + ((1 - Lowest) * Cosine(Progress(step, Total))));
}

/// <summary>Warm-up, stable, decay: the base rate for a share of the updates after the warm-up, then a cosine to the lowest share, which is held.</summary>
/// <param name="Total">All updates, warm-up included.</param>
public sealed record WarmUpStableDecaySchedule(int Total) : LearningRateSchedule
{
    /// <summary>The share of the updates after the warm-up that run at the base rate.</summary>
    public double Stable { get; init; } = 0.9;

    /// <summary>The share at and after the last update.</summary>
    public double Lowest { get; init; }

    /// <inheritdoc/>
    private protected override double AfterWarmUp(long step)
    {
        int remaining = Math.Max(0, Total - WarmUp);
        int stable = (int)(remaining * Stable);
        int decay = remaining - stable;
        long into = step - WarmUp - stable;
        if (into < 0) return 1;
        return into < decay ? Lowest + ((1 - Lowest) * Math.Max(0, Cosine((double)into / Math.Max(1, decay)))) : Lowest;
    }
}
