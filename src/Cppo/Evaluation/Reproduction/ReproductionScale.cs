namespace Cppo.Evaluation.Reproduction;

/// <summary>How much of everything a reproduction runs.</summary>
public sealed record ReproductionScale
{
    /// <summary>What the published figures are made with.</summary>
    public static ReproductionScale Full { get; } = new();

    /// <summary>Every part with a few steps and samples, to try the command and the notebook out; its numbers mean nothing.</summary>
    public static ReproductionScale Quick { get; } = new()
    {
        Name = "quick",
        Steps = 4,
        MainSeeds = 3,
        OtherSeeds = 2,
        Prompts = 4,
        GreedySamples = 40,
        SampledSamples = 20,
        Answers = 2,
        RobustSamples = 20,
        MonitorSamples = 20,
        MonitorEvery = 2,
        MeasureTermsEvery = 2,
        WarmStartShare = 0.005,
        WarmStartSamples = 300,
        WarmStartMonitorEvery = 5,
        DetectorSamples = 30,
        ReasonPrompts = 6,
    };

    /// <summary>Its name in files.</summary>
    public string Name { get; init; } = "full";

    /// <summary>Steps of a run of reinforcement learning.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Seeds of GRPO and CPPO.</summary>
    public int MainSeeds { get; init; } = 5;

    /// <summary>Seeds of every other method.</summary>
    public int OtherSeeds { get; init; } = 3;

    /// <summary>Prompts of a step; null: those of the recipe (starter 32, guesser 16).</summary>
    public int? Prompts { get; init; }

    /// <summary>Held-out pictures asked greedily at the end.</summary>
    public int GreedySamples { get; init; } = 2000;

    /// <summary>Held-out pictures asked several times at the end.</summary>
    public int SampledSamples { get; init; } = 1000;

    /// <summary>Drawn answers to each of these.</summary>
    public int Answers { get; init; } = 4;

    /// <summary>Held-out pictures asked under each held-out perturbation.</summary>
    public int RobustSamples { get; init; } = 500;

    /// <summary>Held-out pictures asked greedily during a run.</summary>
    public int MonitorSamples { get; init; } = 250;

    /// <summary>Steps between two such measurements.</summary>
    public int MonitorEvery { get; init; } = 25;

    /// <summary>Steps between two measurements of the terms' gradients.</summary>
    public int MeasureTermsEvery { get; init; } = 20;

    /// <summary>Steps of the warm start as a share of the recipe's.</summary>
    public double WarmStartShare { get; init; } = 1;

    /// <summary>Most samples of a stage of the warm start.</summary>
    public int WarmStartSamples { get; init; } = int.MaxValue;

    /// <summary>Steps of the warm start between two measurements of its accuracy.</summary>
    public int WarmStartMonitorEvery { get; init; } = 250;

    /// <summary>Pictures of a detector study, one response each.</summary>
    public int DetectorSamples { get; init; } = 400;

    /// <summary>Prompts of the batch that is taken apart, eight responses each.</summary>
    public int ReasonPrompts { get; init; } = 64;
}
