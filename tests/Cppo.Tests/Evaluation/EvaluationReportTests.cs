using Cppo.Evaluation;
using Cppo.Runtime;

namespace Cppo.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    [Fact]
    public void Several_answers_give_avg_pass_and_majority_as_counted_by_hand()
    {
        // Right of four: 2, 1, 4, 0; votes: tie of +3 and 4; 9; right; 7.
        EvaluationReport report = Outcomes.Report("drawn", "+3 +3 4 4", "+5 9 9 ?", "+1 +1 +1 +1", "7 7 ! 8");
        Assert.Equal(4, report.AnswersPerSample);
        Assert.Equal(["avg@4", "pass@2", "pass@4", "majority@4"], report.Estimates.Select(estimate => estimate.Name));
        Assert.Equal(7 / 16.0, report.Estimates[0].Value, 12);
        Assert.Equal(((1 - (1 / 6.0)) + (3 / 6.0) + 1 + 0) / 4, report.Estimates[1].Value, 12);
        Assert.Equal(3 / 4.0, report.Estimates[2].Value, 12);
        Assert.Equal((0.5 + 0 + 1 + 0) / 4, report.Estimates[3].Value, 12);
        Assert.Equal(report.PassAt(2), report.Estimates[1]);
        Assert.All(report.Estimates, estimate => Assert.True(estimate.Interval.Contains(estimate.Value)));
        Assert.Throws<CppoException>(() => report.PassAt(5));
    }

    [Fact]
    public void Failures_of_form_are_counted_apart_from_wrong_answers()
    {
        EvaluationReport report = Outcomes.Report("forms", "+3 4 ? !", "+3 4 4 ?");
        Assert.Equal(
            (2, 3, 2, 1),
            (report.Count(AnswerVerdict.Right), report.Count(AnswerVerdict.Wrong), report.Count(AnswerVerdict.NoAnswer), report.Count(AnswerVerdict.CutOff)));
        Assert.Equal(5 / 8.0, report.WellFormedShare, 12);
        Assert.Equal(1 / 8.0, report.TruncatedShare, 12);
        Assert.Equal(((5 * 10) + (2 * 5) + 26) / 8.0, report.MeanLength, 12);
    }

    [Fact]
    public void One_answer_a_sample_has_Wilsons_interval_and_several_have_the_bootstraps()
    {
        EvaluationReport one = Outcomes.Report("one", "+1", "2", "+3", "+4"), several = Outcomes.Report("four", "+1 +1", "2 2", "+3 3", "+4 +4");
        Assert.Equal(ConfidenceInterval.Wilson(3, 4), one.All.Interval);
        Assert.Equal(Bootstrap.OfMean([1, 0, 0.5, 1]), several.All.Interval);
        Assert.Equal(["accuracy"], one.Estimates.Select(estimate => estimate.Name));
        Assert.Equal(["avg@2", "pass@2", "majority@2", "greedy"], (several with { Greedy = one }).Estimates.Select(estimate => estimate.Name));
        EvaluationReport counts = new("counts", [new("a", 3, 4), new("b", 1, 4)]);
        Assert.Equal((4, 8), (counts.All.Correct, counts.All.Total));
        Assert.Equal(ConfidenceInterval.Wilson(4, 8), counts.All.Interval);
        Assert.Empty(counts.Estimates);
        Assert.True(double.IsNaN(counts.MeanLength));
    }

    [Fact]
    public void A_stored_report_is_read_as_it_was()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "report.json");
        try
        {
            EvaluationReport report = Outcomes.Report("<b>\"before\"</b>\n", "+3 ?", "+5 9") with { Setting = "T = 1", Greedy = Outcomes.Report("g", "+3", "!") };
            EvaluationFile.Write(path, report);
            EvaluationReport read = EvaluationFile.Read(path);
            Assert.Equal(EvaluationFile.ToJson(report).ToJsonString(), EvaluationFile.ToJson(read).ToJsonString());
            Assert.Equal((report.Name, report.Setting, report.All), (read.Name, read.Setting, read.All));
            File.WriteAllText(path, """{ "format": "cppo evaluation 1", "name": "x" }""");
            Assert.Contains("no complete evaluation", Assert.Throws<CppoException>(() => EvaluationFile.Read(path)).Message);
            File.WriteAllText(path, """{ "format": "other" }""");
            Assert.Throws<CppoException>(() => EvaluationFile.Read(path));
            Assert.Contains("cppo eval", Assert.Throws<CppoException>(() => EvaluationFile.Read(path + "x")).Advice);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
