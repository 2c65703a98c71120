using Cppo.Training;

namespace Cppo.Tests.Training;

public sealed class CurveTests
{
    private static StepMetrics[] Steps(int count, Func<int, double> reward) =>
        [.. Enumerable.Range(0, count).Select(i => new StepMetrics { Step = i, Reward = reward(i), TokensPerSecond = 100 })];

    [Fact]
    public void Smooth_curves_are_trailing_means_without_missing_values()
    {
        IReadOnlyList<CurvePoint> points = Curve.Smooth(Steps(5, i => i == 2 ? double.NaN : i), step => step.Reward, window: 2);
        Assert.Equal([new(1, 0), new(2, 0.5), new(4, 2), new(5, 3.5)], points);
    }

    [Fact]
    public void Long_curves_are_thinned_and_keep_their_end()
    {
        StepMetrics[] steps = Steps(1000, i => i);
        IReadOnlyList<CurvePoint> smooth = Curve.Smooth(steps, step => step.Reward), raw = Curve.Raw(steps, step => step.Reward);
        Assert.Equal(70, smooth.Count);
        Assert.Equal(new CurvePoint(1000, 994.5), smooth[^1]);
        Assert.Equal(70, raw.Count);
        Assert.Equal(raw.Average(point => point.Value), steps.Average(step => step.Reward), 0.5);
    }

    [Fact]
    public void Progress_counts_the_steps_of_this_session_for_the_rate()
    {
        TrainingHistory history = new("CPPO", 40) { Elapsed = TimeSpan.FromSeconds(20), ResumedAt = 20 };
        foreach (StepMetrics step in Steps(30, _ => 0)) history.Add(step);
        RunProgress progress = RunProgress.Of(history);
        Assert.Equal(2, progress.SecondsPerStep);
        Assert.Equal(TimeSpan.FromSeconds(20), progress.Left);
        Assert.Equal(0.75, progress.Share);
        Assert.Equal(100, progress.TokensPerSecond);
        Assert.Null(RunProgress.Of(new TrainingHistory("CPPO", 3)).Left);
    }
}
