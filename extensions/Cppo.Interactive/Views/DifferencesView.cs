using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Methods against the first one of a comparison: differences with their intervals as a picture and as numbers, a verdict for each.</summary>
/// <param name="differences">With one baseline.</param>
public sealed class DifferencesView(IReadOnlyList<MethodDifference> differences) : View
{
    private string Baseline => differences.Count > 0 ? differences[0].Baseline : "";

    /// <inheritdoc/>
    public override string Name => "differences";

    /// <inheritdoc/>
    public override string Label => "Differences of methods";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["chart", "train", "comparison"];

    private string HeadFacts => differences.Count == 0 ? "none" : Facts(
        Numbers.Count(differences.Count, "difference", "differences"),
        $"{Numbers.Count(differences.Count(one => one.Verdict != ComparisonVerdict.NotDistinguishable))} settled");

    /// <inheritdoc/>
    protected override Html Body()
    {
        ComparisonDesign design = new([Baseline, .. differences.Select(one => one.Method).Distinct()], [], 0);
        return Head("Differences", Html.Text(HeadFacts)) + new ComparisonTables(new(design, []), differences).Differences();
    }

    /// <inheritdoc/>
    protected override string PlainText() =>
        $"Differences  {TextEncoder.Terminal(HeadFacts)}{string.Concat(differences.Where(one => one.OverSeeds.Seeds > 0).Select(one => $"\n{TextEncoder.Terminal(one.Sentence)}"))}";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<MethodDifference>(differences)
        .Text("test", one => one.Test)
        .Text("method", one => one.Method)
        .Text("baseline", one => one.Baseline)
        .Integer("seeds", one => one.OverSeeds.Seeds)
        .Number("mean", one => one.OverSeeds.Mean)
        .Number("low", one => one.OverSeeds.Interval?.Low ?? double.NaN)
        .Number("high", one => one.OverSeeds.Interval?.High ?? double.NaN)
        .Text("verdict", one => one.VerdictInWords)
        .ToFrame();
}
