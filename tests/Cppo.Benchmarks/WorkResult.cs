namespace Cppo.Benchmarks;

/// <summary>All numbers of a work order in one run.</summary>
/// <param name="Threads">Of libtorch.</param>
/// <param name="Rounds">Steps measured by method.</param>
/// <param name="Machine">Measured before and after; the better of each.</param>
/// <param name="Grpo">Our GRPO.</param>
/// <param name="Cppo">Our CPPO.</param>
/// <param name="Peer">The peer's graph in this run; null where there is none for this work.</param>
internal sealed record WorkResult(int Threads, int Rounds, Calibration Machine, WorkTimes Grpo, WorkTimes Cppo, PeerTimes? Peer)
{
    /// <summary>CPPO's update by GRPO's.</summary>
    public double UpdateRatio => Cppo.Update.Seconds(Threads) / Grpo.Update.Seconds(Threads);

    /// <summary>CPPO's whole step by GRPO's, half of the responses gated.</summary>
    public double StepRatio => (Cppo.Rollout + Cppo.Update).Seconds(Threads) / (Grpo.Rollout + Grpo.Update).Seconds(Threads);

    /// <summary>Everything that was asked for of this work, measured or not.</summary>
    public IEnumerable<WorkTarget> Targets(string work)
    {
        double rollout = Grpo.Rollout.Seconds(Threads), update = Grpo.Update.Seconds(Threads);
        if (Peer is not null && WorkTarget.RolloutOf(work) is { } faster && WorkTarget.UpdateOf(work) is { } updates)
        {
            yield return new("rollout, times as fast as transformers' graph in this run", faster, Peer.Rollout.Seconds(Threads) / rollout);
            yield return new("GRPO update, times as fast as verl-style on transformers' graph in this run", updates, Peer.Grpo.Seconds(Threads) / update);
        }

        foreach (PublishedPeer peer in PublishedPeer.All.Where(peer => peer.Work == work && peer.Threads == Threads))
        {
            // Work that is bound by the cost of calls does not scale with the product's rate, so both are shown.
            foreach ((string how, double scale) in new[] { ("scaled by the product's rate", peer.Rate / Machine.Float32), ("unscaled", 1.0) })
            {
                string against = $"times as fast as {peer.Name} (published, {how})";
                bool isWritten = peer.Name == PublishedPeer.Written;
                if ((isWritten ? 1 : WorkTarget.RolloutOf(work)) is { } rollouts) yield return new($"rollout, {against}", rollouts, peer.Rollout * scale / rollout);
                if ((isWritten ? 1 : WorkTarget.UpdateOf(work)) is { } grpo) yield return new($"GRPO update, {against}", grpo, peer.Grpo * scale / update);
                if (isWritten) yield return new($"CPPO update, {against}", 1, peer.Cppo * scale / Cppo.Update.Seconds(Threads));
            }
        }

        if (work == "medium")
        {
            yield return new("GRPO update, share of the product's rate in useful operations", 0.5, Grpo.UpdateShare(Machine, Threads));
            yield return new("CPPO update, share of the product's rate in useful operations", 0.5, Cppo.UpdateShare(Machine, Threads));
        }

        if (work == "vocabulary") yield return new("peak resident memory, GB", 2, Math.Max(Grpo.PeakMegabytes, Cppo.PeakMegabytes) / 1000, IsUpperBound: true);
    }
}
