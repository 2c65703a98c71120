using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Data.Sources;

/// <summary>JSON objects, one a line or as elements of an array.</summary>
internal sealed class JsonRows : TextRows
{
    private const int RowsForColumns = 64;

    private JsonRows(string path, Func<Stream, RecordIndex> index)
        : base(path, index) => Columns = FindColumns();

    public override IReadOnlyList<string> Columns { get; }

    public override long Count => Records.Count;

    public static JsonRows Lines(string path) => new(path, RecordIndex.OfLines);

    public static JsonRows Array(string path) => new(path, RecordIndex.OfArray);

    public override IRow Read(long row) => new ReadRow(Values(row));

    /// <summary>All values of a row by name.</summary>
    public IReadOnlyDictionary<string, object?> Values(long row)
    {
        JsonElement element = Parse(row);
        if (element.ValueKind == JsonValueKind.Object) return Structure(element);
        if (element.ValueKind != JsonValueKind.Array) throw Wrong(row, "is neither a JSON object nor a list");
        // A list's columns are its places.
        return element.EnumerateArray().Select((value, place) => (place, value))
            .ToDictionary(entry => $"{entry.place}", entry => Value(entry.value));
    }

    private JsonElement Parse(long row)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Bytes(row));
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw Wrong(row, $"is not valid JSON ({error.Message.ReplaceLineEndings(" ")})");
        }
    }

    private static CppoException Wrong(long row, string what) =>
        new DataRowException(row, $"Row {row} of the data {what}.", "Correct the row, or leave it out.");

    private List<string> FindColumns()
    {
        List<string> columns = [];
        for (int row = 0; row < Math.Min(Count, RowsForColumns); row++)
        {
            try
            {
                JsonElement element = Parse(row);
                IEnumerable<string> names = element.ValueKind switch
                {
                    JsonValueKind.Object => element.EnumerateObject().Select(property => property.Name),
                    JsonValueKind.Array => Enumerable.Range(0, element.GetArrayLength()).Select(place => $"{place}"),
                    _ => [],
                };
                columns.AddRange(names.Except(columns).ToList());
            }
            catch (DataRowException)
            {
                // It is reported when the row is read.
            }
        }

        return columns;
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => Structure(element),
        _ => null,
    };

    // The last of several properties of one name counts, as in Python.
    private static Dictionary<string, object?> Structure(JsonElement element)
    {
        Dictionary<string, object?> values = [];
        foreach (JsonProperty property in element.EnumerateObject()) values[property.Name] = Value(property.Value);
        return values;
    }
}
