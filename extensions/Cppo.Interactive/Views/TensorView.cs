using Cppo.Interactive.Rendering;
using Cppo.Runtime;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A tensor: shape, type, device, what is wrong with it, how its values are spread, and the first of them.</summary>
/// <param name="tensor">The tensor in numbers.</param>
public sealed class TensorView(TensorSummary tensor) : View
{
    private const int MostColumns = 8, MostRows = 8;

    /// <inheritdoc/>
    public override string Name => "tensor";

    /// <inheritdoc/>
    public override string Label => $"Tensor of shape {Shape}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["model", "tensor"];

    private string Shape => $"[{string.Join(", ", tensor.Shape)}]";

    private string HeadFacts => Facts(
        Shape, tensor.Type, tensor.Device, Numbers.Count(tensor.Elements, "value", "values"), Memory, tensor.RequiresGradient ? "with gradient" : null);

    private string Memory => tensor.Bytes < 1000 ? Numbers.Count(tensor.Bytes, "byte", "bytes")
        : tensor.Bytes < 1_000_000 ? $"{Numbers.Plain(tensor.Bytes / 1e3, 1)} kB" : $"{Numbers.Plain(tensor.Bytes / 1e6, 1)} MB";

    private bool IsSound => tensor.NotNumbers == 0 && tensor.Infinite == 0;

    private string Verdict => tensor.Elements == 0
        ? "No values."
        : IsSound
            ? "All values are finite."
            : $"✕ {Numbers.Count(tensor.NotNumbers)} NaN and {Numbers.Count(tensor.Infinite)} infinite of {Numbers.Count(tensor.Elements, "value", "values")}.";

    private IEnumerable<(string Name, string Value)> Lines
    {
        get
        {
            yield return ("smallest", Value(tensor.Smallest));
            yield return ("largest", Value(tensor.Largest));
            yield return ("mean", Numbers.Scientific(tensor.Mean));
            yield return ("standard deviation", Numbers.Scientific(tensor.StandardDeviation));
            yield return ("zeros", tensor.Elements == 0 ? Numbers.Missing : $"{Numbers.Count(tensor.Zeros)} ({Numbers.Share((double)tensor.Zeros / tensor.Elements)})");
            yield return ("NaN", Numbers.Count(tensor.NotNumbers));
            yield return ("infinite", Numbers.Count(tensor.Infinite));
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        IEnumerable<Html> facts = Lines.Select(line => Html.Of($"<dt>{line.Name}</dt><dd>{line.Value}</dd>"));
        Html verdict = IsSound ? Html.Of($"<b>{Verdict}</b>") : Html.Of($"<b class=\"cppo-no\">{Verdict}</b>");
        return Html.Of(
            $"{Head("Tensor", Html.Text(HeadFacts))}<p class=\"cppo-p\">{verdict}</p><div class=\"cppo-tsr\"><dl class=\"cppo-facts\">{facts}</dl>{Histogram()}</div>{First()}");
    }

    private Html Histogram()
    {
        if (tensor.Histogram.Count == 0) return Html.Empty;
        long most = tensor.Histogram.Max();
        IEnumerable<Html> bars = tensor.Histogram.Select(count => Html.Of($"<i style=\"--v:{Numbers.Css((double)count / most, 3)}\"></i>"));
        string spread = $"histogram from {Value(tensor.Smallest)} to {Value(tensor.Largest)}, at most {Numbers.Count(most)} values a bar";
        return Html.Of(
            $"<figure class=\"cppo-fig\"><div class=\"cppo-hist\" role=\"img\" aria-label=\"{spread}\">{bars}</div><div class=\"cppo-ends\"><span>{Value(tensor.Smallest)}</span> <span>{Value(tensor.Largest)}</span></div><figcaption>{tensor.Histogram.Count} bars, the longest {Numbers.Count(most, "value", "values")}</figcaption></figure>");
    }

    // Rows of the last dimension, as far as the first values reach.
    private Html First()
    {
        if (tensor.First.Count == 0) return Html.Empty;
        long width = tensor.Shape.Count == 0 ? 1 : Math.Max(1, tensor.Shape[^1]);
        int columns = (int)Math.Min(MostColumns, width), rows = 0;
        HtmlTable table = new(
            Html.Of($"<b>First values,</b> rows of the last dimension."),
            [new(""), .. Enumerable.Range(0, columns).Select(column => new HtmlColumn(Numbers.Count(column), right: true))])
        {
            Scrolls = true,
        };
        for (long start = 0; start + columns <= tensor.First.Count && rows < MostRows; start += width, rows++)
        {
            table.Add([Html.Of($"<i class=\"cppo-z\">{rows}</i>"), .. tensor.First.Skip((int)start).Take(columns).Select(value => Html.Text(Value(value)))]);
        }

        return Html.Of($"<details class=\"cppo-d\"><summary>First values</summary>{table.ToHtml()}</details>");
    }

    private string Value(double value) =>
        !double.IsNaN(value) && tensor.IsWhole ? Numbers.Plain(value, 0) : double.IsNaN(value) ? "NaN" : Numbers.Scientific(value);

    /// <inheritdoc/>
    protected override string PlainText() =>
        $"Tensor  {HeadFacts}\n{Verdict}\n{string.Join('\n', Lines.Select(line => $"{line.Name}: {line.Value}"))}";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<double>(tensor.First).Number("value", value => value).ToFrame();
}
