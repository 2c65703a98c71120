using Cppo.Evaluation;
using Cppo.Interactive.Views;

namespace Cppo.Interactive.Tests.Views;

public sealed class EvaluationViewTests
{
    [Fact]
    public void Two_models_on_the_same_samples_are_compared_in_pairs()
    {
        EvaluationReport before = Report("before", i => i % 2 == 0), after = Report("after", i => i % 2 == 0 || i < 12);
        PairedDifference difference = PairedDifference.Of(before, after);
        EvaluationView view = new(before, after);
        Assert.Contains("Wilson; Newcombe, paired", view.ToHtml());
        Assert.Contains("better", view.ToHtml());
        Assert.True(difference.Interval.Low > ConfidenceInterval.Newcombe(20, 40, 26, 40).Low);
        Assert.Contains("+15.0 points", view.ToPlainText());
        Assert.Contains("Newcombe, paired, McNemar p = 0.031", view.ToPlainText()); // 6 of 6 samples: 2 / 2^6
    }

    [Fact]
    public void Failures_of_form_and_drawn_answers_have_a_table_of_their_own()
    {
        SampleOutcome sample = new(1, "dice", [new(true, "3", true, 10, false), new(false, null, false, 5, false), new(false, null, false, 26, true)]);
        EvaluationView view = new(EvaluationReport.Of("drawn", [sample, sample with { Id = 2 }]) with { Greedy = Report("greedy", _ => true) });
        foreach (string expected in new[] { "avg@3", "pass@2", "pass@3", "majority@3", "greedy", "without an answer", "cut off before an answer", "not in the format" })
        {
            Assert.Contains(expected, view.ToPlainText());
            Assert.Contains(expected, view.ToHtml());
        }

        Assert.DoesNotContain("avg@", new EvaluationView(Report("one", _ => true)).ToPlainText());
        Assert.DoesNotContain("Answers in percent", new EvaluationView(new EvaluationReport("counts", [new("dice", 1, 2)])).ToHtml());
    }

    private static EvaluationReport Report(string name, Func<int, bool> right) => EvaluationReport.Of(
        name, [.. Enumerable.Range(0, 40).Select(i => new SampleOutcome((ulong)i, "dice", [new(right(i), $"{i}", true, 9, false)]))]);
}
