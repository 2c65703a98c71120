using Cppo.Models;
using Cppo.Objective;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>One forward pass in numbers.</summary>
/// <param name="Picture">"original", "preserving", "removing", "masked" (PAPO's) or "reference".</param>
/// <param name="Responses">Responses that were run.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Entropy">Mean entropy of a token, nats; NaN where it was not computed.</param>
/// <param name="LogProbability">Mean log-probability of the sampled token, nats.</param>
public readonly record struct PassSummary(string Picture, int Responses, int Tokens, double Entropy, double LogProbability)
{
    /// <summary>The passes that were made, in order.</summary>
    public static IReadOnlyList<PassSummary> Of(ForwardPasses passes)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        List<PassSummary> all = [Of("original", passes.Original)];
        if (passes.Preserved is { } preserved) all.Add(Of("preserving", preserved));
        if (passes.Removed is { } removed) all.Add(Of("removing", removed));
        if (passes.Masked is { } masked) all.Add(OfAll("masked", masked));
        if (passes.Reference is { } reference) all.Add(OfAll("reference", reference));
        return all;

        PassSummary OfAll(string picture, Tensor logProbabilities) =>
            all[0] with { Picture = picture, Entropy = double.NaN, LogProbability = Mean(logProbabilities, passes.Original.Mask) };
    }

    private static PassSummary Of(string picture, ResponseScores scores) => new(
        picture,
        (int)scores.Mask.shape[0],
        scores.Mask.sum().to_type(ScalarType.Int32).item<int>(),
        Mean(scores.Entropies, scores.Mask),
        Mean(scores.LogProbabilities, scores.Mask));

    private static double Mean(Tensor values, Tensor mask) => Aggregation.RecipeTokenMean.Of(values.detach(), mask).ToDouble();
}
