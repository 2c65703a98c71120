using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Objective.Detectors;
using Cppo.Perturbations;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation;

/// <summary>The starter's detectors against the reference table of its world (measured on 400 other pictures and responses).</summary>
public sealed class DetectorStudyTests
{
    private const int Pictures = 200;

    // AUC of relative shift, absolute shift, shift with floor, drop of log-probability, KL; precision and recall of the paper's rule.
    public static TheoryData<string, double[], double, double> Reference => new()
    {
        { "occlusion", [0.70, 0.92, 0.90, 0.87, 0.99], 0.34, 0.57 },
        { "zoom-crop", [0.76, 0.81, 0.84, 0.83, 0.99], 0.46, 0.58 },
        { "grey", [0.74, 0.95, 0.93, 0.88, 1.00], 0.38, 0.61 },
        { "patch-masking", [0.47, 0.66, 0.64, 0.86, 0.98], 0.20, 0.35 },
    };

    [Theory]
    [MemberData(nameof(Reference))]
    public void The_given_starters_detectors_agree_with_the_reference_table_within_noise(string removing, double[] areas, double precision, double recall)
    {
        using Policy policy = Policy.Load(Golden.At("starter"), trainable: false); // the table is the given starter's
        DetectorStudy study = DetectorStudy.Run(
            policy, new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, Pictures), Known(removing), PerceptionLabels.Of, seed: 3);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', study.Scores.Select(score => FormattableString.Invariant(
            $"{removing} {score.Detector}: AUC {score.Quality.Auc:F3}, precision {score.Quality.Precision:F3}, recall {score.Quality.Recall:F3}, base rate {score.Quality.BaseRate:F3}"))));

        Assert.Equal(Pictures, study.Responses);
        string[] names = ["relative shift", "absolute shift", "relative shift, floor 0.1", "drop of log-probability", "KL of distributions"];
        foreach ((string name, double area) in names.Zip(areas)) Assert.InRange(study[name]!.Value.Auc, area - 0.05, Math.Min(1, area + 0.05));
        Assert.InRange(study["relative shift"]!.Value.Precision, precision - 0.06, precision + 0.06);
        Assert.InRange(study["relative shift"]!.Value.Recall, recall - 0.08, recall + 0.08);
        Assert.InRange(study["plain entropy"]!.Value.Auc, 0.95, 0.99);
        Assert.InRange(study["random"]!.Value.Auc, 0.46, 0.54);
        Assert.Equal(1, study["oracle"]!.Value.Auc);
        Assert.Equal(1, study["oracle"]!.Value.Precision);
        Assert.Equal(1, study["lowest shift"]!.Value.Auc + study["absolute shift"]!.Value.Auc, 6);
        Assert.All(study.Scores, score => Assert.InRange(score.Quality.BaseRate, 0.2, 0.26));
    }

    [Fact]
    public void A_study_does_not_depend_on_how_it_is_cut()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        DetectorStudy Study(int batch) => DetectorStudy.Run(
            policy, new ProceduralWorld(5).Samples(0, 12), new Grey(), PerceptionLabels.Of, [new RandomDetector(), new AbsoluteShiftDetector()], batch: batch);
        Assert.Equal(Study(12)["random"], Study(5)["random"]);
        Assert.Equal(Study(12)["absolute shift"]!.Value.Auc, Study(5)["absolute shift"]!.Value.Auc, 3);
        Assert.Null(Study(12)["oracle"]);
    }

    [Fact]
    public void What_cannot_be_studied_is_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        var samples = new ProceduralWorld(5).Samples(0, 1);
        Assert.Throws<CppoException>(() => DetectorStudy.Run(policy, [], new Grey(), PerceptionLabels.Of));
        Assert.Throws<CppoException>(() => DetectorStudy.Run(policy, samples, new Grey(), (_, tokens) => new bool?[tokens.Count]));
    }

    private static Perturbation Known(string name) => PerturbationSet.Known.First(member => member.Name == name);
}
