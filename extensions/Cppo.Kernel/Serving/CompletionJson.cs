using System.Text.Json.Nodes;
using Cppo.Rollouts;
using Cppo.Text;

namespace Cppo.Kernel.Serving;

/// <summary>Answers as JSON objects of the OpenAI protocol.</summary>
/// <param name="tokenizer">Names tokens.</param>
/// <param name="model">The served name.</param>
/// <param name="id">The answer's id.</param>
/// <param name="created">Seconds since 1970.</param>
internal sealed class CompletionJson(Tokenizer tokenizer, string model, string id, long created)
{
    /// <summary>The whole answer.</summary>
    public JsonObject Whole(CompletionRequest request, Completion completion)
    {
        JsonObject answer = Head("chat.completion");
        answer["choices"] = new JsonArray([.. completion.Responses.Select((response, index) => Choice(request, completion, response, index))]);
        answer["usage"] = Usage(completion);
        return answer;
    }

    /// <summary>One piece of a stream.</summary>
    public JsonObject Chunk(int index, JsonObject delta, string? finish = null)
    {
        JsonObject chunk = Head("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = index, ["delta"] = delta, ["finish_reason"] = finish });
        return chunk;
    }

    /// <summary>The last piece of a stream that was asked for numbers of tokens.</summary>
    public JsonObject UsageChunk(Completion completion)
    {
        JsonObject chunk = Head("chat.completion.chunk");
        chunk["choices"] = new JsonArray();
        chunk["usage"] = Usage(completion);
        return chunk;
    }

    /// <summary>Why a response ended, in the protocol's words.</summary>
    public static string Finish(StopReason stop) => stop == StopReason.Length ? "length" : "stop";

    /// <summary>An error object.</summary>
    public static JsonObject Error(RequestException error) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = error.Message, ["type"] = error.Type, ["param"] = error.Parameter, ["code"] = error.Code,
        },
    };

    private JsonObject Choice(CompletionRequest request, Completion completion, Response response, int index)
    {
        JsonObject choice = new()
        {
            ["index"] = index,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = StreamedText.Cut(response, request.Sampling.StopStrings) },
            ["logprobs"] = null,
            ["finish_reason"] = Finish(response.Stop),
        };
        if (!request.LogProbabilities) return choice;
        choice["logprobs"] = new JsonObject
        {
            ["content"] = new JsonArray([.. response.TokenIds.Select((token, place) =>
            {
                JsonObject entry = Token(token, response.LogProbabilities[place]);
                entry["top_logprobs"] = new JsonArray([.. request.Alternatives == 0
                    ? []
                    : completion.Alternatives[index][place].Select(other => Token(other.Id, other.LogProbability))]);
                return entry;
            })]),
        };
        return choice;
    }

    private JsonObject Token(int token, double logProbability) => new()
    {
        ["token"] = tokenizer.TokenText(token),
        ["logprob"] = Math.Max(logProbability, -9999), // JSON has no infinity; OpenAI writes this
        ["bytes"] = new JsonArray([.. tokenizer.BytesOf(token).ToArray().Select(value => (JsonNode)(int)value)]),
    };

    private static JsonObject Usage(Completion completion)
    {
        int answered = completion.Responses.Sum(response => response.Length);
        return new()
        {
            ["prompt_tokens"] = completion.PromptTokens,
            ["completion_tokens"] = answered,
            ["total_tokens"] = completion.PromptTokens + answered,
        };
    }

    private JsonObject Head(string kind) => new() { ["id"] = id, ["object"] = kind, ["created"] = created, ["model"] = model };
}
