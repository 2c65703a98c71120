namespace Cppo.Training.Watchdogs;

/// <summary>When watchdogs bark. The defaults stay silent on runs that learn.</summary>
public sealed record WatchdogOptions
{
    /// <summary>No watchdog at all.</summary>
    public static WatchdogOptions Off { get; } = new() { IsOn = false };

    /// <summary>Whether they watch.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Steps that a mean covers.</summary>
    public int Window { get; init; } = 10;

    /// <summary>A warning is raised again when it became so many times as bad as when it was raised last.</summary>
    public double WorseFactor { get; init; } = 2;

    /// <summary>Share of groups without signal, mean of the window.</summary>
    public double ZeroSignalGroups { get; init; } = 0.8;

    /// <summary>Entropy, mean of the window, as a share of the mean of the first window.</summary>
    public double EntropyShare { get; init; } = 0.2;

    /// <summary>Mean |difference| of log-probabilities between rollout and training, mean of the window, nats.</summary>
    public double Drift { get; init; } = 0.05;

    /// <summary>KL to the reference, mean of the last three steps, nats per token.</summary>
    public double Kl { get; init; } = 0.5;

    /// <summary>Share of responses cut off at the longest length, mean of the window.</summary>
    public double CutOff { get; init; } = 0.25;

    /// <summary>Steps after which the reward must have moved.</summary>
    public int RewardSteps { get; init; } = 100;

    /// <summary>Standard errors that count as a movement of the reward.</summary>
    public double RewardErrors { get; init; } = 2;

    /// <summary>Share of right answers above which a reward that does not move is no problem.</summary>
    public double GoodAccuracy { get; init; } = 0.9;

    /// <summary>Share of the window's updates that were skipped.</summary>
    public double SkippedUpdates { get; init; } = 0.2;
}
