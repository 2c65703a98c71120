using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Cppo.Interactive.Rendering;
using Cppo.Runtime;
using Microsoft.Data.Analysis;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>
/// Values as JSON for a script. The serializer's own encoder is kept: it writes angle brackets, ampersands, quotes and line separators as
/// escapes, so no text of a model can end the script that carries it.
/// </summary>
internal static class SharedJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IncludeFields = true,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        Converters = { new JsonStringEnumConverter(), new FiniteNumber(), new FiniteSingle() },
    };

    /// <summary>A value; what has a view or is a data frame becomes its rows, numbers that JSON lacks become null.</summary>
    /// <exception cref="CppoException">The value has no form in JSON, or one that is larger than outputs may be.</exception>
    public static string Of(string name, object? value)
    {
        string json;
        try
        {
            json = Views.For(value)?.ToData() is { } frame ? Rows(frame).ToJsonString(Options) : JsonSerializer.Serialize(value, Options);
        }
        catch (Exception error) when (error is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw new CppoException(
                $"{name} ({value?.GetType().Name}) has no form in JSON: {error.Message.Split('.')[0]}.", "Share numbers, texts, records, lists or a data frame.", error);
        }

        return json.Length <= View.OutputLimit
            ? json
            : throw new CppoException($"{name} is {json.Length >> 10} KB as JSON; outputs hold {View.OutputLimit >> 10} KB.", "Share fewer rows, or a summary of them.");
    }

    private static JsonArray Rows(DataFrame frame)
    {
        JsonArray rows = [];
        for (long row = 0; row < frame.Rows.Count; row++)
        {
            JsonObject cells = [];
            foreach (DataFrameColumn column in frame.Columns) cells[column.Name] = JsonSerializer.SerializeToNode(column[row], Options);
            rows.Add((JsonNode)cells);
        }

        return rows;
    }

    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }

    private sealed class FiniteSingle : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
