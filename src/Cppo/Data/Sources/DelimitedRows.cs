using System.Text;

namespace Cppo.Data.Sources;

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
            bool begins = atStart;
            atStart = false;
            if (quoted && c == '"')
            {
                bool doubled = i + 1 < text.Length && text[i + 1] == '"';
                if (doubled) field.Append(text[i++]);
                quoted = doubled;
            }
            else if (!quoted && c == separator)
            {
                fields.Add(field.ToString());
                field.Clear();
                atStart = true;
            }
            else if (begins && c == '"')
            {
                quoted = true;
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
