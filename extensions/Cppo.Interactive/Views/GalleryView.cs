using Cppo.Images;
using Cppo.Interactive.Rendering;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>What the perturbations make of a picture: original first, the two sets side by side, each view with what was drawn and its difference.</summary>
/// <param name="gallery">A picture and views of it.</param>
public sealed class GalleryView(PerturbationGallery gallery) : View
{
    private const int Side = 84;
    private const int PictureBytes = 440 * 1024;

    private readonly Sample sample = gallery.Sample;
    private readonly IReadOnlyList<PerturbedView> views = gallery.Views;
    private readonly PictureDifference[] differences =
        [.. gallery.Views.Select(view => PictureDifference.Between(gallery.Sample.Pictures[0], view.Picture))];

    /// <inheritdoc/>
    public override string Name => "gallery";

    /// <inheritdoc/>
    public override string Label => $"Perturbation gallery of sample {sample.Id}";

    private string HeadFacts => Facts(Describe.Sample(sample), Numbers.Count(views.Count, "view", "views"));

    /// <inheritdoc/>
    protected override Html Body()
    {
        string facts = HeadFacts;
        Html original = Html.Of(
            $"<figure class=\"cppo-fig\">{InlinePicture.Tag(sample.Pictures[0], $"Original picture: {sample.Question}")}<figcaption><b>original</b><br/>{Describe.Clip(sample.Question, 400)}</figcaption></figure>");
        int room = PictureBytes - original.Bytes, shown = 0;
        Html preserving = Set(PerturbationEffect.Preserving, "Preserving set", "the answer stays readable", ref room, ref shown);
        Html removing = Set(PerturbationEffect.Removing, "Removing set", "the answer should be lost", ref room, ref shown);
        return Html.Of(
            $"{Head("Perturbation gallery", Html.Text(facts))}<div class=\"cppo-side cppo-gside\">{original}<div><div class=\"cppo-sets\">{preserving}{removing}</div><p class=\"cppo-key\"><span>Beside each picture: mean difference of the channels <span aria-hidden=\"true\">0<span class=\"cppo-ramp\"></span>≥ {DifferencePng.FullLevel}</span> of 255 levels (fixed scale)</span></p>{Describe.More("views", shown, views.Count, "gallery.Views[i]")}</div></div>");
    }

    private Html Set(PerturbationEffect effect, string title, string meaning, ref int room, ref int shown)
    {
        List<Html> figures = [];
        for (int i = 0; i < views.Count; i++)
        {
            if (views[i].Effect != effect) continue;
            Html figure = Figure(views[i], differences[i]);
            room -= figure.Bytes;
            if (room < 0) break;
            figures.Add(figure);
            shown++;
        }

        return figures.Count == 0
            ? Html.Empty
            : Html.Of($"<div><p class=\"cppo-sub\">{title} <span class=\"cppo-q\">{meaning}</span></p><div class=\"cppo-set\">{figures}</div></div>");
    }

    private Html Figure(PerturbedView view, PictureDifference difference)
    {
        string mean = Numbers.Plain(difference.Mean, 0);
        return Html.Of(
            $"<figure class=\"cppo-fig\"><div class=\"cppo-pair\">{InlinePicture.Tag(view.Picture, $"{view.Title}, {view.Parameters}", Side)}{InlinePicture.Difference(sample.Pictures[0], view.Picture, $"Difference to the original, mean {mean} of 255 levels", Side)}</div><figcaption><b>{view.Title}</b><br/>{Describe.Clip(view.Parameters, 200)}<br/>{Describe.Seed(view.Seed)}<br/>mean |Δ| {mean}</figcaption></figure>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Set", "Perturbation", "Parameters", "Seed", ">Mean |Δ|");
        foreach ((PerturbedView view, PictureDifference difference) in Ordered())
        {
            table.Add(SetName(view.Effect), view.Title, view.Parameters, view.Seed.ToString(), Numbers.Plain(difference.Mean, 0));
        }

        return $"Perturbation gallery  {TextEncoder.Terminal(HeadFacts)}\n{TextEncoder.Terminal(sample.Question)}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<(PerturbedView View, PictureDifference Difference)>([.. Ordered()])
        .Text("set", row => SetName(row.View.Effect))
        .Text("perturbation", row => row.View.Name)
        .Text("range", row => row.View.Strength)
        .Text("parameters", row => row.View.Parameters)
        .Text("seed", row => row.View.Seed.ToString())
        .Number("mean_difference", row => row.Difference.Mean)
        .ToFrame();

    private IEnumerable<(PerturbedView View, PictureDifference Difference)> Ordered() =>
        views.Zip(differences).OrderBy(pair => pair.First.Effect);

    private static string SetName(PerturbationEffect effect) => effect == PerturbationEffect.Preserving ? "preserving" : "removing";
}
