namespace Cppo.Training;

/// <summary>
/// DAPO's dynamic sampling (arXiv 2503.14476, section 3.2): a group whose rewards are all equal is dropped, and more prompts are drawn
/// until the batch has as many groups as the step's own prompts, or the cap is reached. What one round brings too much is left out.
/// </summary>
public sealed record DynamicSampling
{
    /// <summary>
    /// Rounds of a step at most, the first included. A batch that is still not full then is learned from as it is; where no group of any
    /// round had signal, the first round's are.
    /// </summary>
    public int MaximumRounds { get; init; } = 3;
}
