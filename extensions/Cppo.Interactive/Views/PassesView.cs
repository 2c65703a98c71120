using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The forward passes of a step: which responses were run with which picture, and what entropy came out.</summary>
/// <param name="passes">One row a pass.</param>
public sealed class PassesView(IReadOnlyList<PassSummary> passes) : View
{
    /// <inheritdoc/>
    public override string Name => "passes";

    /// <inheritdoc/>
    public override string Label => "Forward passes";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private PassSummary? Pass(string picture) =>
        passes.Where(pass => pass.Picture == picture).Select(pass => (PassSummary?)pass).FirstOrDefault();

    private string Finding => Pass("removing") is { } removing && Pass("preserving") is { } preserving
        ? $"Without the picture’s information the mean entropy is {Numbers.Plain(removing.Entropy, 3)} nats, with it {Numbers.Plain(preserving.Entropy, 3)}."
        : "No response was run with perturbed pictures.";

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"<b>{Finding}</b> Views are run for the responses that the contrastive loss can use."),
            new("Picture"),
            new("Responses", right: true),
            new("Tokens", true, "cppo-opt"),
            new("Mean entropy", right: true),
            new("Mean log-probability", true, "cppo-opt"));
        foreach (PassSummary pass in passes)
        {
            table.Add(
                Html.Text(pass.Picture == "reference" ? "original, reference policy" : pass.Picture),
                Html.Text(Numbers.Count(pass.Responses)),
                Html.Text(Numbers.Count(pass.Tokens)),
                HtmlTable.Number(Numbers.Nats(pass.Entropy)),
                HtmlTable.Number(Numbers.Nats(pass.LogProbability)));
        }

        return Head("Forward passes", Html.Text(Facts(Numbers.Count(passes.Count, "pass", "passes"), "nats"))) + table.ToHtml();
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Picture", ">Responses", ">Tokens", ">Mean entropy", ">Mean log-probability");
        foreach (PassSummary pass in passes)
        {
            table.Add(
                pass.Picture,
                Numbers.Count(pass.Responses),
                Numbers.Count(pass.Tokens),
                Numbers.Nats(pass.Entropy),
                Numbers.Nats(pass.LogProbability));
        }

        return $"Forward passes\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<PassSummary>(passes)
        .Text("picture", pass => pass.Picture)
        .Integer("responses", pass => pass.Responses)
        .Integer("tokens", pass => pass.Tokens)
        .Number("entropy", pass => pass.Entropy)
        .Number("log_probability", pass => pass.LogProbability)
        .ToFrame();
}
