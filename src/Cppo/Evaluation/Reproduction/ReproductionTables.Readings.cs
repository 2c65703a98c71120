using Cppo.Evaluation.Comparisons;
using Cppo.Objective.Detectors;

namespace Cppo.Evaluation.Reproduction;

/// <content>The tables as what views and figures take.</content>
public sealed partial record ReproductionTables
{
    /// <summary>The detectors' studies of a stage, one a removing view.</summary>
    /// <param name="stage">"reading" or "starter".</param>
    public IReadOnlyList<DetectorStudy> Studies(string stage) =>
    [
        .. Detectors.Where(row => row.Stage == stage).GroupBy(row => row.Removing).Select(same => new DetectorStudy(
            same.Key,
            same.First().Responses,
            [.. same.Select(row => new DetectorScore(row.Detector, new DetectorQuality(row.Tokens, row.BaseRate, row.Precision, row.Recall, row.Auc))
            {
                Curve = [.. DetectorCurves.Where(point => (point.Stage, point.Removing, point.Detector) == (stage, row.Removing, row.Detector))
                    .Select(point => new DetectorPoint(point.Share, point.Precision, point.Recall))],
            })])),
    ];

    /// <summary>Every method against GRPO in one test.</summary>
    /// <param name="start">"starter" or "guesser".</param>
    /// <param name="test">The test's name.</param>
    public IReadOnlyList<MethodDifference> Against(string start, string test) =>
        [.. Differences.Where(row => row.Start == start && row.Test == test && row.Seeds > 0).Select(row => row.ToDifference())];

    /// <summary>A number of the runs as a curve: mean over seeds with its interval.</summary>
    /// <param name="start">"starter" or "guesser".</param>
    /// <param name="method">The arm's label.</param>
    /// <param name="value">The number.</param>
    /// <param name="inSeconds">Whether the axis is processor seconds of the steps, the seeds' mean, instead of steps.</param>
    public IReadOnlyList<SeedPoint> Curve(string start, string method, Func<StretchRow, double> value, bool inSeconds = false) =>
    [
        .. Stretches.Where(row => row.Start == start && row.Method == method && double.IsFinite(value(row))).GroupBy(row => row.Step).OrderBy(same => same.Key)
            .Select(same => new SeedPoint(inSeconds ? same.Average(row => row.CpuSeconds) : same.Key, SeedMean.Of(same.Select(value)))),
    ];

    /// <summary>Held-out greedy accuracy during the runs as a curve.</summary>
    /// <param name="start">"starter" or "guesser"; a stage of the warm start.</param>
    /// <param name="method">The arm's label; "warm start".</param>
    /// <param name="inSeconds">As for <see cref="Curve"/>.</param>
    public IReadOnlyList<SeedPoint> HeldOut(string start, string method, bool inSeconds = false) =>
    [
        .. Monitor.Where(row => row.Start == start && row.Method == method).GroupBy(row => row.Step).OrderBy(same => same.Key)
            .Select(same => new SeedPoint(inSeconds ? same.Average(row => row.CpuSeconds) : same.Key, SeedMean.Of(same.Select(row => row.Accuracy)))),
    ];
}
