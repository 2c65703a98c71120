using Cppo.Objective.Detectors;

namespace Cppo.Evaluation;

/// <summary>A point of a detector's precision-recall curve.</summary>
/// <param name="Share">Share of the tokens that are taken, those with the highest scores.</param>
/// <param name="Precision">Share of these that are perception tokens.</param>
/// <param name="Recall">Share of the perception tokens that are among them.</param>
public readonly record struct DetectorPoint(double Share, double Precision, double Recall)
{
    private const int Most = 40;

    /// <summary>The curve of judged tokens; tokens of equal score are taken together.</summary>
    internal static IReadOnlyList<DetectorPoint> Curve(IReadOnlyList<JudgedToken> tokens)
    {
        double positives = tokens.Count(token => token.IsPerception);
        List<DetectorPoint> points = [];
        int taken = 0, hits = 0;
        foreach (var level in tokens.GroupBy(token => token.Score).OrderByDescending(group => group.Key))
        {
            int before = taken;
            taken += level.Count();
            hits += level.Count(token => token.IsPerception);
            // One point wherever a further fortieth of the tokens is taken.
            if ((long)before * Most / tokens.Count == (long)taken * Most / tokens.Count) continue;
            points.Add(new((double)taken / tokens.Count, (double)hits / taken, hits / positives));
        }

        return points;
    }
}
