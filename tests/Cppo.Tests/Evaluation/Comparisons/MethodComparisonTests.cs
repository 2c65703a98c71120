using Cppo.Evaluation.Comparisons;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Training;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation.Comparisons;

public sealed class MethodComparisonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-comparison-").FullName;

    private string Whole => Path.Combine(folder, "whole");

    [Fact]
    public void A_comparison_that_is_cancelled_again_and_again_equals_an_uninterrupted_one()
    {
        MethodComparison whole = MethodComparison.Run(ComparisonPlans.Tiny(Whole));
        string pieces = Path.Combine(folder, "pieces");
        int rounds = 0, calls = 0;
        MethodComparison? last = null;
        while (last is null)
        {
            using CancellationTokenSource stop = new();
            int until = 2 + (rounds++ % 3);
            calls = 0;
            try
            {
                last = MethodComparison.Run(ComparisonPlans.Tiny(pieces), _ =>
                {
                    if (++calls > until + 3) stop.Cancel();
                }, stop.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.True(rounds > 2, "it was hardly ever cancelled");
        foreach (ComparedRun run in whole.Runs)
        {
            string name = Path.GetFileName(run.Folder), other = Path.Combine(pieces, name);
            Assert.Equal(RunContents.Metrics(run.Folder), RunContents.Metrics(other));
            IReadOnlyDictionary<string, string> expected = RunContents.Files(run.Folder), actual = RunContents.Files(other);
            Assert.Equal(expected.Keys, actual.Keys);
            Assert.All(expected, file => Assert.Equal(file.Value, actual[file.Key]));
        }

        Assert.Equal(whole.Differences.Select(one => one.Sentence), last.Differences.Select(one => one.Sentence));
        Assert.Equal(whole.Differences.Select(one => one.Sentence), MethodComparison.Read(pieces).Differences.Select(one => one.Sentence));
    }

    [Fact]
    public void Finished_runs_are_not_run_again_and_a_further_seed_is_added_to_them()
    {
        ComparisonPlan plan = ComparisonPlans.Tiny(Whole) with { Seeds = [4] };
        MethodComparison first = MethodComparison.Run(plan);
        Assert.True(first.IsComplete);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(Whole, "grpo-4", "state.safetensors"));
        List<string> now = [];
        MethodComparison.Run(plan, comparison => now.Add(comparison.Progress!.Now));
        Assert.DoesNotContain(now, what => what.Contains("seed", StringComparison.Ordinal));
        MethodComparison both = MethodComparison.Run(plan with { Seeds = [4, 5] });
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(Whole, "grpo-4", "state.safetensors")));
        Assert.Equal(4, both.Runs.Count(run => run.IsFinished));
        Assert.Equal(2, both.Accuracy("cppo", "greedy").Seeds);
    }

    [Fact]
    public void A_folder_of_runs_is_read_back_without_running_anything()
    {
        MethodComparison ran = MethodComparison.Run(ComparisonPlans.Tiny(Whole));
        MethodComparison read = MethodComparison.Read(Whole);
        Assert.True(read.IsComplete);
        Assert.Equal(ran.Design.Methods, read.Design.Methods);
        Assert.Equal(["greedy", "avg@2", "noise"], read.Design.Tests);
        Assert.Equal(ran.Start["greedy"].All, read.Start["greedy"].All);
        Assert.Equal(
            ran.Curves(step => step.Reward).SelectMany(curve => curve.Points), read.Curves(step => step.Reward).SelectMany(curve => curve.Points));
        Assert.All(read.HeldOut, curve => Assert.Equal([0.0, 1, 2], curve.Points.Select(point => point.At)));
        Assert.Equal(2, read.AtEnd("cppo", step => step.SelectedShare).Seeds);
        Assert.Equal(0, read.AtEnd("grpo", step => step.Cpl).Seeds);

        // Prompts of a seed are the same for every method, and so are the first step's responses: the policies are still equal.
        Assert.Equal(
            read.RunsOf("grpo").Select(run => run.History.Steps[0].Reward), read.RunsOf("cppo").Select(run => run.History.Steps[0].Reward));
    }

    [Fact]
    public void Gradient_norms_and_cosines_of_the_terms_are_means_over_steps_and_seeds()
    {
        MethodComparison comparison = MethodComparison.Run(ComparisonPlans.Tiny(Whole, "grpo,cppo Gate=false"));
        string method = comparison.Design.Methods[1];
        Assert.Equal("cppo-gate-false", method);
        Assert.True(comparison.Over(method, "cppo/grad_norm/CPL").Mean > 0);
        Assert.Equal(0, comparison.Over("grpo", "cppo/grad_norm/CPL").Seeds);
    }

    [Fact]
    public void A_budget_of_time_gives_every_method_as_much_work_time_as_the_first()
    {
        ComparisonPlan plan = ComparisonPlans.Tiny(Whole, "cppo,grpo") with { Budget = ComparisonBudget.Time, Seeds = [0], Tests = [], Monitor = [] };
        MethodComparison comparison = MethodComparison.Run(plan with { Training = plan.Training with { EvaluateEvery = 0 } });
        (ComparedRun first, ComparedRun second) = (comparison.RunsOf("cppo")[0], comparison.RunsOf("grpo")[0]);
        Assert.Equal(2, first.History.Steps.Count);
        Assert.InRange(second.History.Steps.Count, 1, 2 * ComparisonDesign.MostTimes);
        Assert.True(second.Seconds >= first.Seconds || second.History.Steps.Count == 2 * ComparisonDesign.MostTimes);
        Assert.True(second.Seconds - second.History.Steps[^1].StepSeconds < first.Seconds, "it went on after its time was used up");
        Assert.True(MethodComparison.Read(Whole).IsComplete);
    }

    [Fact]
    public void A_change_that_cannot_act_leaves_a_method_alone_unless_it_can_act_nowhere()
    {
        IReadOnlyList<ComparedMethod> methods = ComparedMethod.WithAll(ComparedMethod.ParseAll("grpo; strong=cppo ContrastiveWeight=0.05"), ["Perturbations=mild", "LearningRate=1e-4"]);
        Assert.Equal(["grpo", "strong"], methods.Select(method => method.Label));
        Assert.Equal(["paper", "mild"], methods.Select(method => method.Method.Perturbations.Name));
        Assert.All(methods, method => Assert.Equal(1e-4, method.Method.LearningRate));
        Assert.Equal(0.05, methods[1].Method.ContrastiveWeight);
        Assert.Contains("cannot act", Assert.Throws<CppoException>(() => ComparedMethod.WithAll(ComparedMethod.ParseAll("grpo"), ["Gate=false"])).Message);
        Assert.Equal([0, 0.02], ComparedMethod.WithAll(methods, ["ContrastiveWeight=0.02"]).Select(method => method.Method.ContrastiveWeight));
        Assert.Contains("strong=cppo", Assert.Throws<CppoException>(() => ComparedMethod.WithAll(ComparedMethod.ParseAll("grpo"), ["ContrastiveWeight=0.02"])).Advice);
        Assert.Throws<CppoException>(() => ComparedMethod.WithAll(methods, ["Sampling.GroupSize=1"]));
        Assert.Throws<CppoException>(() => ComparedMethod.Parse("../x=grpo"));
        Assert.Throws<CppoException>(() => ComparedMethod.Parse(" "));
    }

    [Fact]
    public void Plans_and_folders_that_make_no_sense_are_refused()
    {
        ComparisonPlan plan = ComparisonPlans.Tiny(Whole);
        Assert.Contains("stands twice", Assert.Throws<CppoException>(() => MethodComparison.Run(plan with { Seeds = [1, 1] })).Message);
        Assert.Contains("no runs", Assert.Throws<CppoException>(() => MethodComparison.Run(plan with { Methods = [] })).Message);
        Assert.Throws<CppoException>(() => MethodComparison.Run(plan with { Training = new TrainerOptions { Steps = 0 } }));
        Assert.False(Directory.Exists(Whole));
        Assert.Contains("comparison.json", Assert.Throws<CppoException>(() => MethodComparison.Read(folder)).Message);
        File.WriteAllText(Path.Combine(folder, ComparisonDesign.FileName), """{"format":"cppo comparison 1","methods":["../x"],"seeds":[0],"steps":1,"budget":"steps","tests":[],"start":""}""");
        Assert.Contains("describes no comparison", Assert.Throws<CppoException>(() => MethodComparison.Read(folder)).Message);
    }

    [Fact]
    public void Finished_runs_of_other_options_steps_or_start_are_refused()
    {
        ComparisonPlan plan = ComparisonPlans.Tiny(Whole) with { Seeds = [0], Tests = [], Monitor = [] };
        MethodComparison.Run(plan);
        IReadOnlyList<ComparedMethod> other = ComparedMethod.WithAll(plan.Methods, ["ContrastiveWeight=0.05"]);
        Assert.Contains("ContrastCoefficient (0.01 there, 0.05 now)", Assert.Throws<CppoException>(() => MethodComparison.Run(plan with { Methods = other })).Message);
        Assert.Contains("has 2 steps, not 3", Assert.Throws<CppoException>(() => MethodComparison.Run(plan with { Training = plan.Training with { Steps = 3 } })).Message);
        Assert.Contains("start from guesser, not from starter", Assert.Throws<CppoException>(() => MethodComparison.Run(plan with { StartName = "starter" })).Message);
    }

    [Fact]
    public void A_test_of_other_samples_is_asked_anew()
    {
        ComparisonPlan plan = ComparisonPlans.Tiny(Whole) with { Seeds = [0] };
        MethodComparison.Run(plan);
        IReadOnlyList<Sample> other = new ProceduralWorld(7, WorldSplit.HeldOut).Samples(0, 4);
        MethodComparison again = MethodComparison.Run(plan with { Tests = HeldOutTest.Standard(other, 0, [], longest: 10) });
        Assert.Equal(4, again.Runs[0].Tests["greedy"].Samples.Count);
        Assert.Equal(4, again.Start["greedy"].Samples.Count);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
