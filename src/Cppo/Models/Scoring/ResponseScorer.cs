using Cppo.Models.Language;
using Cppo.Models.Prompts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Scoring;

/// <summary>Scores responses: each prompt runs once, its responses attend to what it left behind, equal ones run once.</summary>
internal static class ResponseScorer
{
    public static ResponseScores Score(
        QwenModel model,
        IReadOnlyList<EncodedPrompt> prompts,
        IReadOnlyList<int> promptOf,
        IReadOnlyList<IReadOnlyList<int>> responses,
        double temperature,
        int alternatives)
    {
        TokenDistribution.RequireTemperature(temperature);
        using ResponseBatch batch = new(prompts, promptOf, responses, model);
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = Hidden(model, prompts, batch).index_select(0, batch.Places); // [M, D]: padding goes no further
        Tensor tokens = batch.Ids.view(-1).index_select(0, batch.Places); // [M]
        TokenDistribution distribution = Distribution(model, hidden, tokens, temperature);
        return new(
            batch.Spread(distribution.LogProbabilities).MoveToOuterDisposeScope(),
            batch.Spread(distribution.Entropies).MoveToOuterDisposeScope(),
            batch.Mask(distribution.Entropies.dtype).MoveToOuterDisposeScope(),
            alternatives == 0 ? null : Likeliest(model, hidden, temperature, alternatives, batch));
    }

    /// <summary>KL of whole next-token distributions, prompt against prompt; logits exist for some rows at a time only.</summary>
    public static Tensor Divergence(
        QwenModel model,
        IReadOnlyList<EncodedPrompt> prompts,
        IReadOnlyList<EncodedPrompt> others,
        IReadOnlyList<int> promptOf,
        IReadOnlyList<IReadOnlyList<int>> responses,
        double temperature)
    {
        TokenDistribution.RequireTemperature(temperature);
        using IDisposable none = no_grad();
        using ResponseBatch batch = new(prompts, promptOf, responses, model);
        using DisposeScope scope = NewDisposeScope();
        Tensor one = Hidden(model, prompts, batch).index_select(0, batch.Places); // [M, D]
        Tensor other = Hidden(model, others, batch).index_select(0, batch.Places); // [M, D]
        long rows = RowsAtOnce(model);
        List<Tensor> parts = [];
        for (long start = 0; start < one.shape[0]; start += rows)
        {
            using DisposeScope chunk = NewDisposeScope();
            long count = Math.Min(rows, one.shape[0] - start);
            Tensor logProbabilities = LogProbabilities(one), otherLogProbabilities = LogProbabilities(other); // [m, V]
            parts.Add((logProbabilities.exp() * (logProbabilities - otherLogProbabilities)).sum(-1).MoveToOuterDisposeScope());

            Tensor LogProbabilities(Tensor hidden)
            {
                Tensor logits = model.Logits(hidden.narrow(0, start, count));
                Tensor wide = logits.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? logits.to_type(ScalarType.Float32) : logits;
                return (wide / temperature).log_softmax(-1);
            }
        }

        return batch.Spread(cat(parts, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>The hidden states that predict the responses' tokens.</summary>
    /// <returns>[U * T, D] of the U responses that differ.</returns>
    private static Tensor Hidden(QwenModel model, IReadOnlyList<EncodedPrompt> prompts, ResponseBatch responses)
    {
        using DisposeScope scope = NewDisposeScope();
        using TokenBatch batch = TokenBatch.LeftPadded(prompts, model.Configuration, model.Type, model.Device);
        using PromptMemory memory = PromptMemory.Of(model, batch);
        // The prompt's last token predicts the first response token; the others are predicted by their predecessors.
        Tensor first = memory.LastHidden.index_select(0, responses.PromptOf).unsqueeze(1); // [R, 1, D]
        int others = responses.Length - 1;
        if (others == 0) return first.squeeze(1).MoveToOuterDisposeScope();
        using PrefixAttention attention = new(memory.Layers, batch.Mask, responses.PromptOf, others);
        Tensor rest = model.Continue(responses.Ids.narrow(1, 0, others), responses.Positions.narrow(2, 0, others), attention);
        return cat([first, rest], 1).view(-1, rest.shape[2]).MoveToOuterDisposeScope();
    }

    private static TokenDistribution Distribution(QwenModel model, Tensor hidden, Tensor tokens, double temperature)
    {
        long rows = RowsAtOnce(model);
        return hidden.shape[0] <= rows && !model.LargeGradients.Concern(model.Head)
            ? TokenDistribution.Of(model.Logits(hidden), tokens, temperature)
            : ChunkedHead.Of(hidden, model.Head, tokens, temperature, rows, model.LargeGradients);
    }

    // Inside the caller's scope, so that its results leave that scope.
    private static TokenAlternatives Likeliest(QwenModel model, Tensor hidden, double temperature, int count, ResponseBatch batch)
    {
        using var frozen = no_grad();
        List<Tensor> values = [], ids = [];
        foreach (Tensor chunk in hidden.split(RowsAtOnce(model)))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor probabilities = (model.Logits(chunk).to_type(ScalarType.Float32) / temperature).softmax(-1);
            (Tensor largest, Tensor tokens) = probabilities.topk((int)Math.Min(count, probabilities.shape[1]), -1);
            values.Add(largest.MoveToOuterDisposeScope());
            ids.Add(tokens.MoveToOuterDisposeScope());
        }

        return new(batch.Spread(cat(ids, 0)).MoveToOuterDisposeScope(), batch.Spread(cat(values, 0)).MoveToOuterDisposeScope());
    }

    private static long RowsAtOnce(QwenModel model) => Math.Max(1, model.LogitsAtOnce / model.Configuration.Text.VocabularySize);
}
