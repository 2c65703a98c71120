using System.Text.RegularExpressions;
using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Views;

namespace Cppo.Interactive.Tests.Views;

public sealed class ComparisonViewTests
{
    [Fact]
    public void It_says_what_is_settled_with_a_sentence_for_every_difference()
    {
        string text = new ComparisonView(Comparisons.Finished).ToPlainText();
        Assert.All(Comparisons.Finished.Differences, one => Assert.Contains(one.Sentence, text, StringComparison.Ordinal));
        Assert.Matches("No difference is settled|differences? (is|are) settled", text);
        Assert.Contains("One seed says nothing", new ComparisonView(Comparisons.Of(["grpo", "cppo"], 1, 1, ["greedy"])).ToPlainText(), StringComparison.Ordinal);
        Assert.Contains("nothing to compare", new ComparisonView(Comparisons.Of(["grpo"], 1, 1, ["greedy"])).ToPlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_methods_have_bands_and_many_have_whiskers()
    {
        string two = new ComparisonView(Comparisons.Finished).ToHtml();
        string six = new ComparisonView(Comparisons.Of(["a", "b", "c", "d", "e", "f"], 3, 3, [])).ToHtml();
        Assert.Contains("<polygon", two, StringComparison.Ordinal);
        Assert.DoesNotContain("<polygon", six, StringComparison.Ordinal);
        Assert.All(Regex.Matches(two + six, "polyline[^>]*points=\"([^\"]*)\""), line => Assert.InRange(line.Groups[1].Value.Split(' ').Length, 1, 70));
    }

    [Fact]
    public void The_rows_are_there_from_the_start_so_that_the_height_stays()
    {
        int Rows(MethodComparison comparison) => Regex.Count(new ComparisonView(comparison).ToHtml().Split("In words")[0], "<tr");
        Assert.Equal(Rows(Comparisons.Finished), Rows(Comparisons.Running));
    }

    [Fact]
    public void Data_has_one_row_a_run()
    {
        Microsoft.Data.Analysis.DataFrame frame = new ComparisonView(Comparisons.Finished).ToData();
        Assert.Equal(6, frame.Rows.Count);
        Assert.Contains("avg@4", frame.Columns.Select(column => column.Name));
        Assert.Equal(18, new DetectorStudyView(Comparisons.Detectors).ToData().Rows.Count);
    }

    [Fact]
    public void The_best_detector_stands_beside_the_plain_entropy()
    {
        string text = new DetectorStudyView(Comparisons.Detectors).ToPlainText();
        Assert.Contains("KL of distributions ranks best: AUC 0.99; plain entropy, which needs no second picture: 0.97.", text, StringComparison.Ordinal);
    }
}
