using Cppo.Models;
using Cppo.Objective.Detectors;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Evaluation.Reproduction;

/// <summary>Detectors against ground truth, before and after stage two of the warm start.</summary>
internal static class DetectorJobs
{
    // Another world than that of the evaluations.
    private const int WorldSeed = 5, SamplingSeed = 3;
    private const int Misses = 8;

    // The views whose curves are kept; all have a row in the table.
    private static readonly string[] Curves = ["occlusion", "zoom-crop", "grey"];

    /// <summary>The removing views of the reference tables, the paper's two first.</summary>
    private static readonly Perturbation[] Views =
    [
        new RandomOcclusion(), new ZoomCrop(), new Grey(), new RandomOcclusion { Patches = 10 }, new RandomOcclusion { Patches = 25 },
        new RandomOcclusion { Patches = 100 }, new RandomOcclusion { Patches = 200 }, new ZoomCrop { Side = new(0.8, 0.9) }, new ZoomCrop { Side = new(0.4, 0.5) },
        new PatchMasking { Probability = 0.3 }, new PatchMasking(), new PatchMasking { Probability = 0.8 }, new FullNoise(),
    ];

    private static readonly IPerceptionDetector[] Detectors = [.. DetectorStudy.AllDetectors, new DivergenceDetector(0.05)];

    public static IEnumerable<ReproductionJob> Of(ReproductionPlan plan)
    {
        double cost = Views.Length * 0.012 * plan.Scale.DetectorSamples;
        yield return new("detectors-starter", ReproductionPart.Detectors, cost, job => Study(plan, "starter", ShippedModels.Starter, job));
        yield return new("detectors-reading", ReproductionPart.Detectors, cost, job => Study(plan, "reading", WarmStartJobs.ModelOf(plan, "reading"), job))
        {
            Needs = [WarmStartJobs.NameOf("reading")],
        };
    }

    private static void Study(ReproductionPlan plan, string stage, string model, JobContext job)
    {
        using Policy policy = Policy.Load(model, trainable: false);
        IReadOnlyList<Sample> samples = new ProceduralWorld(WorldSeed, WorldSplit.HeldOut).Samples(0, plan.Scale.DetectorSamples);
        List<DetectorRow> rows = [];
        List<DetectorCurveRow> curves = [];
        foreach (Perturbation view in Views)
        {
            job.Report((double)rows.Count / (Views.Length * Detectors.Length), $"detectors, {stage}: {view.Title}, {view.Strength}");
            if (Study(plan, policy, samples, view, job) is not { } study) continue;
            double accuracy = Evaluator.Run(policy, samples, perturbation: new(view.Name, [view]), cancellation: job.Cancellation).All.Accuracy;
            rows.AddRange(study.Scores.Select(score => new DetectorRow(
                stage, study.Removing, score.Detector, study.Responses, (int)score.Quality.Tokens, score.Quality.BaseRate, accuracy, score.Quality.Precision, score.Quality.Recall, score.Quality.Auc)));
            if (Curves.Contains(view.Name) && view.AtStrength(1) == PerturbationSet.Known.First(known => known.Name == view.Name))
                curves.AddRange(study.Scores.SelectMany(score => score.Curve.Select(point => new DetectorCurveRow(stage, study.Removing, score.Detector, point.Share, point.Precision, point.Recall))));
        }

        job.Keep(rows);
        job.Keep(curves);
        job.Keep(TypicalMisses(policy, stage, samples));
    }

    // A model of a few steps does not speak the grammar yet, so that no token of it has a label.
    private static DetectorStudy? Study(ReproductionPlan plan, Policy policy, IReadOnlyList<Sample> samples, Perturbation view, JobContext job)
    {
        try
        {
            return DetectorStudy.Run(policy, samples, view, PerceptionLabels.Of, Detectors, seed: SamplingSeed, cancellation: job.Cancellation);
        }
        catch (CppoException) when (plan.Scale.WarmStartShare < 1)
        {
            return null;
        }
    }

    // The most confident errors of the paper's rule under the paper's occlusion, one a response.
    private static IReadOnlyList<MissRow> TypicalMisses(Policy policy, string stage, IReadOnlyList<Sample> samples)
    {
        Method method = Method.Cppo with { Sampling = new() { GroupSize = 2, MaxNewTokens = 26 }, Perturbations = PerturbationSet.Mild.Only("occlusion") };
        List<(MissRow Row, double Rank)> found = [];
        foreach (Sample[] part in samples.Chunk(64))
        {
            IReadOnlyList<GroupRecord> drawn = Inspection.Rollouts(policy, part, method, SamplingSeed);
            foreach (GroupRecord group in Inspection.Tokens(policy, drawn, method, SamplingSeed, alternatives: 0, labels: PerceptionLabels.Of))
                found.AddRange(MissesOf(group, stage, method.Perturbations.Removing[0].Title));
        }

        return [.. found.GroupBy(miss => miss.Row.Miss).OrderBy(kind => kind.Key, StringComparer.Ordinal).SelectMany(kind =>
            kind.OrderByDescending(miss => miss.Rank).GroupBy(miss => (miss.Row.Sample, miss.Row.Token)).Select(same => same.First()).Take(Misses)).Select(miss => miss.Row)];
    }

    private static IEnumerable<(MissRow Row, double Rank)> MissesOf(GroupRecord group, string stage, string removing)
    {
        Sample sample = group.Group.Sample;
        IReadOnlyList<TokenRecord> tokens = group.Responses[0].Tokens;
        for (int place = 0; place < tokens.Count; place++)
        {
            TokenRecord token = tokens[place];
            if (token.IsPerception is not { } truth || truth == token.Selected) continue;
            string before = string.Concat(tokens.Take(place).Select(one => one.Text));
            yield return (
                new(stage, removing, truth ? "missed" : "taken", sample.Id, WorldSeed, sample.Question, before, token.Text, token.Entropy, token.EntropyRemoved, token.Score),
                truth ? token.Shift : token.Score);
        }
    }
}
