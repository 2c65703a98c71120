using Cppo.Runtime;

namespace Cppo.Models.Lora;

/// <summary>
/// A low-rank adapter (LoRA, arXiv 2106.09685): each target's W x becomes W x + scale B A dropout(x) with A [rank, in] and
/// B [out, rank]. The names are PEFT's.
/// </summary>
public sealed record LoraOptions
{
    /// <summary>Rows of A and columns of B (r).</summary>
    public int Rank { get; init; } = 8;

    /// <summary>The low-rank part is scaled by alpha / rank.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Share of the inputs of A that a pass with gradients drops, in [0, 1); passes without gradients drop nothing.</summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Which linear layers: whole dotted parts of their names ("q_proj", "layers.3", <see cref="ModelParts.Merger"/>), <c>*</c> for any
    /// characters. Default: every projection of the decoder.
    /// </summary>
    public IReadOnlyList<string> Targets { get; init; } = ["model.layers"];

    /// <summary>Scale by alpha / sqrt(rank) instead (rsLoRA, arXiv 2312.03732).</summary>
    public bool RankStabilized { get; init; }

    /// <summary>Root of the random numbers: A's first values and what dropout drops.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the low-rank part is multiplied by.</summary>
    public double Scale => Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);

    /// <summary>Refuses what no adapter can have.</summary>
    internal void Validate()
    {
        (bool Holds, string Otherwise)[] rules =
        [
            (Rank is >= 1 and <= 65536, $"The rank is {Rank}; it must be in 1..65536."),
            (Alpha > 0 && double.IsFinite(Alpha), $"Alpha is {Alpha}; it must be a positive number."),
            (Dropout is >= 0 and < 1, $"The dropout is {Dropout}; it must be at least 0 and below 1."),
        ];
        foreach ((bool holds, string otherwise) in rules)
        {
            if (!holds) throw new CppoException(otherwise, "Correct the option; rank 8, alpha 16 and no dropout are usual.");
        }
    }
}
