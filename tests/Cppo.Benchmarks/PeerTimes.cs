namespace Cppo.Benchmarks;

/// <summary>What the peer's graph costs in this run, the best of the rounds.</summary>
/// <param name="Logits">How far its logits lie from ours.</param>
/// <param name="Rollout">The prompt's share of a forward pass, and decoding.</param>
/// <param name="Grpo">An update in the style of verl.</param>
/// <param name="Cppo">The same with both views of every response.</param>
internal sealed record PeerTimes(PeerCheck Logits, StageTime Rollout, StageTime Grpo, StageTime Cppo)
{
    /// <summary>The smaller of each.</summary>
    public PeerTimes Least(StageTime rollout, StageTime grpo, StageTime cppo) =>
        this with { Rollout = Rollout.Least(rollout), Grpo = Grpo.Least(grpo), Cppo = Cppo.Least(cppo) };
}
