using Cppo.Evaluation.Comparisons;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation.Comparisons;

/// <summary>Comparisons that take seconds: two steps of two prompts.</summary>
internal static class ComparisonPlans
{
    public static readonly string[] Common = ["LearningRate=1e-4", "Sampling.GroupSize=2", "Sampling.MaxNewTokens=10", "Perturbations=mild"];

    public static ComparisonPlan Tiny(string folder, string methods = "grpo,cppo")
    {
        IReadOnlyList<Sample> heldOut = new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, 3);
        return new()
        {
            Methods = ComparedMethod.WithAll(ComparedMethod.ParseAll(methods), Common),
            Seeds = [0, 1],
            Start = () => Policy.Load(ShippedModels.Guesser),
            StartName = "guesser",
            Prompts = seed => new ProceduralWorld(seed).Prompts(2),
            Labels = PerceptionLabels.Of,
            Folder = folder,
            Training = new() { Steps = 2, EvaluateEvery = 1, MeasureTermsEvery = 1 },
            Monitor = heldOut,
            Tests = HeldOutTest.Standard(heldOut, answers: 2, ["noise"], longest: 10),
        };
    }
}
