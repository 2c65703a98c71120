using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>
/// Reports as JSON: the figures for reading, and every sample's judged answers, from which a report is made again so that nothing has
/// to be asked twice.
/// </summary>
public static class EvaluationFile
{
    private const string Format = "cppo evaluation 1";
    private const string Advice = "Give a file that 'cppo eval --out' or EvaluationFile.Write wrote.";

    /// <summary>Writes a report; never leaves half a file.</summary>
    /// <param name="path">The file; its folder is made where it is not there.</param>
    /// <param name="report">What to store.</param>
    /// <exception cref="CppoException">The file cannot be written.</exception>
    public static void Write(string path, EvaluationReport report)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            JsonFile.Write(path, ToJson(report));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The report {path} cannot be written: {error.Message}", "Name a file in a folder that you may write to.", error);
        }
    }

    /// <summary>Reads a report that was written.</summary>
    /// <exception cref="CppoException">It is missing, or holds something else.</exception>
    public static EvaluationReport Read(string path)
    {
        JsonElement root = JsonFile.Read(path, Advice);
        try
        {
            if (root.GetProperty("format").GetString() != Format) throw new CppoException($"{path} holds no evaluation.", Advice);
            return Report(root);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CppoException($"{path} holds no complete evaluation: {error.Message}", Advice, error);
        }
    }

    /// <summary>The report as JSON.</summary>
    /// <param name="report">The report.</param>
    /// <param name="withSamples">Whether every sample's answers are in it; without them it cannot be read again.</param>
    public static JsonObject ToJson(EvaluationReport report, bool withSamples = true)
    {
        JsonObject figures = Figures(report, withSamples);
        if (withSamples) figures["samples"] = new JsonArray([.. report.Samples.Select(Of)]);
        return figures;
    }

    private static JsonObject Figures(EvaluationReport report, bool withSamples) => new()
    {
        ["format"] = Format,
        ["name"] = report.Name,
        ["setting"] = report.Setting,
        ["all"] = Of(report.All),
        ["by_kind"] = new JsonArray([.. report.ByKind.Select(Of)]),
        ["estimates"] = new JsonObject(report.Estimates.Select(estimate =>
            KeyValuePair.Create<string, JsonNode?>(estimate.Name, With(estimate.Interval, ("value", Number(estimate.Value)))))),
        ["verdicts"] = new JsonObject(Enum.GetValues<AnswerVerdict>().Select(verdict =>
            KeyValuePair.Create<string, JsonNode?>(Name(verdict), report.Count(verdict)))),
        ["well_formed_share"] = Number(report.WellFormedShare),
        ["truncated_share"] = Number(report.TruncatedShare),
        ["mean_length"] = Number(report.MeanLength),
        ["not_answered"] = new JsonArray([.. report.Unanswered.Select(sample => new JsonObject { ["id"] = sample.Id, ["problem"] = sample.Problem })]),
        ["greedy"] = report.Greedy is { } greedy ? ToJson(greedy, withSamples) : null,
    };

    /// <summary>A comparison as JSON.</summary>
    public static JsonObject ToJson(PairedDifference difference) => With(
        difference.Interval,
        ("first", difference.First),
        ("second", difference.Second),
        ("samples", difference.Samples),
        ("first_share", difference.FirstShare),
        ("second_share", difference.SecondShare),
        ("difference", difference.Difference),
        ("only_first", difference.OnlyFirst),
        ("only_second", difference.OnlySecond),
        ("mcnemar_p", difference.PValue),
        ("source", difference.Source));

    private static JsonObject Of(KindAccuracy kind)
    {
        (string, JsonNode?)[] counts =
            [("kind", kind.Kind), ("correct", kind.Correct), ("total", kind.Total), ("accuracy", Number(kind.Accuracy))];
        return kind.Total == 0 ? new(counts.Select(Pair)) : With(kind.Interval, counts);
    }

    private static JsonNode Of(SampleOutcome sample) => new JsonObject
    {
        ["id"] = sample.Id,
        ["kind"] = sample.Kind,
        ["answers"] = new JsonArray([.. sample.Answers.Select(Of)]),
    };

    private static JsonNode Of(AnswerOutcome answer) => new JsonObject
    {
        ["verdict"] = Name(answer.Verdict),
        ["answer"] = answer.Answer,
        ["well_formed"] = answer.WellFormed,
        ["length"] = answer.Length,
        ["truncated"] = answer.Truncated,
    };

    private static JsonObject With(ConfidenceInterval interval, params (string Name, JsonNode? Value)[] values) =>
        new([.. values.Select(Pair), Pair(("low", interval.Low)), Pair(("high", interval.High))]);

    private static KeyValuePair<string, JsonNode?> Pair((string Name, JsonNode? Value) entry) => new(entry.Name, entry.Value);

    // JSON has no NaN.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;

    private static string Name(AnswerVerdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    private static EvaluationReport Report(JsonElement root)
    {
        SampleOutcome[] samples =
        [
            .. root.GetProperty("samples").EnumerateArray().Select(sample => new SampleOutcome(
                sample.GetProperty("id").GetUInt64(),
                sample.GetProperty("kind").GetString() ?? "",
                [.. sample.GetProperty("answers").EnumerateArray().Select(Answer)])),
        ];
        JsonElement greedy = root.GetProperty("greedy");
        return EvaluationReport.Of(root.GetProperty("name").GetString() ?? "", samples) with
        {
            Setting = root.GetProperty("setting").GetString() ?? "",
            Unanswered = root.TryGetProperty("not_answered", out JsonElement open)
                ? [.. open.EnumerateArray().Select(sample => new UnansweredSample(sample.GetProperty("id").GetUInt64(), sample.GetProperty("problem").GetString() ?? ""))]
                : [],
            Greedy = greedy.ValueKind == JsonValueKind.Null ? null : Report(greedy),
        };
    }

    private static AnswerOutcome Answer(JsonElement answer) => new(
        answer.GetProperty("verdict").GetString() == Name(AnswerVerdict.Right),
        answer.GetProperty("answer").GetString(),
        answer.GetProperty("well_formed").GetBoolean(),
        answer.GetProperty("length").GetInt32(),
        answer.GetProperty("truncated").GetBoolean());
}
