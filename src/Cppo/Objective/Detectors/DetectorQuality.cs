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
    /// <param name="known">Not 0 where the label is known [R, T]; null: everywhere.</param>
    public static DetectorQuality Of(PerceptionSelection selection, Tensor labels, Tensor? known = null) =>
        Of(JudgedToken.Of(selection, labels, known));

    /// <summary>Judges tokens.</summary>
    /// <param name="tokens">All tokens with a known label.</param>
    internal static DetectorQuality Of(IReadOnlyList<JudgedToken> tokens)
    {
        double positives = tokens.Count(token => token.IsPerception), taken = tokens.Count(token => token.Selected);
        double hits = tokens.Count(token => token.IsPerception && token.Selected);
        return new(tokens.Count, positives / tokens.Count, hits / taken, hits / positives, AreaUnderCurve(tokens));
    }

    // Mann-Whitney: the mean rank of the positives, equal scores sharing their rank.
    private static double AreaUnderCurve(IReadOnlyList<JudgedToken> tokens)
    {
        double positives = tokens.Count(token => token.IsPerception), negatives = tokens.Count - positives;
        double rankSum = 0, before = 0;
        foreach (var level in tokens.GroupBy(token => token.Score).OrderBy(group => group.Key))
        {
            int size = level.Count();
            rankSum += level.Count(token => token.IsPerception) * (before + ((size + 1) / 2.0));
            before += size;
        }

        return (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }
}

/// <summary>A response token whose label is known.</summary>
/// <param name="Score">The detector's.</param>
/// <param name="IsPerception">The label.</param>
/// <param name="Selected">Whether the rule took it.</param>
internal readonly record struct JudgedToken(double Score, bool IsPerception, bool Selected)
{
    /// <summary>The response tokens of a selection whose labels are known.</summary>
    public static IReadOnlyList<JudgedToken> Of(PerceptionSelection selection, Tensor labels, Tensor? known)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        ResponseMask.RequireSame(selection.Score, "scores", labels, "labels");
        Tensor judged = known is null ? selection.Response : selection.Response & ResponseMask.Boolean(known);
        double[] scores = [.. selection.Score.masked_select(judged).to_type(ScalarType.Float64).cpu().data<double>()];
        bool[] truth = [.. ResponseMask.Boolean(labels).masked_select(judged).cpu().data<bool>()];
        bool[] chosen = [.. selection.Selected.masked_select(judged).cpu().data<bool>()];
        return [.. scores.Select((score, index) => new JudgedToken(score, truth[index], chosen[index]))];
    }
}
