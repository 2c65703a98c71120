using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Runtime;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Cppo.Servers;

/// <summary>Samples and sampling options as Microsoft.Extensions.AI has them.</summary>
internal static class ServerRequest
{
    /// <summary>The prompt: system text, then the question with its pictures where they stand, each as the PNG that the model is to see.</summary>
    public static IReadOnlyList<ChatMessage> Messages(Sample sample, string? system)
    {
        int places = sample.PicturePlaces.Count;
        if (places > 0 && places != sample.Pictures.Count)
        {
            throw new CppoException(
                $"Sample {sample.Id} has {sample.Pictures.Count} pictures and {places} places for them.", "Give every picture one place, or none at all.");
        }

        int next = 0;
        AIContent[] contents =
        [
            .. sample.Turn(sample.Pictures.Count).Parts
                .Where(part => part.IsPicture || part.Text!.Length > 0)
                .Select(part => part.IsPicture ? Encoded(sample.Pictures[next++]) : (AIContent)new TextContent(part.Text)),
        ];
        ChatMessage question = new(ChatRole.User, contents);
        return system is null ? [question] : [new(ChatRole.System, system), question];
    }

    /// <summary>
    /// How one response is drawn. Top-k, repetition penalty and stop tokens are no part of OpenAI's protocol: they are sent only where they are
    /// used, under the names that vLLM and SGLang give them.
    /// </summary>
    /// <param name="sampling">The options.</param>
    /// <param name="sample">Whose response.</param>
    /// <param name="row">Which of its responses; each draws by a seed of its own.</param>
    /// <param name="logProbabilities">Whether tokens and log-probabilities are wanted.</param>
    public static ChatOptions Options(SamplingOptions sampling, ulong sample, int row, bool logProbabilities) => new()
    {
        Temperature = sampling.Greedy ? 0 : (float)sampling.Temperature,
        TopP = sampling.Greedy || sampling.TopP >= 1 ? null : (float)sampling.TopP,
        TopK = sampling.Greedy || sampling.TopK == 0 ? null : sampling.TopK,
        MaxOutputTokens = sampling.MaxNewTokens,
        Seed = sampling.Greedy ? null : Seed(sampling, sample, row),
        StopSequences = sampling.StopStrings.Count == 0 ? null : [.. sampling.StopStrings],
        RawRepresentationFactory = _ => Raw(sampling, logProbabilities),
    };

    // 31 bits: some servers take no more.
    private static long Seed(SamplingOptions sampling, ulong sample, int row) =>
        new CounterRandom(sampling.Seed, "server seed", sample, sampling.Step, (ulong)row).NextUInt32() >> 1;

    private static ChatCompletionOptions Raw(SamplingOptions sampling, bool logProbabilities)
    {
        ChatCompletionOptions raw = new();
        if (logProbabilities) raw.IncludeLogProbabilities = true;
        if (!sampling.Greedy && sampling.TopK > 0) raw.Patch.Set("$.top_k"u8, sampling.TopK);
        if (sampling.RepetitionPenalty != 1) raw.Patch.Set("$.repetition_penalty"u8, sampling.RepetitionPenalty);
        if (sampling.StopTokens.Count > 0) raw.Patch.Set("$.stop_token_ids"u8, BinaryData.FromObjectAsJson(sampling.StopTokens));
        return raw;
    }

    private static DataContent Encoded(Picture picture) => new(picture.ToPng(), "image/png");
}
