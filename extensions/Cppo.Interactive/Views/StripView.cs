using Cppo.Interactive.Rendering;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>
/// Where the policy looked: the three pictures beside every response's tokens, each with its entropy shift as tint and line, its
/// level as tick and bar, selection and gate as frames, ground truth as marks; all numbers below.
/// </summary>
/// <param name="group">A group whose views were computed.</param>
public sealed class StripView(GroupRecord group) : View
{
    private const int PictureBytes = 440 * 1024;
    private const int PictureTextBytes = 500;
    private const int FrameBytes = 800;

    private readonly ResponseRecord[] sorted = [.. group.Responses.OrderByDescending(response => response.Advantage)];

    /// <inheritdoc/>
    public override string Name => "strip";

    /// <inheritdoc/>
    public override string Label => $"Perception tokens of sample {Sample.Id}";

    /// <summary>Most bytes of the view's markup, style sheets included.</summary>
    internal int Limit { get; init; } = MarkupLimit;

    private Sample Sample => group.Group.Sample;

    private bool HasViews => sorted.Any(response => response.Tokens.Any(token => !double.IsNaN(token.EntropyRemoved)));

    private string HeadFacts
    {
        get
        {
            TokenSummary gated = TokenSummary.Of(sorted.Where(r => r.Tokens.Any(t => t.InLoss)).SelectMany(r => r.Tokens));
            string inLoss = gated.Tokens == 0
                ? "no token in the loss"
                : $"in the loss {gated.InLoss} of {gated.Tokens} tokens";
            if (gated.Tokens > 0 && gated.HasTruth)
            {
                inLoss += $": precision {Numbers.Plain(gated.Precision, 2)}, recall {Numbers.Plain(gated.Recall, 2)}";
            }

            return Facts($"sample {Sample.Id}", group.Rule.Length > 0 ? $"rule {group.Rule}" : null, HasViews ? inLoss : null);
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        Html head = Head("Perception tokens", Html.Text(HeadFacts));
        if (sorted.All(response => response.Tokens.Count == 0))
        {
            return head + Html.Of($"<p class=\"cppo-q\">No forward pass has been made: there are no entropies to show.</p>");
        }

        Html legend = TokenStrip.Legend(HasViews, TokenSummary.Of(sorted.SelectMany(r => r.Tokens)).HasTruth);
        Html pictures = Pictures();
        int room = Limit - StyleSheets.Elements(Sheets).Bytes - head.Bytes - legend.Bytes - FrameBytes - (PictureTextBytes * 3 * Math.Max(1, Sample.Pictures.Count));
        List<Html> strips = [], tables = [];
        for (int i = 0; i < sorted.Length; i++)
        {
            Html strip = TokenStrip.Response(sorted[i], i + 1, room / 2);
            if (strips.Count > 0 && strip.Bytes > room) break;
            room -= strip.Bytes;
            strips.Add(strip);
        }

        for (int i = 0; i < strips.Count && HasViews; i++)
        {
            Html table = TokenNumbers.Details(sorted[i], i + 1, group.Contrast, open: i == 0);
            if (table.Bytes > room) break;
            room -= table.Bytes;
            tables.Add(table);
        }

        Html alternatives = TokenNumbers.Alternatives(sorted, room);
        return Html.Of(
            $"{head}{legend}<div class=\"cppo-side cppo-sside\">{pictures}<div>{strips}{Describe.More("responses", strips.Count, sorted.Length, "group.Responses[i]")}</div></div>{tables}{(HasViews ? Describe.More("tables of numbers", tables.Count, sorted.Length, "group.Responses[i]") : Html.Empty)}{alternatives}");
    }

    private Html Pictures()
    {
        TokenSummary all = TokenSummary.Of(sorted.SelectMany(response => response.Tokens));

        Html Figure(Images.Picture picture, string role, double entropy, string text, DrawAddress? seed = null)
        {
            Html mean = double.IsNaN(entropy) ? Html.Empty : Html.Of($" · mean <i>H</i> {Numbers.Plain(entropy, 2)}");
            Html draw = seed is { } address ? Html.Of($"<br/>{Describe.Seed(address)}") : Html.Empty;
            return Html.Of(
                $"<figure class=\"cppo-fig\">{InlinePicture.Tag(picture, $"{role} picture: {text}")}<figcaption><b>{role}</b>{mean}<br/>{Describe.Clip(text, 300)}{draw}</figcaption></figure>");
        }

        Html View(string role, PerturbedView view, double entropy) =>
            Figure(view.Picture, role, entropy, $"{view.Title}, {view.Parameters}", view.Seed);

        List<Html> figures = [];
        int pictures = 0;
        for (int i = 0; i < Sample.Pictures.Count && figures.Sum(figure => figure.Bytes) < PictureBytes * 2 / 3; i++)
        {
            pictures++;
            // One draw a picture: views of the same index belong to it. Means stand once, with the first.
            bool first = i == 0;
            figures.Add(Figure(Sample.Pictures[i], "original", first ? all.Entropy : double.NaN, first ? Sample.Question : $"picture {i + 1}"));
            if (i < group.Preserving.Count) figures.Add(View("preserving", group.Preserving[i], first ? all.EntropyPreserved : double.NaN));
            if (i < group.Removing.Count) figures.Add(View("removing", group.Removing[i], first ? all.EntropyRemoved : double.NaN));
        }

        Html note = group.Removing.Count == 0
            ? Html.Of($"<p class=\"cppo-q cppo-s\">No views were drawn: no response has a positive advantage.</p>")
            : Html.Empty;
        return Html.Of($"<div class=\"cppo-trip\">{figures}{note}{Describe.More("pictures", pictures, Sample.Pictures.Count, "sample.Pictures[i]")}</div>");
    }

    /// <inheritdoc/>
    protected override string PlainText() =>
        $"Perception tokens  {TextEncoder.Terminal(HeadFacts)}\n" + string.Join("\n\n", sorted.Take(8).Select((response, i) => TokenNumbers.ToPlainText(response, i + 1)));

    /// <inheritdoc/>
    public override DataFrame ToData() => TokenNumbers.Rows([group]);
}
