using System.Text;
using System.Text.RegularExpressions;
using Cppo.Evaluation;
using Cppo.Images;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Text;
using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Interactive.Tests.Views;

public sealed partial class BudgetTests
{
    [Fact]
    public void Measured_views_stay_within_60_KB_of_markup_and_450_KB_of_pictures()
    {
        foreach ((string cell, View view) in ViewPage.All) AssertBudget(cell, view);
    }

    [Fact]
    public void A_strip_of_five_responses_of_sixteen_tokens_shows_every_number()
    {
        string html = new StripView(Measured.Group).ToHtml();
        Assert.Equal(5, Regex.Count(html, "All numbers of response"));
        Assert.DoesNotContain("showing", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_of_everything_are_cut_with_a_word_about_the_rest()
    {
        ResponseRecord response = Measured.Group.Responses[0];
        ResponseRecord longOne = response with { Tokens = [.. Enumerable.Repeat(response.Tokens, 300).SelectMany(tokens => tokens)] };
        GroupRecord longGroup = Measured.Group with { Responses = [.. Enumerable.Repeat(longOne, 64)] };
        GroupRecord wideGroup = Measured.Rollouts with { Responses = [.. Enumerable.Repeat(Measured.Rollouts.Responses[0], 2000)] };
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Sample[] samples = [.. Enumerable.Repeat(Measured.GallerySample, 500)];
        (string, View)[] views =
        [
            ("long responses", new StripView(longGroup)),
            ("one long response", new TokenTableView(longOne)),
            ("many responses", new RolloutView(wideGroup)),
            ("many groups", new GroupsView([.. Enumerable.Repeat(wideGroup, 300)])),
            ("many groups with tokens", new GroupsView([.. Enumerable.Repeat(longGroup, 30)])),
            ("many unscored groups", new ResponsesView([.. Enumerable.Repeat(wideGroup.Group, 300)])),
            ("many views", new GalleryView(new(Measured.GallerySample, [.. Enumerable.Repeat(Measured.Gallery, 40).SelectMany(view => view)]))),
            ("many tokens", new TokensView(new("x", [.. Enumerable.Range(0, 20_000).Select(i => new TextToken(i, $"word {i}", false, 4))]))),
            ("many windows", new SeenPictureView(SeenPicture.Of(policy, new Picture(3000, 2000, new byte[3000 * 2000 * 3])))),
            ("many samples", new SamplesView(samples)),
            ("many grades", new GradeView([.. Enumerable.Repeat(Measured.Rollouts.Responses[0].Reward.Grade, 3000)])),
            ("many disagreements", new GraderComparisonView(Measured.Graders with { Answers = [.. Enumerable.Repeat(Measured.Graders.Disagreements[0], 3000)] })),
            ("many rows", new DataView(DataFiles.Many(900).Select(shuffle: 1))),
            ("many rows unchecked", new DataView(DataFiles.Many(900))),
            ("many runs", new RunsView([.. Enumerable.Range(0, 3000).Select(i => new RunSummary($"/runs/{i}", "CPPO", RunState.Finished, 1, 1) { Warnings = [new string('w', 5000)] })])),
            ("many methods", new ComparisonView(Comparisons.Of([.. Enumerable.Range(0, 40).Select(i => $"method-with-a-long-name-{i}")], 12, 12, [.. Enumerable.Range(0, 9).Select(i => $"test {i}")]))),
            ("many kept responses", new StoredRolloutsView([.. Enumerable.Range(0, 3000).Select(i => Comparisons.HostileRow(new string('w', 5000)) with { Group = i / 40 })])),
            ("many studies", new DetectorStudyView([.. Enumerable.Repeat(Comparisons.Detectors[0], 400)])),
            ("many kinds", new EvaluationView(new EvaluationReport("x", [.. Enumerable.Range(0, 3000).Select(i => new KindAccuracy($"kind {i}", 1, 2))]))),
        ];
        foreach ((string name, View view) in views)
        {
            AssertBudget(name, view);
            Assert.Matches("showing .* of ", view.ToHtml());
        }
    }

    [Fact]
    public void A_long_run_draws_at_most_seventy_points_a_line()
    {
        TrainingHistory history = new("CPPO", 20_000);
        foreach (StepMetrics step in Enumerable.Range(0, 20_000).Select(i => new StepMetrics { Step = i, Reward = i / 20_000.0, Cpl = 0.5 }))
        {
            history.Add(step);
        }

        string html = new TrainView(history).ToHtml();
        AssertBudget("a long run", new TrainView(history));
        Assert.All(Points().Matches(html), match => Assert.InRange(match.Groups[1].Value.Split(' ').Length, 1, 70));
    }

    [Fact]
    public void A_large_picture_is_reduced()
    {
        byte[] noise = new byte[2400 * 1800 * 3];
        new Random(1).NextBytes(noise);
        Picture large = new(2400, 1800, noise);
        Sample sample = new(1, [large], "What is it?", "noise");
        AssertBudget("picture", new PictureView(large));
        using Policy policy = Policy.Load(ShippedModels.Starter);
        AssertBudget("seen picture", new SeenPictureView(SeenPicture.Of(policy, large)));
        AssertBudget("sample", new SamplesView([sample]));
        PerturbedView view = new(large, "noise", PerturbationEffect.Removing, "all", new(1, 1, 1));
        AssertBudget("gallery", new GalleryView(new(sample, [view, view, view])));
    }

    private static void AssertBudget(string name, View view)
    {
        string html = view.ToHtml(), markup = Base64().Replace(html, "");
        int all = Encoding.UTF8.GetByteCount(html), text = Encoding.UTF8.GetByteCount(markup);
        Assert.True(all <= View.OutputLimit, $"{name}: output of {all} bytes");
        Assert.True(text <= View.MarkupLimit, $"{name}: markup of {text} bytes");
        Assert.True(all - text <= 450 * 1024, $"{name}: pictures of {all - text} bytes");
    }

    [GeneratedRegex("base64,[A-Za-z0-9+/=]*")]
    private static partial Regex Base64();

    [GeneratedRegex("points=\"([^\"]*)\"")]
    private static partial Regex Points();
}
