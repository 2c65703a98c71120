using Cppo.Rollouts;
using Cppo.Text;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>The ground truth of responses as tensors [R, T], bool; false at padding.</summary>
/// <param name="IsPerception">Perception tokens; a token whose label is not known is none.</param>
/// <param name="IsKnown">Tokens whose label is known.</param>
internal readonly record struct TokenTruth(Tensor IsPerception, Tensor IsKnown)
{
    /// <summary>Asks for the labels of some responses.</summary>
    /// <param name="responses">R samples with their responses.</param>
    /// <param name="like">[R, T]: gives shape and device.</param>
    /// <param name="tokenizer">Gives the tokens' texts.</param>
    /// <param name="labels">Who knows.</param>
    public static TokenTruth Of(IEnumerable<(Sample Sample, Response Response)> responses, Tensor like, Tokenizer tokenizer, TokenLabels labels)
    {
        (long rows, long length) = (like.shape[0], like.shape[1]);
        bool[] isPerception = new bool[rows * length], isKnown = new bool[rows * length];
        long start = 0;
        foreach ((Sample sample, Response response) in responses)
        {
            IReadOnlyList<bool?> truth = labels(sample, [.. response.TokenIds.Select(tokenizer.TokenText)]);
            for (int t = 0; t < truth.Count; t++) (isPerception[start + t], isKnown[start + t]) = (truth[t] == true, truth[t] is not null);
            start += length;
        }

        return new(tensor(isPerception, [rows, length], ScalarType.Bool, like.device), tensor(isKnown, [rows, length], ScalarType.Bool, like.device));
    }
}
