using Cppo.Evaluation.Comparisons;

namespace Cppo.Evaluation.Reproduction;

/// <summary>A method against GRPO, paired by seed, in points of accuracy as shares. NaN where there is no interval or nothing to pool.</summary>
/// <param name="Start">"starter" or "guesser".</param>
/// <param name="Basis">"steps" or "time": what both had as much of.</param>
/// <param name="Test">The test's name.</param>
/// <param name="Method">The arm's label.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Seeds">Pairs.</param>
/// <param name="Mean">Mean difference.</param>
/// <param name="Low">Lower end of the 95 % interval over seeds.</param>
/// <param name="High">Upper end.</param>
/// <param name="Samples">Samples that all answered; 0 where nothing was pooled.</param>
/// <param name="FirstShare">The baseline's share of right answers on them, all seeds together.</param>
/// <param name="SecondShare">The method's.</param>
/// <param name="PooledLow">Lower end of the 95 % interval of their difference, over samples.</param>
/// <param name="PooledHigh">Upper end.</param>
/// <param name="Verdict">"better", "worse" or "not distinguishable", with the reason.</param>
/// <param name="Sentence">What may be said.</param>
public sealed record DifferenceRow(
    string Start, string Basis, string Test, string Method, string Baseline, int Seeds, double Mean, double Low, double High, int Samples, double FirstShare,
    double SecondShare, double PooledLow, double PooledHigh, string Verdict, string Sentence)
{
    /// <summary>The row of a difference.</summary>
    internal static DifferenceRow Of(string start, string basis, MethodDifference one) => new(
        start, basis, one.Test, one.Method, one.Baseline, one.OverSeeds.Seeds, one.OverSeeds.Mean, one.OverSeeds.Interval?.Low ?? double.NaN,
        one.OverSeeds.Interval?.High ?? double.NaN, one.Pooled?.Samples ?? 0, one.Pooled?.FirstShare ?? double.NaN, one.Pooled?.SecondShare ?? double.NaN,
        one.Pooled?.Interval.Low ?? double.NaN, one.Pooled?.Interval.High ?? double.NaN, one.VerdictInWords, one.Sentence);

    /// <summary>The difference of a row.</summary>
    public MethodDifference ToDifference() => new(
        Test, Method, Baseline, new(Mean, double.IsNaN(Low) ? null : new ConfidenceInterval(Low, High), Seeds),
        Samples == 0 ? null : new(Baseline, Method, Samples, FirstShare, SecondShare, new(PooledLow, PooledHigh)));
}
