using Cppo.Training;

namespace Cppo.Evaluation.Comparisons;

/// <summary>
/// Methods at equal time, from runs of equal steps: every run is looked at where its steps have taken as many processor seconds as the shorter
/// one of the pair took in all. Processor seconds come from the runs' own records (<see cref="StepMetrics.CpuSeconds"/>), so that other work
/// on the machine does not decide; unlike a budget of time (<see cref="ComparisonBudget.Time"/>) it needs no runs of its own.
/// </summary>
public static class EqualTime
{
    /// <summary>The test on responses drawn in training.</summary>
    public const string Drawn = "drawn in training";

    /// <summary>The test on the held-out samples that are asked during a run.</summary>
    public const string HeldOut = "held out, greedy";

    private const int Window = 10;

    /// <summary>Every further method against the first one, in both tests, over the seeds of which both runs have made all steps.</summary>
    public static IReadOnlyList<MethodDifference> Differences(MethodComparison comparison) =>
    [
        .. from test in new[] { Drawn, HeldOut }
           from method in comparison.Design.Methods.Skip(1)
           select Difference(comparison, test, method),
    ];

    /// <summary>Processor seconds of a run's steps.</summary>
    public static double Seconds(TrainingHistory history) => history.Steps.Sum(step => step.CpuSeconds);

    /// <summary>A run's accuracy when its steps have taken some processor seconds; NaN where it is not known.</summary>
    /// <param name="history">The run.</param>
    /// <param name="test"><see cref="Drawn"/> (mean of ten steps) or <see cref="HeldOut"/> (between two measurements by a straight line).</param>
    /// <param name="seconds">Processor seconds.</param>
    public static double Accuracy(TrainingHistory history, string test, double seconds)
    {
        double[] taken = [0, .. Cumulated(history)]; // after 0, 1, 2 ... steps
        if (test == Drawn)
        {
            int made = taken.Count(each => each <= seconds * (1 + 1e-9)) - 1;
            return made < 1 ? double.NaN : Curve.Last([.. history.Steps.Take(made)], step => step.Accuracy, Window);
        }

        (double At, double Value)[] points = [.. history.Evaluations.Where(point => point.Step < taken.Length).Select(point => (taken[point.Step], point.Accuracy))];
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].At < seconds * (1 - 1e-9) || points[i].At <= points[i - 1].At) continue;
            double way = Math.Clamp((seconds - points[i - 1].At) / (points[i].At - points[i - 1].At), 0, 1);
            return points[i - 1].Value + (way * (points[i].Value - points[i - 1].Value));
        }

        return double.NaN;
    }

    /// <summary>Processor seconds after each step.</summary>
    public static IReadOnlyList<double> Cumulated(TrainingHistory history)
    {
        double sum = 0;
        return [.. history.Steps.Select(step => sum += step.CpuSeconds)];
    }

    private static MethodDifference Difference(MethodComparison comparison, string test, string method)
    {
        List<double> differences = [];
        foreach (ulong seed in comparison.Design.Seeds)
        {
            if (Trained(comparison, comparison.Design.Methods[0], seed) is not { } first || Trained(comparison, method, seed) is not { } second) continue;
            double seconds = Math.Min(Seconds(first), Seconds(second));
            differences.Add(Accuracy(second, test, seconds) - Accuracy(first, test, seconds));
        }

        return new($"{test}, equal time", method, comparison.Design.Methods[0], SeedMean.Of(differences), null);
    }

    private static TrainingHistory? Trained(MethodComparison comparison, string method, ulong seed) => comparison.Runs
        .FirstOrDefault(run => run.Method == method && run.Seed == seed && run.History.Steps.Count >= comparison.Design.Steps)?.History;
}
