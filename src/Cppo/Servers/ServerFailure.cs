using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;

namespace Cppo.Servers;

/// <summary>What a failed attempt means for those that follow.</summary>
internal enum FailureKind
{
    /// <summary>Another attempt may succeed.</summary>
    Passing,

    /// <summary>This sample will not be answered; others may.</summary>
    OfSample,

    /// <summary>No sample will be answered.</summary>
    OfServer,
}

/// <summary>A failed attempt, understood.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Cause">In one word, for counts: a status, "timeout", "connection", "answer".</param>
/// <param name="Problem">In a sentence.</param>
/// <param name="Advice">What to do, in a sentence.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
internal sealed record ServerFailure(FailureKind Kind, string Cause, string Problem, string Advice, TimeSpan? RetryAfter = null)
{
    private const int LongestMessage = 300;

    /// <summary>Understands an exception; null where it is none that a server causes.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="now">For servers that name a time to come back at.</param>
    public static ServerFailure? Of(Exception error, DateTimeOffset now) => error switch
    {
        UnreadableAnswerException unreadable => new(FailureKind.OfSample, "answer", unreadable.Message, unreadable.Advice),
        ClientResultException { Status: > 0 } answered => OfStatus(answered.Status, answered.GetRawResponse(), now),
        HttpRequestException { StatusCode: { } status } => OfStatus((int)status, null, now),
        ClientResultException or HttpRequestException or IOException or System.Net.Sockets.SocketException => new(
            FailureKind.Passing, "connection", $"The connection failed: {Innermost(error)}", "Check that the server runs and can be reached from here."),
        AggregateException { InnerExceptions: [.., { } last] } => Of(last, now),
        JsonException or InvalidOperationException or ArgumentException or FormatException or KeyNotFoundException or NullReferenceException or IndexOutOfRangeException => new(
            FailureKind.OfSample, "answer", $"The answer is no chat completion: {Short(error.Message)}", "Check that the address is that of an OpenAI-compatible server."),
        _ => null,
    };

    /// <summary>A request that took too long.</summary>
    public static ServerFailure TimedOut(TimeSpan limit) => new(
        FailureKind.Passing, "timeout", FormattableString.Invariant($"There was no answer within {limit.TotalSeconds:0.###} s."), "Allow more time, shorter responses or fewer requests at once.");

    private static ServerFailure OfStatus(int status, PipelineResponse? response, DateTimeOffset now)
    {
        string cause = status.ToString(CultureInfo.InvariantCulture), said = status is 401 or 403 ? "" : Said(response);
        return status switch
        {
            408 or 425 or 429 or >= 500 => new(
                FailureKind.Passing, cause, $"The server answered {status}{said}.", "Ask again later, or fewer at once.", RetryAfterOf(response, now)),
            401 or 403 => new(FailureKind.OfServer, cause, $"The server refuses the key ({status}).", "Name the environment variable that holds the server's key (--key-env)."),
            404 => new(FailureKind.OfServer, cause, $"The server does not know the model or the address (404){said}.", "Compare the model's name with those that GET /v1/models lists; the address usually ends with /v1."),
            405 or (>= 300 and < 400) => new(FailureKind.OfServer, cause, $"The address is not that of a chat server ({status}).", "The address usually ends with /v1."),
            _ => new(FailureKind.OfSample, cause, $"The server refuses the request ({status}){said}.", "Change what it names: longest response, pictures, options that the server does not take."),
        };
    }

    // ": " and the message of the error object, else the start of the body.
    private static string Said(PipelineResponse? response)
    {
        string body;
        try
        {
            body = response?.Content.ToString() ?? "";
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            JsonElement error = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement inner) ? inner : root;
            if (error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out JsonElement message)) error = message;
            body = error.ToString();
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            body = response?.Content.ToString() ?? "";
            if (body.TrimStart().StartsWith('<')) body = "";
        }

        string shown = Short(body).TrimEnd('.');
        return shown.Length == 0 ? "" : $": {shown}";
    }

    private static TimeSpan? RetryAfterOf(PipelineResponse? response, DateTimeOffset now)
    {
        if (response is null) return null;
        if (response.Headers.TryGetValue("retry-after-ms", out string? exact) && Number(exact) is { } milliseconds) return TimeSpan.FromMilliseconds(milliseconds);
        if (!response.Headers.TryGetValue("retry-after", out string? text)) return null;
        if (Number(text) is { } seconds) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset then) && then > now ? then - now : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and < 1e9 ? value : null;

    private static string Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : Short(error.Message);

    private static string Short(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + "...";
    }
}
