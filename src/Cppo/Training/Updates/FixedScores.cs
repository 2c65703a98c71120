using Cppo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>Log-probabilities that no gradient flows to: of the policy before a step's first update, of the reference policy, of PAPO's masked view.</summary>
internal static class FixedScores
{
    /// <summary>Runs all responses under a picture, some at a time.</summary>
    /// <param name="batch">R responses.</param>
    /// <param name="atOnce">Responses at a time; 0: all.</param>
    /// <param name="score">Runs some of them, without gradient.</param>
    /// <param name="phase">What the time is booked under.</param>
    /// <param name="clock">Books the time.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    /// <param name="view">The picture.</param>
    /// <returns>[R, T], in the caller's dispose scope.</returns>
    public static Tensor Of(
        ResponseBatch batch,
        int atOnce,
        Func<IReadOnlyList<ViewedRow>, ResponseScores> score,
        string phase,
        PhaseClock clock,
        CancellationToken cancellation,
        PictureView view = PictureView.Original)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        List<Tensor> parts = [];
        foreach ((int start, int count) in PassPlan.Cut(batch.Rows.Count, atOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            ViewedRow[] rows = [.. Enumerable.Range(start, count).Select(row => new ViewedRow(row, view))];
            parts.Add(ScoreTensors.Widen(clock.Time(phase, () => score(rows)).LogProbabilities, batch.Length));
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
    }
}
