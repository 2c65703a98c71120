using System.Globalization;
using Cppo.Interactive.Rendering;
using Cppo.Rollouts;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Prompts: picture, question and answer of each.</summary>
/// <param name="samples">The samples.</param>
public sealed class SamplesView(IReadOnlyList<Sample> samples) : View
{
    private const int Side = 84;
    private const int MostCards = 16;
    private const int PictureBytes = 430 * 1024;

    /// <inheritdoc/>
    public override string Name => "samples";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(samples.Count, "sample", "samples");

    private string Kinds => string.Join(", ", samples
        .Where(sample => sample.Kind.Length > 0)
        .GroupBy(sample => sample.Kind)
        .Take(6)
        .Select(kind => $"{kind.Count()} {kind.Key}"));

    /// <inheritdoc/>
    protected override Html Body()
    {
        List<Html> cards = [];
        int room = PictureBytes;
        foreach (Sample sample in samples.Take(MostCards))
        {
            Html card = Card(sample);
            room -= card.Bytes;
            if (room < 0) break;
            cards.Add(card);
        }

        return Html.Of(
            $"{Head(samples.Count == 1 ? "Sample" : "Samples", Html.Text(Facts(Numbers.Count(samples.Count), Kinds)))}<div class=\"cppo-grid\">{cards}</div>{Describe.More("samples", cards.Count, samples.Count, $"samples.Skip({cards.Count})")}");
    }

    private static Html Card(Sample sample)
    {
        Html picture = sample.Pictures.Count > 0
            ? InlinePicture.Tag(sample.Pictures[0], $"Picture of sample {sample.Id}: {sample.Question}", Side)
            : Html.Of($"<span class=\"cppo-q\">no picture</span>");
        string more = sample.Pictures.Count > 1 ? $" · {sample.Pictures.Count} pictures" : "";
        return Html.Of(
            $"<figure class=\"cppo-fig cppo-card\">{picture}<figcaption>{Describe.Clip(sample.Question, 240)}<br/><b>{Describe.Clip(sample.Answer, 60)}</b> <span class=\"cppo-q\">{Describe.Sample(sample)}{more}</span></figcaption></figure>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Sample", "Kind", "Question", "Answer");
        foreach (Sample sample in samples)
        {
            table.Add(sample.Id.ToString(CultureInfo.InvariantCulture), sample.Kind, sample.Question, sample.Answer);
        }

        return table.ToString();
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<Sample>(samples)
        .Text("sample", sample => sample.Id.ToString(CultureInfo.InvariantCulture))
        .Text("kind", sample => sample.Kind)
        .Integer("level", sample => sample.Level)
        .Text("question", sample => sample.Question)
        .Text("answer", sample => sample.Answer)
        .Integer("pictures", sample => sample.Pictures.Count)
        .ToFrame();
}
