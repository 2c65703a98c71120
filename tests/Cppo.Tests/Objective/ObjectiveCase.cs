using Cppo.Models;
using Cppo.Objective;
using Cppo.Objective.Policy;

namespace Cppo.Tests.Objective;

/// <summary>Inputs and options of a case of objective or cpl_logits in our words.</summary>
internal static class ObjectiveCase
{
    private static readonly string[] Branches = ["cur", "plus", "minus"];

    public static ObjectiveOptions Options(GoldenCase golden, bool asynchronous) => new()
    {
        KlCoefficient = golden.Option("beta", 0),
        ContrastCoefficient = golden.Option("lam"),
        Contrast = (asynchronous ? ContrastivePerceptionLoss.Asynchronous : ContrastivePerceptionLoss.Synchronous) with
        {
            Temperature = golden.Option("tau", 0.1),
        },
        Policy = asynchronous
            ? PolicyLoss.Decoupled with
            {
                BehaviourWeightCap = golden.Optional("behav_imp_weight_cap"),
                Inner = PolicyLoss.DrGrpo with
                {
                    Ratio = ImportanceRatio.Unbounded, ClipLow = golden.Option("eps_clip"), ClipHigh = golden.Option("eps_clip"),
                },
            }
            : PolicyLoss.Vanilla with
            {
                ClipLow = golden.Option("clip", 0.2), ClipHigh = golden.Option("clip", 0.2), DualClip = golden.Option("dual_clip", 3),
            },
        MicroBatches = asynchronous ? MicroBatchConvention.PublishedAsynchronous
            : golden.Name.StartsWith("microbatch") ? MicroBatchConvention.PublishedSynchronous
            : MicroBatchConvention.MiniBatch,
    };

    public static Tensor Advantages(GoldenCase golden)
    {
        // "advantages.safetensors: KEY" in the case's options, else in the file's list of inputs.
        string text = golden.Word("advantages", golden.File.Json["inputs"]!.GetValue<string>());
        string key = text[(text.LastIndexOf("advantages.safetensors: ", StringComparison.Ordinal) + 24)..].Trim();
        return GoldenLosses.Of("advantages").Tensors[key];
    }

    public static Dictionary<string, Tensor> Logits(ScalarType precision) => Branches.ToDictionary(
        branch => branch, branch => GoldenLosses.Of("batch").Tensors["logits_" + branch].Leaf(precision));

    public static ObjectiveInputs Inputs(
        GoldenCase golden, Dictionary<string, Tensor> logits, ScalarType precision, bool asynchronous, Tensor advantages)
    {
        IReadOnlyDictionary<string, Tensor> batch = GoldenLosses.Of("batch").Tensors;
        double temperature = golden.Option("temperature", 1);
        Dictionary<string, TokenDistribution> tokens = logits.ToDictionary(
            pair => pair.Key, pair => TokenDistribution.Of(pair.Value, batch["tokens"], temperature));
        Tensor mask = batch["response_mask"];

        // The published forward pass is packed: the slot after the response has a value, later pads are 0.
        Tensor packed = arange(mask.size(1)).unsqueeze(0).le(mask.sum(-1, keepdim: true));
        Tensor Packed(Tensor values) => values.masked_fill(packed.logical_not(), 0);
        PerceptionSelection selection = PerceptionTokens.Select(
            Packed(tokens["cur"].Entropies.detach()),
            Packed(tokens["minus"].Entropies.detach()),
            mask,
            new PerceptionOptions
            {
                Rule = asynchronous ? PerceptionRule.Asynchronous : PerceptionRule.Synchronous,
                TopShare = golden.Option("top_p", 0.5),
                RankPads = golden.Word("variant", "") == "sync_official",
            });
        Tensor old = batch["lp_old"].to_type(precision), reference = batch["lp_ref"].to_type(precision);
        return new(new PolicyInputs(tokens["cur"].LogProbabilities, asynchronous ? reference : old, advantages, mask)
        {
            Proximal = asynchronous ? old : null,
        })
        {
            Reference = reference,
            Preserved = tokens["plus"].LogProbabilities,
            Removed = tokens["minus"].LogProbabilities,
            Perception = golden.Flag("gate", true) ? selection.Gate(advantages) : selection.Selected,
        };
    }

    public static IEnumerable<ObjectiveInputs> Split(ObjectiveInputs whole, int[] sizes)
    {
        int from = 0;
        foreach (int size in sizes)
        {
            int start = from, end = from += size;
            Tensor? Part(Tensor? tensor) => tensor?[start..end];
            yield return new(new PolicyInputs(
                Part(whole.Policy.Current)!, Part(whole.Policy.Old)!, Part(whole.Policy.Advantages)!, Part(whole.Policy.ResponseMask)!)
            {
                Proximal = Part(whole.Policy.Proximal),
            })
            {
                Reference = Part(whole.Reference),
                Preserved = Part(whole.Preserved),
                Removed = Part(whole.Removed),
                Perception = Part(whole.Perception),
            };
        }
    }
}
