using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Views;
using Cppo.Interactive.Views;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Runtime;
using Cppo.Training;
using Microsoft.Data.Analysis;
using Found = Cppo.Interactive.Rendering.Views;

namespace Cppo.Interactive.Tests.Rendering;

public sealed class ViewsTests
{
    [Fact]
    public void Every_result_has_its_view()
    {
        (object Value, Type View)[] expected =
        [
            (Measured.Rollouts, typeof(RolloutView)),
            (Measured.Group, typeof(StripView)),
            (new[] { Measured.Group }, typeof(GroupsView)),
            (new List<GroupRecord> { Measured.Rollouts }, typeof(GroupsView)),
            (Measured.Group.Group, typeof(ResponsesView)),
            (new[] { Measured.Group.Group }, typeof(ResponsesView)),
            (Measured.Group.Responses[0], typeof(TokenTableView)),
            (new[] { Measured.Rollouts with { Preserving = Measured.Group.Preserving, Removing = Measured.Group.Removing } }, typeof(DrawnViewsView)),
            (Measured.Step, typeof(StepView)),
            (Measured.History(3), typeof(TrainView)),
            (Measured.Evaluations[0], typeof(EvaluationView)),
            (Measured.Evaluations, typeof(EvaluationView)),
            (BenchmarkTableViewTests.Table, typeof(BenchmarkTableView)),
            (BenchmarkTableViewTests.Comparison, typeof(ReportComparisonView)),
            (new PerturbationGallery(Measured.GallerySample, Measured.Gallery), typeof(GalleryView)),
            (Measured.Gallery[0], typeof(PerturbedPictureView)),
            (new ViewPair(Measured.Gallery[0], Measured.Gallery[4]), typeof(PerturbedPictureView)),
            (Measured.GallerySample, typeof(SamplesView)),
            (new[] { Measured.GallerySample }, typeof(SamplesView)),
            (Measured.GallerySample.Pictures[0], typeof(PictureView)),
            (ModelValues.Text, typeof(TokensView)),
            (ModelValues.Small, typeof(SeenPictureView)),
            (ModelValues.Weights, typeof(TensorView)),
            (new FairGrader().Grade("2/4", "0.5"), typeof(GradeView)),
            (new[] { new FairGrader().Grade("2/4", "0.5") }, typeof(GradeView)),
            (GraderComparison.Of([new AnswerPair("2/4", "1/2")]), typeof(GraderComparisonView)),
            (Measured.Doctor, typeof(DoctorView)),
            (new CppoException("a", "b"), typeof(ErrorView)),
        ];
        foreach ((object value, Type view) in expected) Assert.IsType(view, Found.For(value));
    }

    [Fact]
    public void What_has_no_view_is_left_to_the_host()
    {
        Assert.Null(Found.For(null));
        Assert.Null(Found.For("text"));
        Assert.Null(Found.For(new InvalidOperationException()));
        Assert.Null(Found.Render(42));
    }

    [Fact]
    public void The_strip_has_one_row_a_token_with_nulls_for_what_was_not_computed()
    {
        GroupRecord group = Measured.Group with
        {
            Responses = [Measured.Group.Responses[0] with { Tokens = [new TokenRecord(5, " x", false) { Entropy = 1, LogProbability = -1 }] }],
        };
        DataFrame rows = new StripView(group).ToData();
        Assert.Equal(1, rows.Rows.Count);
        Assert.Equal(1.0, rows["entropy"][0]);
        Assert.Null(rows["shift"][0]);
        Assert.Equal(Measured.Group.Responses.Sum(response => response.Tokens.Count), new StripView(Measured.Group).ToData().Rows.Count);
    }

    [Fact]
    public void Texts_for_terminals_are_tables_with_aligned_columns()
    {
        string[] lines = new RolloutView(Measured.Rollouts).ToPlainText().Split('\n');
        int rule = Array.FindIndex(lines, line => line.StartsWith('─'));
        Assert.True(rule > 0);
        Assert.Equal(Measured.Rollouts.Responses.Count, lines.Length - rule - 1);
        int column = lines[rule - 1].IndexOf("Response", StringComparison.Ordinal);
        Assert.All(lines[(rule + 1)..], line => Assert.Equal("<think>", line.Substring(column, 7)));
    }

    [Fact]
    public void The_same_view_may_stand_twice_on_a_page()
    {
        string html = new StripView(Measured.Group).ToHtml();
        Assert.DoesNotContain(" id=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("data-cppo=\"base\"", html, StringComparison.Ordinal);
        Assert.Contains("data-cppo=\"strip\"", html, StringComparison.Ordinal);
    }
}
