using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>CISPO (arXiv 2506.13585): <c>-sg(clip(rho)) A lp</c>; clipped tokens keep their gradient.</summary>
public sealed record CispoPolicyLoss : PolicyLoss
{
    /// <summary>The ratio's lower bound; null: none (the paper of CISPO).</summary>
    public double? LowestRatio { get; init; }

    /// <summary>The ratio's upper bound. verl: 1 + 0.2; TRL: 5.</summary>
    public double HighestRatio { get; init; } = 1.2;

    /// <inheritdoc/>
    public override string Name => "CISPO";

    /// <inheritdoc/>
    internal override PolicyLossResult Compute(PolicyInputs inputs, Tensor advantages, Tensor responseMask)
    {
        Tensor ratio = Ratio.Of(inputs.Current, inputs.Old, responseMask); // [R, T]
        Tensor weight = ratio.detach().clamp(max: HighestRatio);
        if (LowestRatio is { } lowest) weight = weight.clamp(min: lowest);
        return new()
        {
            Loss = -weight * advantages * inputs.Current,
            Ratio = ratio,
            Clipped = weight.ne(ratio.detach()),
            DualClipped = zeros_like(responseMask),
            LogRatio = LogRatioOf(inputs),
        };
    }
}
