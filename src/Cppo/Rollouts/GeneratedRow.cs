using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Rollouts;

/// <summary>One row of a batch that is being sampled.</summary>
/// <param name="prompt">Index of its prompt.</param>
/// <param name="random">The row's own stream: draw number i belongs to token i.</param>
/// <param name="index">Which of its prompt's rows it is.</param>
internal sealed class GeneratedRow(int prompt, CounterRandom random, int index = 0)
{
    public int Prompt { get; } = prompt;

    public int Index { get; } = index;

    public CounterRandom Random { get; } = random;

    public List<int> Tokens { get; } = [];

    public List<float> LogProbabilities { get; } = [];

    public List<float> Entropies { get; } = [];

    /// <summary>Turns the row's tokens into text where somebody needs it while they come.</summary>
    public IncrementalDecoder? Decoder { get; set; }

    /// <summary>The end of the text so far, as long as a stop string can begin in it.</summary>
    public string Tail { get; set; } = "";

    public StopReason Stop { get; set; } = StopReason.Length;

    /// <summary>Whether it takes no further tokens.</summary>
    public bool Ended => Stop != StopReason.Length;
}
