using Cppo.Evaluation.Comparisons;
using Cppo.Evaluation.Reproduction;
using Cppo.Runtime;

namespace Cppo.Tests.Evaluation.Reproduction;

public sealed class ReproductionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-reproduction-").FullName;

    private static readonly ReproductionScale Tiny = ReproductionScale.Quick with
    {
        Name = "tiny", WarmStartShare = 0.002, WarmStartSamples = 80, WarmStartMonitorEvery = 2, GreedySamples = 4, SampledSamples = 2, MonitorSamples = 3, ReasonPrompts = 2,
    };

    [Fact]
    public void What_is_cancelled_goes_on_where_it_was_and_gives_the_same_tables()
    {
        ReproductionTables whole = Tables("whole", cancelAfter: int.MaxValue, out _), pieces = Tables("pieces", cancelAfter: 2, out int rounds);
        Assert.True(rounds > 1, "it was never cancelled");
        Assert.Equal(whole.Accuracy, pieces.Accuracy);
        Assert.Equal(whole.Models, pieces.Models);
        Assert.Equal(whole.Monitor.Select(row => (row.Start, row.Step, row.Accuracy, row.Loss)), pieces.Monitor.Select(row => (row.Start, row.Step, row.Accuracy, row.Loss)));
        Assert.Equal(["reading", "starter", "guesser"], whole.Models.Select(model => model.Model));
        Assert.All(whole.Jobs, job => Assert.True(job is { Part: "WarmStart", CpuSeconds: > 0 }));
        Assert.Contains("\"complete\": true", File.ReadAllText(Path.Combine(folder, "whole", "summary.json")));
        Assert.Equal(whole.Accuracy, ReproductionTables.Read(Path.Combine(folder, "whole", "tables")).Accuracy);
    }

    [Fact]
    public void One_batch_taken_apart_shows_groups_of_tokens_branches_and_strengths()
    {
        ReproductionPlan plan = new(folder, Tiny, [ReproductionPart.Reasons]);
        plan.Prepare();
        Reproducer.Work(plan);
        ReproductionTables tables = ReproductionTables.Collect(plan);
        Assert.True(ReproductionStatus.Of(plan).IsComplete);
        GradientRow Row(string branch, string set = "mild", double strength = 1, string arm = "paper's rule") =>
            tables.Gradients.First(row => row is { Start: "guesser" } && row.Branch == branch && row.Views == set && row.Strength == strength && row.Arm == arm);
        // The branches' gradients add up, so none is longer than the others and the whole together.
        double all = Row("all").ContrastNorm, sum = Row("lp").ContrastNorm + Row("lp+").ContrastNorm + Row("lp-").ContrastNorm;
        Assert.InRange(all, 1e-9, sum * 1.0001);
        Assert.Equal(Row("all").Cpl, Row("lp-").Cpl, 6);
        Assert.Equal(0, Row("all", strength: 0).KlPreserved, 6);
        Assert.All(tables.TokenGroups.Where(row => !double.IsNaN(row.Weight)).GroupBy(row => (row.Start, row.Arm)), same => Assert.InRange(same.Sum(row => row.Weight), 0, 1.000001));
        Assert.All(tables.LossBins.GroupBy(row => (row.Start, row.Arm, row.Group)), same => Assert.Equal(1, same.Sum(row => row.Share), 9));
    }

    [Fact]
    public void Every_method_of_the_comparison_can_be_carried_out_and_seeds_and_needs_are_those_of_the_plan()
    {
        foreach (ComparedMethod method in ComparedMethod.WithAll(ComparedMethod.ParseAll(string.Join(';', ComparisonJobs.Arms)), ["Perturbations=mild", "Sampling.GroupSize=8"]))
            method.Method.Validate();
        ReproductionPlan all = new(folder);
        Assert.Equal(all.Jobs.Count, all.Jobs.Select(job => job.Name).Distinct().Count());
        Assert.Equal(5, all.Jobs.Count(job => job.Name.StartsWith("starter-grpo-", StringComparison.Ordinal) && char.IsAsciiDigit(job.Name[^1]) && job.Name.Length == "starter-grpo-0".Length));
        Assert.Equal(3, all.Jobs.Count(job => job.Name.StartsWith("guesser-papo-", StringComparison.Ordinal)));
        Assert.All(all.Jobs.SelectMany(job => job.Needs), need => Assert.Contains(all.Jobs, job => job.Name == need));
        ReproductionPlan detectors = new(folder, parts: [ReproductionPart.Detectors]);
        Assert.Equal(["warm-start-reading", "detectors-starter", "detectors-reading"], detectors.Jobs.Select(job => job.Name));
    }

    [Fact]
    public void A_folder_of_another_scale_is_refused()
    {
        new ReproductionPlan(folder, Tiny).Prepare();
        CppoException error = Assert.Throws<CppoException>(() => new ReproductionPlan(folder).Prepare());
        Assert.Contains("of the scale tiny, not full", error.Message);
        new ReproductionPlan(folder, Tiny, [ReproductionPart.Reasons]).Prepare();
    }

    [Fact]
    public void Rows_come_back_from_their_tables_as_they_were()
    {
        MethodDifference pooled = new("greedy", "cppo", "grpo", SeedMean.Of([0.1, 0.11, 0.12]), new("grpo", "cppo", 100, 0.5, 0.52, new(-0.01, 0.05)));
        MethodDifference alone = new("greedy", "papo", "grpo", SeedMean.Of([0.1]), null);
        ReproductionTables tables = new()
        {
            Misses = [new("starter", "grey", "taken", ulong.MaxValue - 1, 5, "How many?", "<think>", " red", 0.1, double.NaN, 0.99)],
            Differences = [.. new[] { pooled, alone }.Select(one => DifferenceRow.Of("guesser", "time", one))],
            Detectors = [new("starter", "grey", "relative shift", 30, 200, 0.25, 0.5, 0.4, 0.6, 0.7)],
            DetectorCurves = [new("starter", "grey", "relative shift", 0.5, 0.4, 0.8)],
            Stretches = [.. new[] { 0.2, 0.4 }.Select((value, seed) => new StretchRow(
                "guesser", "cppo", seed, 5, 3 + seed, value, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0))],
        };
        tables.Write(folder);
        ReproductionTables back = ReproductionTables.Read(folder);
        Assert.Equal(tables.Misses, back.Misses);
        Assert.Equal(tables.Differences, back.Differences);
        Assert.Equal([pooled, alone], back.Against("guesser", "greedy"));
        Assert.Equal(tables.Differences.Select(row => row.Sentence), back.Against("guesser", "greedy").Select(one => one.Sentence));
        Assert.Equal((0.6, 0.8), (back.Studies("starter")[0].Scores[0].Quality.Recall, back.Studies("starter")[0].Scores[0].Curve[0].Recall));
        SeedPoint point = Assert.Single(back.Curve("guesser", "cppo", row => row.Accuracy, inSeconds: true));
        Assert.Equal((3.5, 0.3, 2), (point.At, Math.Round(point.Value.Mean, 12), point.Value.Seeds));
        Assert.Empty(back.Gradients);
        Assert.Empty(ReproductionTables.Read(Path.Combine(folder, "none")).Accuracy);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ReproductionTables Tables(string name, int cancelAfter, out int rounds)
    {
        ReproductionPlan plan = new(Path.Combine(folder, name), Tiny, [ReproductionPart.WarmStart]);
        plan.Prepare();
        for (rounds = 1; rounds < 20; rounds++)
        {
            using CancellationTokenSource stop = new();
            int calls = 0;
            try
            {
                Reproducer.Work(plan, onProgress: _ =>
                {
                    if (++calls >= cancelAfter) stop.Cancel();
                }, cancellation: stop.Token);
                return ReproductionTables.Collect(plan);
            }
            catch (OperationCanceledException)
            {
            }
        }

        throw new InvalidOperationException("it never came to an end");
    }
}
