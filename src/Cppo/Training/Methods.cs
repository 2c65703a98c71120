using Cppo.Perturbations;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>A method that has a name.</summary>
/// <param name="Method">Its options.</param>
/// <param name="Summary">One line that says what it is.</param>
/// <param name="Source">Where it and its numbers come from.</param>
public sealed record MethodPreset(Method Method, string Summary, string Source)
{
    /// <summary>The name in options and files ("dapo").</summary>
    public string Name => Method.Preset;
}

/// <summary>All methods that have a name. Each is a starting point: <c>Methods.Named("dapo") with { LearningRate = 4e-5 }</c>.</summary>
public static class Methods
{
    private const string Paper = "arXiv 2601.00501", Ablation = "ablation of arXiv 2601.00501";

    /// <summary>The presets: the paper's, its neighbours, its ablations.</summary>
    public static IReadOnlyList<MethodPreset> All { get; } =
    [
        new(Method.Cppo, "CPPO, synchronous rule: G 5, T 1, beta 0.01, lambda 0.01, tau 0.1, p 0.5, lr 1e-6", $"{Paper}, section 4.1"),
        new(Method.CppoAsync, "CPPO, asynchronous recipe: rollouts one step old, decoupled loss, clip 0.4, k1 contrast, no KL, G 4, lr 2e-6", $"{Paper}, asynchronous recipe"),
        new(Method.Grpo, "the same step without the contrastive term", "arXiv 2402.03300"),
        new(Method.Dapo, "clip 0.2 below and 0.28 above, token mean, no KL, groups without signal replaced", "arXiv 2503.14476"),
        new(Method.DrGrpo, "advantages without deviation, sums over a constant length, no KL", "arXiv 2503.20783"),
        new(Method.Gspo, "one importance ratio a sequence, clip 3e-4 and 4e-4", "arXiv 2507.18071"),
        new(Method.Cispo, "clipped importance weights that keep every token's gradient, no KL", "arXiv 2506.13585"),
        new(Method.Sapo, "a soft gate with temperatures 1 and 1.05 in place of the clip", "arXiv 2511.20347"),
        new(Method.Papo, "minus 0.01 KL to the masked picture, double entropy 0.03", "arXiv 2507.06448"),
        new(Method.Rloo, "GRPO with the mean of the others as baseline", "arXiv 2402.14740"),
        new(Method.TopEntropy, "GRPO on the 20 % of tokens with the highest entropies", "arXiv 2506.01939"),
        new(Method.GrpoAugmented, "GRPO on preserving views with probability 0.5", "baseline for robustness"),
        new(Method.CplAlone, "the contrastive loss without policy loss, lambda 0.05", Ablation),
        new(Method.CppoAllTokens, "the contrastive loss on every token", Ablation),
        new(Method.CppoRandomTokens, "as many random tokens as the rule selects", Ablation),
        new(Method.CppoLowestShift, "the tokens with the lowest entropy shift", Ablation),
        new(Method.CppoWithoutGate, "responses of any advantage in the contrastive loss", Ablation),
        new(Method.CppoFixedShare, "a fixed fifth of every response's tokens", Ablation),
        new(Method.CppoFloor, "score relative to Hr + 0.1 nats", Ablation),
        new(Method.CppoOracle, "the true perception tokens", Ablation),
        new(Method.CppoWeighted, "every token counts as much as its entropy rises", "ours"),
        new(Method.CppoHeldOut, $"trains on {PerturbationSet.PaperSeen.Name}; evaluate on {PerturbationSet.PaperUnseen.Name}", Ablation),
        .. PerturbationSet.PaperAsync.Members.Select(Alone),
        Strength("half", 0.5),
        Strength("double", 2),
    ];

    /// <summary>A method by its name.</summary>
    /// <param name="name">For instance "dapo", in any letter case.</param>
    /// <exception cref="CppoException">There is none; the advice lists the names.</exception>
    public static Method Named(string name)
    {
        if (All.FirstOrDefault(preset => string.Equals(preset.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found) return found.Method;
        string[] names = [.. All.Select(preset => preset.Name)];
        IReadOnlyList<string> near = NearestName.Of(name, names, most: 1);
        throw new CppoException(
            $"There is no method \"{name}\".", $"{(near.Count > 0 ? $"Did you mean {near[0]}? " : "")}There are {string.Join(", ", names)}.");
    }

    private static MethodPreset Alone(Perturbation member) => new(
        Method.Cppo.AsPreset($"cppo-only-{member.Name}", $"CPPO, {member.Title} alone") with { Perturbations = PerturbationSet.Paper.Only(member.Name) },
        $"{member.Title} is the only {member.Effect.ToString().ToLowerInvariant()} perturbation",
        Ablation);

    private static MethodPreset Strength(string word, double factor) => new(
        Method.Cppo.AsPreset($"cppo-{word}-strength", $"CPPO, {word} strength") with { Perturbations = PerturbationSet.Paper.AtStrength(factor) },
        $"every perturbation at {word} strength",
        Ablation);
}
