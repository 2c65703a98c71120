using Cppo.Models;

namespace Cppo.Benchmarks;

/// <summary>
/// Useful floating-point operations of a step: what the algorithm cannot do without, a multiplication and an addition being two. Counted are
/// matrix products and attention; norms, activations, softmax, sampling and the optimizer are not. A picture and its prompt count
/// once for a group, a view once for a group with a gated response, and its response for each gated one; a backward pass counts twice its
/// forward pass; old log-probabilities cost nothing (they are the update's own). What is computed again, padded, or thrown away is not useful.
/// </summary>
/// <param name="Text">The decoder's sizes.</param>
/// <param name="Vision">The tower's sizes.</param>
/// <param name="Prompts">P.</param>
/// <param name="Group">Responses a prompt.</param>
/// <param name="Side">Of the square picture, pixels.</param>
/// <param name="PromptTokens">L, picture tokens included.</param>
/// <param name="NewTokens">T of every response.</param>
internal sealed record WorkArithmetic(TextConfiguration Text, VisionConfiguration Vision, int Prompts, int Group, int Side, int PromptTokens, int NewTokens)
{
    private const double Backward = 2; // of the forward pass

    /// <summary>The tower for one picture.</summary>
    public double Tower
    {
        get
        {
            double width = Vision.HiddenSize, side = Side / Vision.PatchSize, patches = side * side, cells = patches / Vision.PatchesPerToken;
            double blocks = Vision.Blocks, whole = Vision.FullAttentionBlocks.Count(block => block < Vision.Blocks);
            double merged = width * Vision.PatchesPerToken;
            double weights = (4 * width * width) + (3 * width * Vision.IntermediateSize);
            double pairs = (whole * patches * patches) + ((blocks - whole) * PairsInWindows());
            return (2 * patches * ((Vision.PatchLength * width) + (blocks * weights))) + (4 * width * pairs)
                + (2 * cells * ((merged * merged) + (merged * Vision.OutputSize)));
        }
    }

    /// <summary>The decoder for one prompt, without the head.</summary>
    public double Prompt => (PromptTokens * Token) + Attention(0, PromptTokens);

    /// <summary>The decoder and the head for one response to a prompt that has run: its last token is predicted, not read.</summary>
    public double Response => ((NewTokens - 1) * Token) + Attention(PromptTokens, NewTokens - 1) + (2.0 * NewTokens * Text.HiddenSize * Text.VocabularySize);

    /// <summary>A rollout.</summary>
    public double Rollout => Passes(Prompts, Prompts * Group);

    /// <summary>An update without views.</summary>
    /// <param name="hasReference">Whether a reference policy is asked.</param>
    public double Update(bool hasReference) => (1 + Backward + (hasReference ? 1 : 0)) * Rollout;

    /// <summary>What both perturbed views add to an update.</summary>
    /// <param name="prompts">Those with a gated response.</param>
    /// <param name="responses">Gated ones.</param>
    public double Views(int prompts, int responses) => 2 * (1 + Backward) * Passes(prompts, responses);

    private double Passes(int prompts, int responses) => (prompts * (Tower + Prompt)) + (responses * Response);

    // A token's matrix products in all layers.
    private double Token
    {
        get
        {
            double width = Text.HiddenSize, queries = Text.Heads * Text.HeadSize, keys = Text.KeyValueHeads * Text.HeadSize;
            return 2 * Text.Layers * ((2 * width * queries) + (2 * width * keys) + (3 * width * Text.IntermediateSize));
        }
    }

    // Tokens that see themselves and all before them: scores and their sum of values.
    private double Attention(double before, double tokens) =>
        4 * Text.Layers * Text.Heads * Text.HeadSize * ((tokens * before) + (tokens * (tokens + 1) / 2));

    private double PairsInWindows()
    {
        int side = Side / Vision.PatchSize, window = Vision.WindowCells * Vision.MergeSize;
        double squares = 0; // of the windows' lengths along one axis
        for (int start = 0; start < side; start += window) squares += Math.Pow(Math.Min(window, side - start), 2);
        return squares * squares;
    }
}
