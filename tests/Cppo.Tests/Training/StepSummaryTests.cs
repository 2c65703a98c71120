using Cppo.Models;
using Cppo.Tests.Training.Runs;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

public sealed class StepSummaryTests
{
    [Fact]
    public void The_numbers_of_a_step_are_those_of_its_responses_and_tokens()
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using TrainingStep step = new(policy, TrainingStepTests.Small, seed: 3, PerceptionLabels.Of);
        StepReport report = step.Run(new ProceduralWorld(3).Samples(0, 4), measureTerms: true);
        StepMetrics metrics = StepMetrics.Of(report);
        ResponseRecord[] responses = [.. report.Responses];
        TokenRecord[] viewed = [.. responses.SelectMany(response => response.Tokens).Where(token => !double.IsNaN(token.EntropyRemoved))];

        Assert.Equal(responses.Min(response => response.Reward.Total), metrics.RewardMin);
        Assert.Equal(responses.Max(response => response.Advantage), metrics.AdvantageMax);
        Assert.Equal(responses.Max(response => response.Response.Length), metrics.LengthMax);
        Assert.InRange(metrics.LengthMin, 1, metrics.Length);
        double mean = responses.Average(response => response.Reward.Total);
        Assert.Equal(Math.Sqrt(responses.Sum(r => Math.Pow(r.Reward.Total - mean, 2)) / (responses.Length - 1)), metrics.RewardDeviation, 12);

        Assert.NotEmpty(viewed);
        Assert.Equal(viewed.Average(token => token.Entropy), metrics.EntropyOriginal, 12);
        Assert.Equal(viewed.Average(token => token.EntropyPreserved), metrics.EntropyPreserved, 12);
        Assert.Equal(viewed.Average(token => token.EntropyRemoved), metrics.EntropyRemoved, 12);

        // One update, drawn just before: what is left of the drift is the arithmetic of two paths through the model.
        Assert.InRange(metrics.Drift, 0, 1e-4);
        Assert.InRange(metrics.DriftMax, metrics.Drift, 1e-3);
        Assert.Equal(0, metrics.PolicyKl, 1e-6);
        Assert.True(metrics.StepSeconds > 0 && metrics.Memory > 0 && metrics.PromptLength > 0);

        // Norms of all terms, cosines of those beside the policy's.
        foreach (LossTerm term in report.Terms) Assert.Equal(term.GradientNorm, metrics.Further[$"cppo/grad_norm/{term.Name}"]);
        Assert.InRange(metrics.Further["cppo/grad_cosine/CPL"], -1, 1);
        Assert.DoesNotContain("cppo/grad_cosine/policy", metrics.Further.Keys);
    }

    [Fact]
    public void A_run_that_keeps_nothing_has_only_what_it_needs_to_go_on()
    {
        string folder = Directory.CreateTempSubdirectory("cppo-keeps-nothing-").FullName;
        TrainerOptions options = TinyRun.Options(folder, steps: 2) with { Keep = new() { Events = false, RolloutsEvery = 0, TokensEvery = 0 }, EvaluateEvery = 0 };
        TinyRun.Make(options);
        Assert.Equal(["lock", "metrics.jsonl", "run.json", "state.safetensors"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());
        Directory.Delete(folder, recursive: true);
    }
}
