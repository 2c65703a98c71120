using static TorchSharp.torch;

namespace Cppo.Objective.Policy;

/// <summary>SAPO (arXiv 2511.20347): <c>-A (4 / tau) sigmoid(tau (rho - 1))</c>, with a temperature for each sign of A.</summary>
public sealed record SapoPolicyLoss : PolicyLoss
{
    /// <summary>tau for A &gt; 0.</summary>
    public double PositiveTemperature { get; init; } = 1.0;

    /// <summary>tau for A &lt;= 0.</summary>
    public double NegativeTemperature { get; init; } = 1.05;

    /// <inheritdoc/>
    public override string Name => "SAPO";

    /// <inheritdoc/>
    internal override PolicyLossResult Compute(PolicyInputs inputs, Tensor advantages, Tensor responseMask)
    {
        Require(
            PositiveTemperature > 0 && NegativeTemperature > 0,
            $"The gate temperatures are {PositiveTemperature} and {NegativeTemperature}.",
            "Give temperatures above 0.");
        Tensor ratio = Ratio.Of(inputs.Current, inputs.Old, responseMask); // [R, T]
        Tensor temperature = full_like(ratio.detach(), NegativeTemperature).masked_fill(advantages.gt(0), PositiveTemperature);
        Tensor gate = (temperature * (ratio - 1)).sigmoid() * (4 / temperature);
        return new()
        {
            Loss = -gate * advantages,
            Ratio = ratio,
            Clipped = zeros_like(responseMask),
            DualClipped = zeros_like(responseMask),
            LogRatio = LogRatioOf(inputs),
        };
    }
}
