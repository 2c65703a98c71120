using Cppo.Evaluation;
using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training.Runs;

namespace Cppo.Interactive.Tests.Magics;

public sealed class CompareMagicTests : IDisposable
{
    private const string Tiny = "--seeds 2 --steps 2 --prompts 2 --group 2 --pictures 3 --n 0 --set Sampling.MaxNewTokens=8";

    private readonly string folder = Directory.CreateTempSubdirectory("cppo-compare-").FullName;

    [Fact]
    public async Task An_interrupted_comparison_goes_on_by_the_same_line_and_its_runs_can_be_looked_at()
    {
        FakeHost host = MagicTests.Host();
        string line = $"#!cppo-compare {Tiny} --run {folder}/c";
        using CancellationTokenSource interrupt = new(TimeSpan.FromMilliseconds(900));
        host.Cancellation = interrupt.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            for (int i = 0; i < 100; i++) await MagicRegistry.RunAsync(line.Replace("--steps 2", "--steps 500"), host);
        });
        MethodComparison sofar = Assert.IsType<MethodComparison>(host.Variables["comparison"]);
        Assert.False(sofar.IsComplete);
        Assert.Contains("The same line goes on", host.Text, StringComparison.Ordinal);

        Directory.Delete($"{folder}/c", recursive: true);
        host.Cancellation = CancellationToken.None;
        host.Visible.Clear();
        await MagicRegistry.RunAsync(line, host);
        MethodComparison comparison = Assert.IsType<MethodComparison>(host.Variables["comparison"]);
        Assert.True(comparison.IsComplete);
        PrintedCallTests.AssertCompiles(host.Visible[0].PlainText["C#: ".Length..]);
        Assert.Contains("finished", host.Visible[1].PlainText, StringComparison.Ordinal);

        host.Visible.Clear();
        await MagicRegistry.RunAsync($"#!cppo-compare --report-only --run {folder}/c --as again", host);
        Assert.Equal(comparison.Differences.Select(one => one.Sentence), Assert.IsType<MethodComparison>(host.Variables["again"]).Differences.Select(one => one.Sentence));

        await MagicRegistry.RunAsync($"#!cppo-runs {folder}", host);
        Assert.Equal(4, Assert.IsAssignableFrom<IReadOnlyList<RunSummary>>(host.Variables["runs"]).Count);
        host.Visible.Clear();
        await MagicRegistry.RunAsync($"#!cppo-runs {folder} --run cppo-1", host);
        Assert.EndsWith("cppo-1", Assert.IsType<StoredRun>(host.Variables["run"]).Folder, StringComparison.Ordinal);
        Assert.Contains("Kept responses", host.Text, StringComparison.Ordinal);
        PrintedCallTests.AssertCompiles(host.Visible[0].PlainText["C#: ".Length..]);
        CppoException wrong = await Assert.ThrowsAsync<CppoException>(() => MagicRegistry.RunAsync($"#!cppo-runs {folder} --run cppo-7", host));
        Assert.Contains("c/cppo-", wrong.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_is_stored_written_and_compared_with_another()
    {
        FakeHost host = MagicTests.Host();
        await MagicRegistry.RunAsync($"#!cppo-eval --count 6 --tokens 10 --as before --out {folder}/before.json", host);
        await MagicRegistry.RunAsync("#!cppo-eval --count 6 --tokens 10 --n 2 --perturb noise --against before", host);
        EvaluationReport before = Assert.IsType<EvaluationReport>(host.Variables["before"]), report = Assert.IsType<EvaluationReport>(host.Variables["report"]);
        Assert.Equal((6, 2), (report.Samples.Count, report.AnswersPerSample));
        Assert.Equal("policy under noise", report.Name);
        Assert.True(PairedDifference.HaveSameSamples(before, report));
        host.Visible.Clear();
        await MagicRegistry.RunAsync($"#!cppo-eval --count 6 --tokens 10 --against {folder}/before.json", host);
        Assert.Contains("0 points", host.Text, StringComparison.Ordinal);
        Assert.Equal(2, host.Visible.Count);
    }

    [Fact]
    public async Task Detectors_are_judged_under_every_removing_view_and_strength()
    {
        FakeHost host = MagicTests.Host();
        await MagicRegistry.RunAsync("#!cppo-entropy --detectors 6 --set paper --strengths 0.5,1", host);
        IReadOnlyList<DetectorStudy> studies = Assert.IsAssignableFrom<IReadOnlyList<DetectorStudy>>(host.Variables["detectors"]);
        Assert.Equal(4, studies.Count);
        Assert.Equal(4, studies.Select(study => study.Removing).Distinct().Count());
        Assert.Contains("relative shift", host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_a_folder_is_taken_up_in_a_new_session()
    {
        string line = $"#!cppo-train --steps 2 --prompts 2 --group 2 --tokens 6 --eval 0 --run {folder}/first";
        for (int session = 0; session < 2; session++)
        {
            FakeHost host = new();
            using Policy policy = Policy.Load(ShippedModels.Guesser);
            host.Variables["policy"] = policy;
            await MagicRegistry.RunAsync(session == 0 ? line : $"{line} --resume", host);
            Assert.Contains("finished", host.Text, StringComparison.Ordinal);
            ((IDisposable)host.Variables["trainer"]).Dispose();
        }

        Assert.Equal(2, StoredRun.Open($"{folder}/first").Metrics().Count);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
