using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>How far a count is: a bar of fixed height with rate and time left, to be replaced by the result.</summary>
/// <param name="what">What is counted, in words.</param>
/// <param name="done">How many are done.</param>
/// <param name="total">How many there are.</param>
/// <param name="elapsed">Time since the first.</param>
public sealed class CountView(string what, int done, int total, TimeSpan elapsed) : View
{
    /// <inheritdoc/>
    public override string Name => "count";

    /// <inheritdoc/>
    public override string Label => $"{what}: {done} of {total}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => ["train"];

    private double Rate => done / Math.Max(elapsed.TotalSeconds, 1e-3);

    private string Left => done > 0 ? Numbers.Time(TimeSpan.FromSeconds(Math.Max(0, total - done) / Rate)) : Numbers.Missing;

    /// <inheritdoc/>
    protected override Html Body() => Html.Of(
        $"{Head("Evaluation", Html.Text(Describe.Clip(what, 120)))}<div class=\"cppo-prog\"><i class=\"cppo-bar\" style=\"--v:{Numbers.Css(total > 0 ? (double)done / total : 0, 3)}\" role=\"img\" aria-label=\"{done} of {total}\"></i><div class=\"cppo-stat\"><span><b>{Numbers.Count(done)}</b> of {Numbers.Count(total)}</span> <span><b>{Numbers.Plain(Rate, 1)}</b> a second</span> <span>elapsed <b>{Numbers.Time(elapsed)}</b></span> <span>left <b>{Left}</b></span></div></div>");

    /// <inheritdoc/>
    protected override string PlainText() =>
        $"{TextEncoder.Terminal(what)}: {Numbers.Count(done)} of {Numbers.Count(total)}, {Numbers.Plain(Rate, 1)} a second, {Left} left";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<int>([done]).Text("what", _ => what).Integer("done", _ => done).Integer("total", _ => total).ToFrame();
}
