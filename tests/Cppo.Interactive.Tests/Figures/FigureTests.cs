using Cppo.Interactive.Figures;
using Cppo.Interactive.Rendering;
using Cppo.Runtime;

namespace Cppo.Interactive.Tests.Figures;

public sealed class FigureTests
{
    /// <summary>Lines with a band, points with whiskers, a histogram.</summary>
    public static Figure Example { get; } = new Figure("Accuracy under a removing view", "strength", "share of right answers")
    {
        Finding = "What the picture tells is lost at half strength.",
    }
        .Line("dice", Enumerable.Range(0, 9).Select(i => new FigurePoint(i / 8.0, 1 - (0.08 * i), 0.95 - (0.09 * i), 1.02 - (0.07 * i))), FigureTone.Cppo)
        .Line("bars", Enumerable.Range(0, 9).Select(i => (i / 8.0, 0.64 - (0.05 * i))), FigureTone.Grpo)
        .Points("runs", Enumerable.Range(0, 12).Select(i => new FigurePoint(i / 12.0, 0.3 + (0.02 * (i % 5)), 0.25, 0.45)), FigureTone.Removing)
        .Histogram("shifts", Enumerable.Range(0, 100).Select(i => i * i / 1e4), 0, 1, 12, FigureTone.Preserving)
        .Curve("chance", 0, 1, _ => 0.2);

    [Fact]
    public void A_figure_is_seen_by_returning_it()
    {
        IView view = Cppo.Interactive.Rendering.Views.For(Example)!;
        Assert.IsType<FigureView>(view);
        Assert.Contains("strength", view.ToPlainText(), StringComparison.Ordinal);
        Assert.Equal(9 + 9 + 12 + 13 + 70, view.ToData().Rows.Count);
    }

    [Fact]
    public void A_histogram_holds_shares_of_all_finite_values()
    {
        FigureSeries bins = new Figure("", "", "").Histogram("h", [0.1, 0.1, 0.6, double.NaN, 9], 0, 1, 2).Series[0];
        Assert.Equal([0.5, 0.5, 0.5], bins.Points.Select(point => point.Y)); // the last point closes the last bin
        Assert.Equal([0.0, 0.5, 1.0], bins.Points.Select(point => point.X));
    }

    [Fact]
    public void Ends_that_are_none_are_refused()
    {
        Figure empty = new("", "", "");
        Assert.Throws<CppoException>(() => empty.Curve("c", 1, 1, x => x));
        Assert.Throws<CppoException>(() => empty.Histogram("h", [1], 1, 0));
        Assert.Throws<CppoException>(() => empty.Histogram("h", [1], 0, 1, bins: 70));
    }

    [Fact]
    public void Nothing_missing_and_infinite_values_can_be_drawn()
    {
        Figure[] figures =
        [
            new("empty", "x", "y"),
            new Figure("gaps", "x", "y").Line("l", [(0, double.NaN), (1, 2), (2, double.PositiveInfinity), (double.NaN, 1)]),
            new Figure("one", "x", "y").Points("p", [(1e9, 1e-9)]),
            new Figure("cut", "x", "y") { XRange = (0, 1), YRange = (0, 1) }.Line("l", [(-1, 5), (0.5, 7), (3, 1)]),
        ];
        foreach (Figure figure in figures)
        {
            string html = new FigureView(figure).ToHtml();
            Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
            Assert.DoesNotContain("∞\"", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Many_points_are_thinned_and_it_is_said()
    {
        Figure figure = new Figure("many", "x", "y")
            .Points("cloud", Enumerable.Range(0, 5_000).Select(i => ((double)i, Math.Sin(i))))
            .Line("line", Enumerable.Range(0, 5_000).Select(i => ((double)i, Math.Cos(i))));
        string html = new FigureView(figure).ToHtml();
        Assert.InRange(html.Length, 1, View.MarkupLimit);
        Assert.Contains("showing 310 of 10\u202F000 points", html, StringComparison.Ordinal);
    }
}
