using System.Globalization;
using Cppo.Data;
using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Interactive.Views;

/// <summary>What a view shows of a row of a data set; a row that cannot be used has its problem in place of what is missing.</summary>
internal sealed record RowCells(long Number)
{
    private const int MostPictures = 2;

    public string Question { get; private set; } = "";

    public string Answer { get; private set; } = "";

    public string Category { get; private set; } = "";

    public string? Problem { get; private set; }

    public int PictureCount { get; private set; }

    /// <summary>The first pictures; null for one that cannot be decoded.</summary>
    public IReadOnlyList<Picture?> Pictures { get; private set; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Options { get; private set; } = [];

    private IReadOnlyDictionary<string, double> RateValues { get; set; } = new Dictionary<string, double>();

    /// <summary>"PassRate_7BBase 0.25".</summary>
    public string Rates => string.Join(", ", RateValues.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Key} {rate.Value:0.###}")));

    public double RateOf(string column) => RateValues.GetValueOrDefault(column, double.NaN);

    /// <summary>Reads what a view shows of a row.</summary>
    public static RowCells Read(DataSet data, long number, bool decode)
    {
        RowCells cells = new(number);
        try
        {
            DataRow row = data.Row(number);
            cells.Question = cells.Or(() => row.Question, "");
            cells.Answer = cells.Or(() => row.Target, cells.Or(() => row.Answer, null) ?? "");
            cells.Category = cells.Or(() => row.Category, "");
            cells.Options = row.Options;
            cells.RateValues = data.PassRates.Where(column => row.NumberIn(column) is not null).ToDictionary(column => column, column => row.NumberIn(column)!.Value);
            IReadOnlyList<DataPicture> pictures = cells.Or(() => row.Pictures, []);
            cells.PictureCount = pictures.Count;
            if (decode) cells.Pictures = [.. pictures.Take(MostPictures).Select(picture => cells.Or<Picture?>(picture.Decode, null))];
        }
        catch (CppoException error)
        {
            cells.Problem ??= error.Message;
        }

        return cells;
    }

    private T Or<T>(Func<T> value, T otherwise)
    {
        try
        {
            return value();
        }
        catch (CppoException error)
        {
            Problem ??= error.Message;
            return otherwise;
        }
    }
}
