using Cppo.Interactive.Rendering;
using Cppo.Perturbations;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Perturbed pictures with what was drawn for each.</summary>
/// <param name="views">The pictures.</param>
public sealed class PerturbedPictureView(IReadOnlyList<PerturbedView> views) : View
{
    /// <inheritdoc/>
    public override string Name => "gallery";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(views.Count, "perturbed picture", "perturbed pictures");

    /// <inheritdoc/>
    protected override Html Body() => Html.Of($"<div class=\"cppo-set\">{views.Select(Figure)}</div>");

    private static Html Figure(PerturbedView view) => Html.Of(
        $"<figure class=\"cppo-fig\">{InlinePicture.Tag(view.Picture, $"{Effect(view)} picture: {view.Title}, {view.Parameters}")}<figcaption><b>{Effect(view)}</b><br/>{view.Title}, {Describe.Clip(view.Parameters, 200)}<br/>{Describe.Seed(view.Seed)}</figcaption></figure>");

    private static string Effect(PerturbedView view) => view.Effect == PerturbationEffect.Preserving ? "preserving" : "removing";

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Set", "Perturbation", "Parameters", "Seed");
        foreach (PerturbedView view in views) table.Add(Effect(view), view.Title, view.Parameters, view.Seed.ToString());
        return table.ToString();
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<PerturbedView>(views)
        .Text("set", Effect)
        .Text("perturbation", view => view.Name)
        .Text("parameters", view => view.Parameters)
        .Text("seed", view => view.Seed.ToString())
        .ToFrame();
}
