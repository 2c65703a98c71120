namespace Cppo.Benchmarks;

/// <summary>What a method's training step costs on a work order; the best of the rounds by stage.</summary>
/// <param name="Rollout">Picture, prompt and decoding.</param>
/// <param name="Update">Everything from the drawing of views and the first scoring pass to AdamW.</param>
/// <param name="Stages">By stage of the step; "preparing", "image tower" and "prompt" are parts of the rollout, measured once more apart, "decode" is what they leave of it.</param>
/// <param name="Phases">Wall seconds by the step's own clock, best of the rounds.</param>
/// <param name="Tokens">Response tokens of a step.</param>
/// <param name="PromptTokens">Tokens of a prompt as it was encoded.</param>
/// <param name="ViewedShare">Share of the responses with a positive advantage.</param>
/// <param name="PeakMegabytes">The most resident memory of two such steps in a process of their own; NaN where the system does not say.</param>
/// <param name="AllocatedPerToken">Managed bytes by response token, whole step.</param>
/// <param name="TensorsPerToken">Tensors that libtorch hands to C# in a rollout, by response token: stands for the calls, of which those in place and those that read a value hand over none.</param>
/// <param name="TensorsPerDecodingStep">The same by decoding step: one token for all rows.</param>
/// <param name="LiveTensorsLeft">Native tensors that a step leaves behind: a leak, unless 0.</param>
/// <param name="UsefulRollout">Useful floating-point operations (<see cref="WorkArithmetic"/>).</param>
/// <param name="UsefulUpdate">Those of the update.</param>
internal sealed record WorkTimes(
    StageTime Rollout, StageTime Update, IReadOnlyDictionary<string, StageTime> Stages, IReadOnlyDictionary<string, double> Phases,
    int Tokens, int PromptTokens, double ViewedShare, double PeakMegabytes, double AllocatedPerToken, double TensorsPerToken,
    double TensorsPerDecodingStep, long LiveTensorsLeft, double UsefulRollout, double UsefulUpdate)
{
    /// <summary>Seconds of the step's clock in perturbed views, without drawing them.</summary>
    public double ViewPasses => Math.Max(0, Phases.GetValueOrDefault("views") - Stages["drawing views"].Wall);

    /// <summary>Response tokens by second of the rollout.</summary>
    public double TokensPerSecond(int threads) => Tokens / Rollout.Seconds(threads);

    /// <summary>Share of the machine's rate of matrix products that the rollout's useful operations reach.</summary>
    public double RolloutShare(Calibration machine, int threads) => UsefulRollout / Rollout.Seconds(threads) / (machine.Float32 * 1e9);

    /// <summary>The same for the update.</summary>
    public double UpdateShare(Calibration machine, int threads) => UsefulUpdate / Update.Seconds(threads) / (machine.Float32 * 1e9);
}
