using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>
/// A step's metrics as one flat JSON object, name by name as verl logs them. Numbers that are NaN are absent, and read as NaN; names that
/// no property has are further numbers.
/// </summary>
internal sealed class StepMetricsConverter : JsonConverter<StepMetrics>
{
    public const string Seconds = "timing_s", Parts = "reward/parts";
    private const string StepName = "training/global_step", SkippedName = "actor/skipped";

    private static readonly IReadOnlyDictionary<string, PropertyInfo> Properties = typeof(StepMetrics).GetProperties()
        .Where(property => property.PropertyType == typeof(double))
        .ToDictionary(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name);

    /// <summary>All numbers but the step's own, NaN left out.</summary>
    public static IEnumerable<KeyValuePair<string, double>> NumbersOf(StepMetrics metrics) =>
        Properties.Select(entry => KeyValuePair.Create(entry.Key, (double)entry.Value.GetValue(metrics)!))
            .Concat(Under(Parts, metrics.RewardParts))
            .Concat(Under(Seconds, metrics.Seconds))
            .Concat(metrics.Further)
            .Where(entry => !double.IsNaN(entry.Value));

    public override void Write(Utf8JsonWriter writer, StepMetrics value, JsonSerializerOptions options)
    {
        if (value.Further.Keys.FirstOrDefault(Properties.ContainsKey) is { } taken)
            throw new CppoException($"A further number of step {value.Step} is called \"{taken}\", which is taken.", "Give it another name, for instance \"my/number\".");
        writer.WriteStartObject();
        writer.WriteNumber(StepName, value.Step);
        foreach ((string name, double number) in NumbersOf(value))
        {
            if (double.IsFinite(number)) writer.WriteNumber(name, number);
            else writer.WriteString(name, number > 0 ? "Infinity" : "-Infinity");
        }

        if (value.Skipped is not null) writer.WriteString(SkippedName, value.Skipped);
        writer.WriteEndObject();
    }

    public override StepMetrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement line = document.RootElement;
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty(StepName, out JsonElement step) || !step.TryGetInt32(out int number))
            throw new JsonException($"it has no \"{StepName}\"");

        Dictionary<string, double> parts = [], seconds = [], further = [], known = Properties.Keys.ToDictionary(name => name, _ => double.NaN);
        foreach (JsonProperty entry in line.EnumerateObject().Where(entry => entry.Name is not (StepName or SkippedName)))
        {
            if (IsUnder(Seconds, entry.Name)) seconds[entry.Name[(Seconds.Length + 1)..]] = Number(entry);
            else if (IsUnder(Parts, entry.Name)) parts[entry.Name[(Parts.Length + 1)..]] = Number(entry);
            else (known.ContainsKey(entry.Name) ? known : further)[entry.Name] = Number(entry);
        }

        StepMetrics metrics = new()
        {
            Step = number,
            RewardParts = parts,
            Seconds = seconds,
            Further = further,
            Skipped = line.TryGetProperty(SkippedName, out JsonElement why) ? why.ToString() : null,
        };
        foreach ((string name, double value) in known) Properties[name].SetValue(metrics, value);
        return metrics;
    }

    private static IEnumerable<KeyValuePair<string, double>> Under(string name, IReadOnlyDictionary<string, double> numbers) =>
        numbers.Select(entry => KeyValuePair.Create($"{name}/{entry.Key}", entry.Value));

    private static bool IsUnder(string name, string whole) =>
        whole.StartsWith(name, StringComparison.Ordinal) && whole.Length > name.Length && whole[name.Length] == '/';

    private static double Number(JsonProperty entry) => entry.Value.ValueKind switch
    {
        JsonValueKind.Number => entry.Value.GetDouble(),
        JsonValueKind.String when entry.Value.GetString() is "Infinity" => double.PositiveInfinity,
        JsonValueKind.String when entry.Value.GetString() is "-Infinity" => double.NegativeInfinity,
        _ => throw new JsonException($"\"{entry.Name}\" is no number"),
    };
}
