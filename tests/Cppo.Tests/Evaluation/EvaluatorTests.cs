using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void Greedy_accuracy_does_not_depend_on_the_batch_and_counts_every_kind()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<Sample> samples = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 24);
        EvaluationReport whole = Evaluator.Run(policy, samples, "whole"), parts = Evaluator.Run(policy, samples, "parts", batch: 7);
        Assert.Equal(whole.ByKind, parts.ByKind);
        Assert.Equal(24, whole.All.Total);
        Assert.InRange(whole.All.Accuracy, 0.3, 1);
        Assert.Equal(samples.Select(sample => sample.Kind).Distinct().Order(), whole.ByKind.Select(kind => kind.Kind).Order());
        Assert.Equal(new(7, whole.All.Correct, 24), whole.AtStep(7));
    }

    [Fact]
    public void Nothing_to_evaluate_is_said()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Assert.Throws<CppoException>(() => Evaluator.Run(policy, []));
    }

    [Fact]
    public void A_perturbed_evaluation_is_repeatable_and_one_that_removes_the_picture_loses_what_was_seen()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<Sample> samples = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 40);
        EvaluationReport plain = Evaluator.Run(policy, samples);
        EvaluationReport mild = Evaluator.Run(policy, samples, perturbation: PicturePerturbation.Find("mild"));
        EvaluationReport noise = Evaluator.Run(policy, samples, perturbation: PicturePerturbation.Find("noise"));
        Assert.Equal(mild.ByKind, Evaluator.Run(policy, samples, perturbation: PicturePerturbation.Find("mild"), batch: 7).ByKind);
        Assert.True(noise.All.Correct < plain.All.Correct / 2, $"{noise.All} of {plain.All}");
        Assert.Contains("under mild", mild.Setting);
        Assert.True(PairedDifference.Of(plain, noise).IsSettled);
    }

    [Fact]
    public void Every_perturbation_has_a_name_and_keeps_the_sample_but_for_its_pixels()
    {
        Sample sample = new ProceduralWorld(5, WorldSplit.HeldOut).Sample(0);
        foreach (string name in PicturePerturbation.Names)
        {
            PicturePerturbation perturbation = PicturePerturbation.Find(name);
            Sample seen = perturbation.Apply(sample);
            Assert.Equal(sample with { Pictures = seen.Pictures }, seen);
            Assert.Equal((sample.Pictures[0].Width, sample.Pictures[0].Height), (seen.Pictures[0].Width, seen.Pictures[0].Height));
        }

        Assert.Equal(PicturePerturbation.Names.Count, PicturePerturbation.Names.Distinct().Count());
        Assert.Contains("mild:rotation", PicturePerturbation.Names);
        Assert.Equal(["rotation", "blur"], PicturePerturbation.Find("mild:rotation,blur").Members.Select(member => member.Name));
        Assert.Equal(PerturbationSet.Mild.Removing, PicturePerturbation.Find("mild:removing").Members);
        Assert.Equal([new Rotation().AtStrength(0.5)], PicturePerturbation.Find("rotation*0.5").Members);
        Assert.Equal(["zoom-crop"], PicturePerturbation.Find("paper:zoom-crop*0.5").Members.Select(member => member.Name));
        Assert.Throws<CppoException>(() => PicturePerturbation.Find("mild:none"));
        Assert.Throws<CppoException>(() => PicturePerturbation.Find("none"));
    }

    [Fact]
    public void Drawn_answers_are_kept_sample_by_sample()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<Sample> samples = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 12);
        EvaluationReport report = Evaluator.Run(policy, samples, sampling: new() { GroupSize = 3, MaxNewTokens = 4 });
        Assert.Equal(samples.Select(sample => sample.Id), report.Samples.Select(sample => sample.Id));
        Assert.Equal(3, report.AnswersPerSample);
        Assert.Equal(1, report.TruncatedShare);
        Assert.Equal(36, report.Count(AnswerVerdict.CutOff));
        Assert.Equal(4, report.MeanLength);
    }
}
