using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Interactive.Views;

namespace Cppo.Interactive.Tests.Views;

public sealed class BenchmarkTableViewTests
{
    internal static BenchmarkTable Table { get; } = new("starter",
    [
        .. Benchmarks.All.Select((benchmark, i) => i % 3 == 2
            ? new BenchmarkResult(benchmark, null) { Problem = $"Not there: {benchmark.Expected} in benchmarks." }
            : new BenchmarkResult(benchmark, Report("starter", n => n % (i + 2) == 0)) { Path = $"benchmarks/{benchmark.Expected}", Remark = i == 0 ? "the file has 60 rows, the published one 447" : "" }),
    ]);

    internal static ReportComparison Comparison { get; } = ReportComparison.Of(
        Report("before", n => n % 2 == 0), Report("same", n => n % 2 == 0 || n == 3), Report("after", n => n % 4 != 1));

    [Fact]
    public void A_row_a_benchmark_with_its_interval_and_what_is_absent_with_what_it_expects()
    {
        BenchmarkTableView view = new(Table);
        foreach (string text in new[] { view.ToHtml(), view.ToPlainText() })
        {
            Assert.All(Benchmarks.All, benchmark => Assert.Contains(benchmark.Title, text));
            Assert.Contains("Not there: DynaMath.tsv", text);
            Assert.Contains("the published one 447", text);
            Assert.Contains("average", text);
        }

        Assert.Contains("strict score", view.ToHtml());
        Assert.Equal(7, view.ToData().Rows.Count);
        Assert.Null(view.ToData()["accuracy"][2]);
        BenchmarkTableView none = new(new("nobody", [.. Benchmarks.All.Select(benchmark => new BenchmarkResult(benchmark, null))]));
        Assert.Contains("No benchmark", none.ToHtml());
        Assert.Contains("–", none.ToPlainText());
    }

    [Fact]
    public void Reports_are_compared_with_the_first_and_what_is_not_settled_is_said()
    {
        ReportComparisonView view = new(Comparison);
        foreach (string text in new[] { view.ToHtml(), view.ToPlainText() })
        {
            Assert.Contains("same and before are not distinguishable", text);
            Assert.Contains("the interval holds 0", text);
            Assert.Contains("after is better than before: +25.0 points", text);
            Assert.Contains("dice", text);
        }

        Assert.Equal(2 * 3, view.ToData().Rows.Count);
        Assert.Throws<Runtime.CppoException>(() => ReportComparison.Of(Report("alone", _ => true)));
    }

    private static EvaluationReport Report(string name, Func<int, bool> right) => EvaluationReport.Of(
        name, [.. Enumerable.Range(0, 60).Select(i => new SampleOutcome((ulong)i, i % 3 == 0 ? "dice" : "count", [new(right(i), i % 7 == 0 && !right(i) ? null : $"{i}", true, 9, false)]))]) with
    { Setting = "greedy, 60 samples" };
}
