using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The terms of a step's loss, followed to every token.</summary>
/// <param name="shares">As <see cref="LossShare.Of"/> gives them.</param>
public sealed class LossSharesView(IReadOnlyList<LossShare> shares) : View
{
    /// <inheritdoc/>
    public override string Name => "shares";

    /// <inheritdoc/>
    public override string Label => "Terms of the loss by token";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["step"];

    private string HeadFacts => shares.Count == 0
        ? "no token has a share: no forward pass was made"
        : string.Join(" · ", shares.GroupBy(share => share.Term).Select(term => $"{Describe.Clip(term.Key, 40)} {Numbers.Scientific(term.Sum(share => share.Contribution))}"));

    /// <inheritdoc/>
    protected override Html Body() => Head("Loss by token", Html.Text(HeadFacts)) + LossShareTables.Details(shares, [], open: true);

    /// <inheritdoc/>
    protected override string PlainText() => $"Loss by token  {TextEncoder.Terminal(HeadFacts)}\n{LossShareTables.ToPlainText(shares)}";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<LossShare>(shares)
        .Text("term", share => share.Term)
        .Number("coefficient", share => share.Coefficient)
        .Text("sample", share => share.Sample.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .Integer("group", share => share.Group)
        .Integer("response", share => share.Response)
        .Integer("place", share => share.Place)
        .Text("token", share => share.Token)
        .Number("advantage", share => share.Advantage)
        .Number("value", share => share.Value)
        .Number("contribution", share => share.Contribution)
        .ToFrame();
}
