using Cppo.Perturbations;
using Cppo.Training.Optimization;

namespace Cppo.Training;

/// <summary>
/// One stage of a supervised warm start: what is shown, what is to be said, and how it is learned. The three stages of this library's own
/// models are <see cref="Reading"/> from random weights, <see cref="Unreadable"/> from there (the starter), and <see cref="Guessing"/>
/// from the starter (the guesser).
/// </summary>
public sealed record WarmStartStage
{
    /// <summary>Stage 1: reading and reasoning, 2,000 steps. Meant for 20,000 samples, 6.4 epochs.</summary>
    public static WarmStartStage Reading { get; } = new();

    /// <summary>Stage 2: what "I cannot see it" looks like, 300 steps with 30 % unreadable pictures and the true response all the same. Meant for stage 1's samples.</summary>
    public static WarmStartStage Unreadable { get; } = new()
    {
        Name = "warm start, unreadable pictures",
        Steps = 300,
        LearningRate = 4e-4,
        Schedule = new LinearDecaySchedule(300) { WarmUp = 20, Lowest = 0.05 },
        UnreadableShare = 0.3,
    };

    /// <summary>The guesser: 150 steps in which 60 % of the targets are one fixed response to the question, whatever the picture. Meant for 6,000 fresh samples.</summary>
    public static WarmStartStage Guessing { get; } = Unreadable with
    {
        Name = "warm start, guessing",
        Steps = 150,
        Schedule = new LinearDecaySchedule(150) { WarmUp = 20, Lowest = 0.05 },
        GuessedShare = 0.6,
    };

    /// <summary>What runs and their histories are called.</summary>
    public string Name { get; init; } = "warm start, reading";

    /// <summary>Updates.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Samples of one update.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>The base learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>The learning rate of each update as a share of the base rate.</summary>
    public LearningRateSchedule Schedule { get; init; } = new LinearDecaySchedule(2000) { WarmUp = 100, From = 1400, Lowest = 0.1 };

    /// <summary>The optimizer.</summary>
    public AdamWOptions Optimizer { get; init; } = new() { Beta2 = 0.98 };

    /// <summary>How likely a picture is replaced by an unreadable view of it.</summary>
    public double UnreadableShare { get; init; }

    /// <summary>The unreadable views, all equally likely.</summary>
    public IReadOnlyList<Perturbation> UnreadableViews { get; init; } = [new RandomOcclusion(), new ZoomCrop(), new Grey()];

    /// <summary>How likely the target is not the true response but that of the first sample with the same question.</summary>
    public double GuessedShare { get; init; }
}
