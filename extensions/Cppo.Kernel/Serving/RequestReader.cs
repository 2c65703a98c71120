using System.Text.Json;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Text;

namespace Cppo.Kernel.Serving;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. What would change the answer and is not supported is refused; fields that do not
/// change it (<c>user</c>, <c>metadata</c>) are passed over. Of vLLM's and SGLang's own fields it takes top_k, repetition_penalty and
/// stop_token_ids.
/// </summary>
/// <param name="model">The name that requests must give.</param>
/// <param name="longest">Longest response in tokens; what a request gets that names no limit.</param>
/// <param name="vocabulary">Ids that there are.</param>
internal sealed class RequestReader(string model, int longest, int vocabulary)
{
    private const int MostAnswers = 128, MostStops = 16, MostAlternatives = 20;

    // Absent, or the one value that means nothing.
    private static readonly string[] Unsupported =
        ["tools", "functions", "logit_bias", "audio", "prediction", "frequency_penalty", "presence_penalty", "min_p", "min_tokens", "guided_json", "guided_regex"];

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestException">It cannot be answered; the sentence says why.</exception>
    public CompletionRequest Read(ReadOnlyMemory<byte> body)
    {
        using JsonDocument document = Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new RequestException(400, "The body must be a JSON object.");
        RequestFields fields = new(document.RootElement);
        RequireModel(fields);
        foreach (string name in Unsupported)
        {
            if (fields.Find(name) is { } value && !IsNothing(value)) throw new RequestException(400, $"'{name}' is not supported by this server.", name);
        }

        if (fields.Find("response_format") is { } format && !(format.ValueKind == JsonValueKind.Object && new RequestFields(format).Text("type") == "text"))
            throw new RequestException(400, "'response_format' is not supported by this server, except for text.", "response_format");
        (IReadOnlyList<ChatTurn> turns, IReadOnlyList<Picture> pictures) = MessageReader.Read(fields.Find("messages"));
        bool streams = fields.Flag("stream"), logs = fields.Flag("logprobs");
        long? alternatives = fields.Whole("top_logprobs", 0, MostAlternatives);
        if (alternatives is not null && !logs) throw RequestException.Field("logprobs", "true where 'top_logprobs' is given");
        if (streams && logs) throw new RequestException(400, "Log-probabilities are not streamed: leave out 'stream' or 'logprobs'.", "logprobs");
        return new(turns, pictures, Sampling(fields))
        {
            Seed = fields.Whole("seed", long.MinValue, long.MaxValue) is { } seed ? unchecked((ulong)seed) : null,
            Streams = streams,
            StreamsUsage = fields.Find("stream_options") is { ValueKind: JsonValueKind.Object } options && new RequestFields(options).Flag("include_usage"),
            LogProbabilities = logs,
            Alternatives = (int)(alternatives ?? 0),
        };
    }

    private SamplingOptions Sampling(RequestFields fields)
    {
        double temperature = fields.Number("temperature", 0, 2) ?? 1, topP = fields.Number("top_p", 0, 1) ?? 1;
        if (topP == 0) throw RequestException.Field("top_p", "above 0 and at most 1");
        long? limit = fields.Whole("max_completion_tokens", 1, longest) ?? fields.Whole("max_tokens", 1, longest);
        return new()
        {
            GroupSize = (int)(fields.Whole("n", 1, MostAnswers) ?? 1),
            Greedy = temperature == 0,
            Temperature = temperature == 0 ? 1 : temperature,
            TopP = topP,
            TopK = (int)Math.Max(0, fields.Whole("top_k", -1, int.MaxValue) ?? 0), // -1 is vLLM's "all"
            RepetitionPenalty = fields.Number("repetition_penalty", 0.01, 100) ?? 1,
            MaxNewTokens = (int)(limit ?? longest),
            StopStrings = fields.Texts("stop", MostStops),
            StopTokens = Ids(fields.Find("stop_token_ids")),
        };
    }

    private int[] Ids(JsonElement? list)
    {
        if (list is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) throw RequestException.Field("stop_token_ids", "a list of ids");
        return [.. value.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out int number) && number >= 0 && number < vocabulary
            ? number
            : throw RequestException.Field("stop_token_ids", $"a list of ids from 0 to {vocabulary - 1}"))];
    }

    private void RequireModel(RequestFields fields)
    {
        string name = fields.Text("model") ?? throw RequestException.Field("model", "the name of a model");
        if (name != model) throw new RequestException(404, $"The model '{name}' is not served here; '{model}' is.", "model", "model_not_found");
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDouble(out double number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.False => true,
        _ => false,
    };

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException error)
        {
            throw new RequestException(400, $"The body is not valid JSON: {error.Message}");
        }
    }
}
