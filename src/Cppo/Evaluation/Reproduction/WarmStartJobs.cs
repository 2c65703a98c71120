using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Evaluation.Reproduction;

/// <summary>Both models from random weights, stage by stage; the seed is that of the models that the library ships.</summary>
internal static class WarmStartJobs
{
    private const ulong Seed = 0;
    private const string Method = "warm start";

    /// <summary>The name of the job that ends with a model.</summary>
    public static string NameOf(string model) => $"warm-start-{model}";

    /// <summary>The folder of a model that was made.</summary>
    public static string ModelOf(ReproductionPlan plan, string model) => Path.Combine(plan.Folder, "warm-start", model);

    public static IEnumerable<ReproductionJob> Of(ReproductionPlan plan)
    {
        string? before = null;
        foreach (WorldWarmStart world in WorldWarmStart.Stages)
        {
            string? from = before;
            yield return new(NameOf(world.Model), ReproductionPart.WarmStart, StepsOf(plan, world) * 0.32, job => Learn(plan, world, from, job))
            {
                Needs = from is null ? [] : [NameOf(from)],
            };
            before = world.Model;
        }
    }

    private static int StepsOf(ReproductionPlan plan, WorldWarmStart world) => Math.Max(1, (int)(world.Stage.Steps * plan.Scale.WarmStartShare));

    private static void Learn(ReproductionPlan plan, WorldWarmStart world, string? from, JobContext job)
    {
        ReproductionScale scale = plan.Scale;
        WarmStartStage stage = world.Stage with { Steps = StepsOf(plan, world) };
        IReadOnlyList<Sample> fresh = HeldOutTests.Monitor(scale);
        using Policy policy = from is null ? Policy.Create(ShippedModels.Starter, Seed) : Policy.Load(ModelOf(plan, from));
        using WarmStart training = new(
            policy, world.Samples(Seed, scale.WarmStartSamples), stage, Seed, Path.Combine(plan.Folder, "warm-start", "runs", world.Name));
        TrainingHistory history = training.Run(
            now => job.Report(0.97 * now.Steps.Count / stage.Steps, $"warm start, {world.Model}: step {now.Steps.Count} of {stage.Steps}"),
            asked => Evaluator.Run(asked, fresh, cancellation: job.Cancellation).AtStep(0),
            scale.WarmStartMonitorEvery,
            job.Cancellation);
        string folder = ModelOf(plan, world.Model);
        policy.Save(folder);
        IReadOnlyList<double> seconds = Comparisons.EqualTime.Cumulated(history);
        job.Keep<MonitorRow>([.. history.Evaluations.Select(point => new MonitorRow(
            world.Model, Method, (int)Seed, point.Step, point.Step == 0 ? 0 : seconds[point.Step - 1], point.Accuracy,
            point.Step == 0 ? double.NaN : Curve.Last([.. history.Steps.Take(point.Step)], step => step.Loss)))]);
        List<AccuracyRow> rows = [];
        foreach (Comparisons.HeldOutTest test in HeldOutTests.Plain(scale))
        {
            EvaluationReport report = Evaluator.Run(policy, test.Samples, world.Model, test.Sampling, perturbation: test.Perturbation, cancellation: job.Cancellation);
            rows.AddRange(ComparisonJobs.Rows(world.Model, Method, (int)Seed, test.Name, report));
        }

        job.Keep(rows);
        job.Keep<ModelRow>([new(world.Model, Difference(policy, world.Model))]);
    }

    // How far the weights are from those of the model that the library ships under the same name; NaN where it ships none.
    private static double Difference(Policy policy, string model)
    {
        if (model is not ("starter" or "guesser")) return double.NaN;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        using Policy shipped = Policy.Load(model == "starter" ? ShippedModels.Starter : ShippedModels.Guesser, trainable: false);
        return shipped.Parameters.Names.Max(name => (policy.Parameters[name] - shipped.Parameters[name]).abs().max().ToDouble());
    }
}
