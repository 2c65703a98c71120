using Cppo.Rollouts;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;

namespace Cppo.Servers;

/// <summary>A server's answer as a response.</summary>
internal static class ServerAnswer
{
    /// <summary>
    /// Reads an answer. Text, number of tokens and stop reason are the server's; the protocol does not tell a stop string from an end token,
    /// and leaves the stop string out of the text.
    /// </summary>
    /// <param name="answer">What came.</param>
    /// <param name="longest">Longest response in tokens.</param>
    /// <exception cref="UnreadableAnswerException">It holds no text, and not because it was cut off.</exception>
    public static Response Read(ChatResponse answer, int longest)
    {
        IReadOnlyList<ChatTokenLogProbabilityDetails> tokens = (answer.RawRepresentation as ChatCompletion)?.ContentTokenLogProbabilities ?? [];
        int? count = (int?)answer.Usage?.OutputTokenCount ?? (tokens.Count > 0 ? tokens.Count : null);
        bool cutOff = answer.FinishReason == ChatFinishReason.Length || (answer.FinishReason is null && count >= longest);
        if (answer.FinishReason == ChatFinishReason.ContentFilter) throw new UnreadableAnswerException("The server's content filter took the answer.");
        if (!HasText(answer) && !cutOff) throw new UnreadableAnswerException($"The answer holds no text (finish reason: {answer.FinishReason?.Value ?? "none"}).");
        return new([], [.. tokens.Select(token => token.LogProbability)], answer.Text, cutOff ? StopReason.Length : StopReason.EndToken)
        {
            TokenCount = count,
            TokenTexts = [.. tokens.Select(token => token.Token)],
        };
    }

    // An empty text is an answer, none at all is not.
    private static bool HasText(ChatResponse answer) => answer.RawRepresentation is ChatCompletion raw
        ? raw.Content.Any(part => part.Kind == ChatMessageContentPartKind.Text && part.Text is not null)
        : answer.Messages.SelectMany(message => message.Contents).OfType<TextContent>().Any();
}
