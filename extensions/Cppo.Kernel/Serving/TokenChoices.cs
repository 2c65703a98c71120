using Cppo.Models;
using Cppo.Rollouts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Kernel.Serving;

/// <summary>The likeliest tokens at every place of responses.</summary>
internal static class TokenChoices
{
    /// <summary>Scores the responses once more, teacher-forced.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<TokenChoice>>> Of(
        Policy policy, EncodedPrompt prompt, IReadOnlyList<Response> responses, double temperature, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        ResponseScores scores = policy.Score(
            [prompt], [.. responses.Select(_ => 0)], [.. responses.Select(response => response.TokenIds)], temperature, count);
        Tensor ids = scores.Alternatives!.Ids.cpu(); // [R, T, k]
        long[] flat = ids.contiguous().data<long>().ToArray();
        double[] probabilities = scores.Alternatives.Probabilities.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        int longest = (int)ids.shape[1], kept = (int)ids.shape[2];
        return
        [
            .. responses.Select((response, row) => (IReadOnlyList<IReadOnlyList<TokenChoice>>)
            [
                .. Enumerable.Range(0, response.TokenIds.Count).Select(place => (IReadOnlyList<TokenChoice>)
                [
                    .. Enumerable.Range(((row * longest) + place) * kept, kept).Select(i => new TokenChoice((int)flat[i], Math.Log(probabilities[i]))),
                ]),
            ]),
        ];
    }
}
