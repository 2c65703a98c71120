using static TorchSharp.torch;

namespace Cppo.Models.Layers;

/// <summary>
/// Projections of the same input. While they are joined (<see cref="SamplingTime"/>: weights do not change, no gradients)
/// they are one product with their weights stacked; otherwise, or where an adapter adds to one of them, a product each.
/// </summary>
internal sealed class LinearGroup
{
    // From here on (numbers in all weights) a product costs so much more than a call that a copy of the weights is not worth its memory.
    private const long LargestJoined = 1 << 22;

    private readonly LinearLayer[] parts;
    private Tensor? weight, bias; // [sum of out, in], [sum of out]

    public LinearGroup(ParameterStore parameters, params LinearLayer[] parts)
    {
        this.parts = parts;
        parameters.Groups.Add(this);
    }

    /// <summary>The results side by side, [..., sum of out]; null where they are not joined.</summary>
    public Tensor? ApplyJoined(Tensor x) => weight is null ? null : nn.functional.linear(x, weight, bias!);

    public void Join()
    {
        Part();
        if (parts.Any(part => part.Branch is { IsOn: true }) || parts.Sum(part => part.Weight.numel()) > LargestJoined) return;
        using var frozen = no_grad();
        weight = cat([.. parts.Select(part => part.Weight)], 0).DetachFromDisposeScope();
        bias = parts[0].Bias is null ? null : cat([.. parts.Select(part => part.Bias!)], 0).DetachFromDisposeScope();
    }

    public void Part()
    {
        weight?.Dispose();
        bias?.Dispose();
        (weight, bias) = (null, null);
    }
}
