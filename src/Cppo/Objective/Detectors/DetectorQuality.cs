using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective.Detectors;

/// <summary>How well a detector finds the perception tokens, where labels exist.</summary>
/// <param name="Tokens">Response tokens that were judged.</param>
/// <param name="BaseRate">Share of them that are perception tokens; NaN without tokens.</param>
/// <param name="Precision">Share of the selected tokens that are perception tokens; NaN where nothing was selected.</param>
/// <param name="Recall">Share of the perception tokens that were selected; NaN where there is none.</param>
/// <param name="Auc">Chance that a perception token scores above another one, ties half; NaN without both kinds.</param>
public readonly record struct DetectorQuality(long Tokens, double BaseRate, double Precision, double Recall, double Auc)
{
    /// <summary>Judges a selection against labels over all response tokens.</summary>
    /// <param name="selection">Scores and selected tokens [R, T].</param>
    /// <param name="labels">Not 0 where the token is a perception token [R, T].</param>
    public static DetectorQuality Of(PerceptionSelection selection, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        ResponseMask.RequireSame(selection.Score, "scores", labels, "labels");
        Tensor response = selection.Response;
        double[] scores = [.. selection.Score.masked_select(response).to_type(ScalarType.Float64).cpu().data<double>()];
        bool[] truth = [.. ResponseMask.Boolean(labels).masked_select(response).cpu().data<bool>()];
        bool[] chosen = [.. selection.Selected.masked_select(response).cpu().data<bool>()];
        double positives = truth.Count(label => label), taken = chosen.Count(one => one);
        double hits = truth.Zip(chosen).Count(pair => pair.First && pair.Second);
        return new(scores.Length, positives / scores.Length, hits / taken, hits / positives, AreaUnderCurve(scores, truth));
    }

    // Mann-Whitney: the mean rank of the positives, equal scores sharing their rank.
    private static double AreaUnderCurve(double[] scores, bool[] truth)
    {
        double positives = truth.Count(label => label), negatives = truth.Length - positives;
        double rankSum = 0, before = 0;
        foreach (var level in scores.Zip(truth).GroupBy(pair => pair.First).OrderBy(group => group.Key))
        {
            int size = level.Count();
            rankSum += level.Count(pair => pair.Second) * (before + ((size + 1) / 2.0));
            before += size;
        }

        return (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }
}
