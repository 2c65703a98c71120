using Cppo.Interactive.Rendering;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training.Runs;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The checkpoints of a run with what was measured at each; a folder that cannot be read says so.</summary>
public sealed class CheckpointsView : View
{
    private const int MostRows = 60, LongestText = 160;
    private readonly Row[] rows;

    /// <summary>Reads the headers of every checkpoint.</summary>
    /// <param name="checkpoints">As <see cref="StoredRun.Checkpoints"/> lists them.</param>
    public CheckpointsView(IReadOnlyList<StoredCheckpoint> checkpoints) => rows = [.. checkpoints.Select(Read)];

    /// <inheritdoc/>
    public override string Name => "checkpoints";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(rows.Length, "checkpoint", "checkpoints");

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string Finding
    {
        get
        {
            if (rows.Length == 0) return "No checkpoint is kept.";
            Row? best = rows.Where(row => double.IsFinite(Accuracy(row))).MaxBy(Accuracy);
            return best is null ? "None of them was evaluated." : $"The highest accuracy, {Numbers.Accuracy(Accuracy(best))}{Numbers.Thin}%, is after step {best.Stored.Steps}.";
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"<b>{Finding}</b>"), new("Step", right: true), new("Accuracy, %", right: true), new("Weights", right: true), new("MB", right: true), new("Folder"))
        {
            Scrolls = true,
        };
        foreach (Row row in rows.Take(MostRows))
        {
            table.Add(
                Html.Text(Numbers.Count(row.Stored.Steps)),
                HtmlTable.Number(Numbers.Accuracy(Accuracy(row))),
                HtmlTable.Number(Weights(row)),
                HtmlTable.Number(Megabytes(row)),
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(row.Stored.Folder, LongestText)}</span>{Problem(row)}"));
        }

        return Head(rows.Length == 1 ? "Checkpoint" : "Checkpoints", Html.Text(Numbers.Count(rows.Length))) + table.ToHtml()
            + Describe.More("checkpoints", Math.Min(MostRows, rows.Length), rows.Length, "run.Checkpoints()");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">Step", ">Accuracy %", ">Weights", ">MB", "Folder", "Problem");
        foreach (Row row in rows)
            table.Add(Numbers.Count(row.Stored.Steps), Numbers.Accuracy(Accuracy(row)), Weights(row), Megabytes(row), row.Stored.Folder, row.Problem ?? "");
        return $"Checkpoints  {Finding}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<Row>(rows)
        .Integer("step", row => row.Stored.Steps)
        .Number("accuracy", Accuracy)
        .Integer("weights", row => row.Summary?.Parameters)
        .Integer("bytes", row => row.Summary?.Bytes)
        .Text("folder", row => row.Stored.Folder)
        .Text("problem", row => row.Problem)
        .ToFrame();

    private static Row Read(StoredCheckpoint stored)
    {
        try
        {
            return new(stored, CheckpointSummary.Of(stored.Folder), null);
        }
        catch (CppoException error)
        {
            return new(stored, null, error.Message);
        }
    }

    private static double Accuracy(Row row) => row.Stored.Accuracy?.Accuracy ?? double.NaN;

    private static string Weights(Row row) => row.Summary is { } summary ? Numbers.Count(summary.Parameters) : Numbers.Missing;

    private static string Megabytes(Row row) => row.Summary is { } summary ? Numbers.Plain(summary.Bytes / 1e6, 1) : Numbers.Missing;

    private static Html Problem(Row row) => row.Problem is null ? Html.Empty : Html.Of($"<br/><span class=\"cppo-no\">✕</span> {Describe.Clip(row.Problem, LongestText)}");

    private sealed record Row(StoredCheckpoint Stored, CheckpointSummary? Summary, string? Problem);
}
