using Cppo.Evaluation.Comparisons;
using Cppo.Runtime;
using Cppo.Tests.Training;
using Cppo.Training;

namespace Cppo.Tests.Evaluation.Comparisons;

/// <summary>Methods at equal time by the processor seconds of their own records, and runs of a comparison that several processes share.</summary>
public sealed class EqualTimeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-equal-time-").FullName;

    [Fact]
    public void A_run_is_looked_at_where_its_steps_have_taken_the_time_of_the_shorter_one()
    {
        // Accuracy rises by 0.01 a step; the costly method takes 1.5 seconds a step.
        TrainingHistory cheap = History(1, 30), costly = History(1.5, 30);
        Assert.Equal(30, EqualTime.Seconds(cheap), 9);
        Assert.Equal(Mean(20, 29), EqualTime.Accuracy(cheap, EqualTime.Drawn, 30), 9);
        Assert.Equal(Mean(10, 19), EqualTime.Accuracy(costly, EqualTime.Drawn, 30), 9); // 20 steps fit
        Assert.Equal(0.30, EqualTime.Accuracy(cheap, EqualTime.HeldOut, 30), 9);
        Assert.Equal(0.20, EqualTime.Accuracy(costly, EqualTime.HeldOut, 30), 9); // between the measurements after 10 and 30 steps
        Assert.True(double.IsNaN(EqualTime.Accuracy(costly, EqualTime.Drawn, 1)));
        Assert.True(double.IsNaN(EqualTime.Accuracy(costly, EqualTime.HeldOut, 100)));
    }

    [Theory]
    [InlineData(1.5, ComparisonVerdict.Worse)]
    [InlineData(1.0, ComparisonVerdict.NotDistinguishable)]
    [InlineData(0.5, ComparisonVerdict.Better)]
    public void What_learns_as_much_a_step_and_takes_longer_is_worse_at_equal_time(double seconds, ComparisonVerdict verdict)
    {
        ComparisonDesign design = new(["grpo", "cppo"], [0, 1, 2], 30);
        ComparedRun Run(string method, ulong seed, double each) =>
            new(method, seed, "", History(each, 30, seed * 0.01), new Dictionary<string, Cppo.Evaluation.EvaluationReport>());
        MethodComparison comparison = new(design, [.. design.Seeds.SelectMany(seed => new[] { Run("grpo", seed, 1), Run("cppo", seed, seconds) })]);
        IReadOnlyList<MethodDifference> differences = EqualTime.Differences(comparison);
        Assert.Equal(2, differences.Count);
        Assert.All(differences, one => Assert.Equal((verdict, 3), (one.Verdict, one.OverSeeds.Seeds)));
        Assert.Contains("equal time", differences[0].Sentence);
    }

    [Fact]
    public void Runs_one_by_one_equal_those_of_a_whole_comparison_and_have_their_processor_seconds()
    {
        ComparisonPlan whole = ComparisonPlans.Tiny(Path.Combine(folder, "whole")) with { Seeds = [3] }, parts = whole with { Folder = Path.Combine(folder, "parts") };
        MethodComparison expected = MethodComparison.Run(whole);
        MethodComparison.AskStart(parts);
        ComparedRun second = MethodComparison.RunOne(parts, "cppo", 3), first = MethodComparison.RunOne(parts, "grpo", 3);
        Assert.True(first.IsFinished && second.IsFinished);
        Assert.All(second.History.Steps, step => Assert.InRange(step.CpuSeconds, 1e-4, 1e3));
        foreach (ComparedRun run in expected.Runs)
            Assert.Equal(RunContents.Metrics(run.Folder), RunContents.Metrics(Path.Combine(parts.Folder, Path.GetFileName(run.Folder))));
        Assert.Equal(expected.Differences.Select(one => one.Sentence), MethodComparison.Read(parts.Folder).Differences.Select(one => one.Sentence));
        Assert.Throws<CppoException>(() => MethodComparison.RunOne(parts, "papo", 3));
        Assert.Throws<CppoException>(() => MethodComparison.RunOne(parts, "cppo", 4));
        Assert.Throws<CppoException>(() => MethodComparison.RunOne(parts with { Budget = ComparisonBudget.Time }, "cppo", 3));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static double Mean(int first, int last) => (first + last) / 2.0 * 0.01;

    private static TrainingHistory History(double secondsPerStep, int steps, double offset = 0)
    {
        TrainingHistory history = new("method", steps);
        for (int i = 0; i < steps; i++) history.Add(new StepMetrics { Step = i, Accuracy = offset + (i * 0.01), CpuSeconds = secondsPerStep });
        foreach (int step in new[] { 0, 10, 30 }) history.Add(new AccuracyPoint(step, (int)Math.Round(1000 * (offset + (step * 0.01))), 1000));
        return history;
    }
}
