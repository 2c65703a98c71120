using System.Globalization;
using Cppo.Interactive.Rendering;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The views that were drawn for the groups of a step: original, preserving and removing picture of each prompt.</summary>
/// <param name="groups">Groups in the order of the prompts; those without views are only counted.</param>
public sealed class DrawnViewsView(IReadOnlyList<GroupRecord> groups) : View
{
    private const int Side = 84;
    private const int PictureBytes = 430 * 1024;

    private readonly GroupRecord[] viewed = [.. groups.Where(group => group.Preserving.Count > 0 && group.Removing.Count > 0)];

    /// <inheritdoc/>
    public override string Name => "gallery";

    /// <inheritdoc/>
    public override string Label => "Drawn views";

    private string HeadFacts => Facts(
        $"{viewed.Length} of {Numbers.Count(groups.Count, "prompt", "prompts")}",
        viewed.Length < groups.Count ? "only where some A > 0" : null);

    /// <inheritdoc/>
    protected override Html Body()
    {
        List<Html> figures = [];
        int room = PictureBytes;
        foreach (GroupRecord group in viewed)
        {
            Html figure = Figure(group);
            room -= figure.Bytes;
            if (room < 0) break;
            figures.Add(figure);
        }

        return Html.Of(
            $"{Head("Drawn views", Html.Text(HeadFacts))}<p class=\"cppo-sub\">From left to right: original, preserving, removing</p><div class=\"cppo-drawn\">{figures}</div>{Describe.More("prompts", figures.Count, viewed.Length, "groups[i].Removing")}");
    }

    private static Html Figure(GroupRecord group)
    {
        Sample sample = group.Group.Sample;
        PerturbedView kept = group.Preserving[0], removed = group.Removing[0];
        return Html.Of(
            $"<figure class=\"cppo-fig\"><div class=\"cppo-pair\">{InlinePicture.Tag(sample.Pictures[0], $"original picture: {sample.Question}", Side)}{InlinePicture.Tag(kept.Picture, $"preserving picture: {Words(kept)}", Side)}{InlinePicture.Tag(removed.Picture, $"removing picture: {Words(removed)}", Side)}</div><figcaption><b>{Describe.Clip(sample.Question, 160)}</b><br/>{Describe.Clip(Words(kept), 120)}<br/>{Describe.Clip(Words(removed), 120)}</figcaption></figure>");
    }

    private static string Words(PerturbedView view) => $"{view.Title}, {view.Parameters}";

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Question", "Preserving", "Removing");
        foreach (GroupRecord group in viewed) table.Add(group.Group.Sample.Question, Words(group.Preserving[0]), Words(group.Removing[0]));
        return $"Drawn views  {HeadFacts}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() =>
        new DataRows<(ulong Sample, PerturbedView View)>(
            [.. viewed.SelectMany(group => group.Preserving.Concat(group.Removing).Select(view => (group.Group.Sample.Id, view)))])
            .Text("sample", row => row.Sample.ToString(CultureInfo.InvariantCulture))
            .Text("set", row => row.View.Effect == PerturbationEffect.Preserving ? "preserving" : "removing")
            .Text("perturbation", row => row.View.Name)
            .Text("parameters", row => row.View.Parameters)
            .Text("seed", row => row.View.Seed.ToString())
            .ToFrame();
}
