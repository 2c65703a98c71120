using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The loss of a step before its gradient: terms, weights and sum.</summary>
/// <param name="terms">The terms in the order of the sum.</param>
/// <param name="gain">The part of the policy term from responses with A &gt; 0; NaN where it is not known.</param>
public sealed class ObjectiveView(IReadOnlyList<LossTerm> terms, double gain = double.NaN) : View
{
    /// <inheritdoc/>
    public override string Name => "objective";

    /// <inheritdoc/>
    public override string Label => "Loss";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private double Loss => terms.Sum(term => term.Contribution);

    private string HeadFacts
    {
        get
        {
            double policy = terms.Where(term => term.Name == "policy").Sum(term => term.Value);
            string split = double.IsFinite(gain)
                ? $"policy = {Numbers.Plain(gain, 4)} (A > 0) {(policy - gain < 0 ? "−" : "+")} {Numbers.Plain(Math.Abs(policy - gain), 4)} (A < 0)"
                : "";
            return Facts(Numbers.Scientific(Loss), split);
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"<b>The terms of the loss,</b> before the gradient. <span class=\"cppo-code\">objective.Groups</span> has every token."),
            new("Term"),
            new("Weight", right: true),
            new("Value", right: true),
            new("Contribution", right: true));
        foreach (LossTerm term in terms)
        {
            table.Add(
                Html.Text(Describe.Clip(term.Name, 40)),
                Html.Text(Numbers.Css(term.Coefficient, 4)),
                HtmlTable.Number(Numbers.Fixed(term.Value, 4)),
                Html.Text(Numbers.Scientific(term.Contribution)));
        }

        table.Add("cppo-sum", Html.Text("Loss"), Html.Empty, Html.Empty, Html.Text(Numbers.Scientific(Loss)));
        return Head("Loss", Html.Text(HeadFacts)) + table.ToHtml();
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Term", ">Weight", ">Value", ">Contribution");
        foreach (LossTerm term in terms)
        {
            table.Add(term.Name, Numbers.Css(term.Coefficient, 4), Numbers.Fixed(term.Value, 4), Numbers.Scientific(term.Contribution));
        }

        return $"Loss  {TextEncoder.Terminal(HeadFacts)}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<LossTerm>(terms)
        .Text("term", term => term.Name)
        .Number("weight", term => term.Coefficient)
        .Number("value", term => term.Value)
        .Number("contribution", term => term.Contribution)
        .ToFrame();
}
