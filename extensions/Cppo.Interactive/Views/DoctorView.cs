using Cppo.Interactive.Rendering;
using Cppo.Runtime;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>What is ready on this machine, what to know, what is missing and what to do about it.</summary>
/// <param name="report">The checks.</param>
public sealed class DoctorView(DoctorReport report) : View
{
    /// <inheritdoc/>
    public override string Name => "doctor";

    /// <inheritdoc/>
    public override string Label => "Doctor";

    private string HeadFacts
    {
        get
        {
            int Count(DoctorState state) => report.Checks.Count(check => check.State == state);
            string? notes = Count(DoctorState.Note) is > 0 and var n ? Numbers.Count(n, "note", "notes") : null;
            string? missing = Count(DoctorState.Missing) is > 0 and var m ? $"{m} missing" : null;
            string counts = string.Join(", ", new[] { $"{Count(DoctorState.Ready)} ready", notes, missing }.OfType<string>());
            return Facts(counts, report.CanTrain ? "you can train" : "training is not possible yet");
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Text("Checked just now, on this machine."),
            new("State"),
            new("Check"),
            new("Found"),
            new("What to do"))
        {
            RowHeader = 1,
            Class = "cppo-dt",
        };
        foreach (DoctorCheck check in report.Checks)
        {
            table.Add(
                State(check.State),
                Html.Text(check.Name),
                Html.Text(Describe.Clip(check.Found, 400)),
                check.Advice.Length == 0 ? HtmlTable.Number(Numbers.Missing) : Html.Text(Describe.Clip(check.Advice, 400)));
        }

        return Head("Doctor", Html.Text(HeadFacts)) + table.ToHtml();
    }

    private static Html State(DoctorState state) => state switch
    {
        DoctorState.Ready => Html.Of($"<span class=\"cppo-ok\">✓ ready</span>"),
        DoctorState.Note => Html.Of($"<span class=\"cppo-st cppo-note\">! note</span>"),
        _ => Html.Of($"<span class=\"cppo-no\">✕ missing</span>"),
    };

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("State", "Check", "Found");
        foreach (DoctorCheck check in report.Checks) table.Add(Word(check.State), check.Name, check.Found);
        IEnumerable<string> advice = report.Checks.Where(check => check.Advice.Length > 0)
            .Select(check => $"\n{check.Name}: {TextEncoder.Terminal(check.Advice)}");
        return $"Doctor  {TextEncoder.Terminal(HeadFacts)}\n{table}{string.Concat(advice)}";
    }

    private static string Word(DoctorState state) => state switch
    {
        DoctorState.Ready => "✓ ready",
        DoctorState.Note => "! note",
        _ => "✕ missing",
    };

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<DoctorCheck>(report.Checks)
        .Text("state", check => check.State.ToString().ToLowerInvariant())
        .Text("check", check => check.Name)
        .Text("found", check => check.Found)
        .Text("advice", check => check.Advice)
        .ToFrame();
}
