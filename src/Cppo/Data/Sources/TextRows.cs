using System.Text;
using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Data.Sources;

/// <summary>Rows of a text file: an index of where they lie is kept, the rows are read when asked for.</summary>
internal abstract class TextRows : RowSource
{
    private readonly FileStream file;

    protected TextRows(string path, Func<Stream, RecordIndex> index)
    {
        Path = path;
        file = Open(path);
        try
        {
            Records = index(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Dispose() => file.Dispose();

    protected string Path { get; }

    protected RecordIndex Records { get; }

    protected byte[] Bytes(long record)
    {
        try
        {
            return Records.Read(file.SafeFileHandle, (int)record);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{Path} cannot be read: {error.Message}", "Check the disk it lies on.", error);
        }
    }
}

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

    public override IRow Read(long row)
    {
        JsonElement element = Parse(row);
        if (element.ValueKind == JsonValueKind.Object) return new ReadRow((IReadOnlyDictionary<string, object?>)Value(element)!);
        if (element.ValueKind != JsonValueKind.Array) throw Wrong(row, "is neither a JSON object nor a list");
        // A list's columns are its places.
        return new ReadRow(element.EnumerateArray().Select((value, place) => (place, value))
            .ToDictionary(entry => $"{entry.place}", entry => Value(entry.value)));
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

/// <summary>Fields separated by tabs or commas, quoted as Python's csv and pandas do; the first record names the columns. An empty field is missing.</summary>
internal sealed class DelimitedRows : TextRows
{
    private readonly char separator;

    public DelimitedRows(string path, char separator)
        : base(path, file => RecordIndex.OfQuotedLines(file, separator))
    {
        this.separator = separator;
        Columns = Records.Count == 0 ? [] : Fields(0);
    }

    public override IReadOnlyList<string> Columns { get; }

    public override long Count => Math.Max(0, Records.Count - 1);

    public override IRow Read(long row)
    {
        List<string> fields = Fields(row + 1);
        if (fields.Count != Columns.Count)
        {
            throw new DataRowException(
                row, $"Row {row} of the data has {fields.Count} fields where the header has {Columns.Count}.",
                "Look for an unquoted separator or line break in it.");
        }

        Dictionary<string, object?> values = [];
        for (int i = 0; i < fields.Count; i++) values[Columns[i]] = fields[i].Length == 0 ? null : fields[i];
        return new ReadRow(values);
    }

    private List<string> Fields(long record)
    {
        string text = Encoding.UTF8.GetString(Bytes(record)).TrimEnd('\r');
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false, atStart = true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (quoted) AppendOrClose(c);
            else if (c == separator)
            {
                fields.Add(field.ToString());
                field.Clear();
                atStart = true;
                continue;
            }
            else if (atStart && c == '"') quoted = true;
            else field.Append(c);

            atStart = false;
        }

        fields.Add(field.ToString());
        return fields;

        void AppendOrClose(char c)
        {
            if (c == '"') quoted = false;
            else field.Append(c);
        }
    }
}
