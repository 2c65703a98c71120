using System.Globalization;
using Cppo.Models;
using Cppo.Models.Scoring;

namespace Cppo.Tests.Models;

/// <summary>Responses scored on top of their prompts' memory, against the reference's one pass over prompt and response.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenScoringTests
{
    public static TheoryData<string, string, ScalarType> CasesInBothPrecisions() => GoldenForwardTests.CasesInBothPrecisions();

    [Theory]
    [MemberData(nameof(CasesInBothPrecisions))]
    public void Scores_and_gradients_of_responses_are_the_reference_s(string modelName, string name, ScalarType type)
    {
        using QwenModel model = GoldenModel.Load(modelName, type).Clone(trainable: true);
        using var scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> values = GoldenModel.Values(modelName, name);
        (EncodedPrompt[] rows, int[] offsets, _) = GoldenModel.Rows(model, values);
        EncodedPrompt[] prompts = GoldenModel.Prompts(model, values, GoldenModel.Description(modelName, name));
        IReadOnlyList<int>[] responses = [.. rows.Select((row, i) => row.Ids.Skip(prompts[i].Length).ToArray())];
        // Every response twice, in another order, and without its last token: what a prompt leaves behind serves several responses.
        int[] promptOf = [.. Enumerable.Range(0, rows.Length), .. Enumerable.Range(0, rows.Length).Reverse()];
        IReadOnlyList<int>[] twice = [.. promptOf.Select(row => responses[row])];
        IReadOnlyList<int>[] shortened = [.. promptOf.Select((row, i) => i < rows.Length ? responses[row] : responses[row].SkipLast(1).ToArray())];
        double tolerance = type == ScalarType.Float64 ? 1e-5 : 1e-4;

        foreach (string temperature in values.Keys.Where(key => key.StartsWith("log_probs.")).Select(key => key["log_probs.".Length..]))
        {
            using ResponseScores scores = ResponseScorer.Score(
                model, prompts, promptOf, shortened, double.Parse(temperature, CultureInfo.InvariantCulture), 0);
            for (int i = 0; i < promptOf.Length; i++)
            {
                int row = promptOf[i], length = shortened[i].Count, first = offsets[row] + prompts[row].Length - 1;
                Golden.Near(values[$"log_probs.{temperature}"][row].narrow(0, first, length), scores.LogProbabilities[i].narrow(0, 0, length), tolerance, tolerance, $"log-probabilities of row {row}");
                Golden.Near(values[$"entropy.{temperature}"][row].narrow(0, first, length), scores.Entropies[i].narrow(0, 0, length), tolerance, tolerance, $"entropies of row {row}");
            }
        }

        using ResponseScores plain = ResponseScorer.Score(model, prompts, promptOf, twice, 1, 0);
        Tensor loss = plain.LogProbabilities.sum().neg() / plain.Mask.sum();
        if (values.TryGetValue("loss", out Tensor? expected)) Golden.Near(expected, loss, tolerance, tolerance, "loss");
        loss.backward();
        foreach (string key in values.Keys.Where(key => key.StartsWith("grad.")))
        {
            double largest = values[key].abs().max().item<float>();
            double absolute = type == ScalarType.Float64 ? 1e-6 + (1e-5 * largest) : 1e-5 + (1e-4 * largest);
            Golden.Near(values[key], model.Parameters[key["grad.".Length..]].grad!, absolute, 0, key);
        }
    }
}
