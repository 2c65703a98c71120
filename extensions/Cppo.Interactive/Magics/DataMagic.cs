using Cppo.Data;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>Opens a data set, chooses rows of it and shows them.</summary>
internal sealed class DataMagic : Magic
{
    private const string Ranges = "0.1..0.9, ..200, 28.., 1";

    public override string Name => "#!cppo-data";

    public override string Summary => "opens a data set, filters and shuffles its rows, shows them with what was dropped and why";

    public override string Example => "#!cppo-data data/geo3k/train.parquet --characters ..300 --shuffle 7 --take 200";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new("--path", "path", "file (Parquet, JSON lines, JSON, TSV, CSV), pattern (train-*.parquet) or folder"),
        new("--category", "names", "categories wanted, separated by commas"),
        new("--pass-rate", "range", $"share of right answers of a model wanted ({Ranges}); COLUMN=range where there are several"),
        new("--characters", "range", "characters of the question"),
        new("--tokens", "range", "tokens of the question with its instruction, by the tokenizer of --policy"),
        new("--pictures", "range", "pictures of a row"),
        new("--side", "range", "width and height of every picture in pixels"),
        new("--shuffle", "seed", "random order from this seed; the file's order where it is not given"),
        new("--take", "N", "at most so many rows; all where it is not given"),
        new("--broken", "what", "what becomes of rows that cannot be used", "skip") { Choices = ["skip", "fail"] },
        new("--check", "how", "how closely pictures are looked at", "head") { Choices = ["none", "head", "decode"] },
        new("--pictures-in", "folder", "folder that the pictures' paths start from"),
        new("--no-instruction", "", "appends no instruction to the questions"),
        new("--recipe", "", "as the published recipe: rows with several pictures dropped, tiny pictures enlarged"),
        SessionDefaults.PolicyOption,
        MagicOption.As("samples"),
    ];

    public override string Positional => "--path";

    protected override void Run(MagicCall call)
    {
        if (!call.Has("--path")) throw new CppoException($"{Name} needs a path.", $"Write one behind the name, as in {Example}.");
        string variable = call.VariableName("--as");
        SessionDefaults session = new(call);
        (DataSetOptions options, string optionsCode) = Reading(call);
        DataSet data = DataSet.Open(call.Text("--path"), options);
        try
        {
            (DataFilter filter, string filterCode) = Filter(call, data, session);
            ulong? seed = call.Has("--shuffle") ? call.Seed("--shuffle") : null;
            int? take = call.Has("--take") ? call.Integer("--take", 1, int.MaxValue) : null;
            string[] arguments =
            [
                .. filterCode.Length > 0 ? new[] { filterCode } : [],
                .. seed is not null ? new[] { $"shuffle: {seed}" } : [],
                .. take is not null ? new[] { $"take: {take}" } : [],
            ];
            call.Explain(
                $"var data = DataSet.Open({Code.Text(call.Text("--path"))}{optionsCode});\nvar {variable} = data.Select({string.Join(", ", arguments)});",
                session.Notes);
            DataSelection selection = data.Select(filter, seed, take, cancellation: call.Cancellation);
            call.StoreAs("data", data);
            call.Store("--as", selection);
            call.Show(selection);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static (DataSetOptions Options, string Code) Reading(MagicCall call)
    {
        DataSetOptions options = new();
        List<string> changes = [];
        if (call.Text("--broken") == "fail")
        {
            options = options with { BrokenRows = BrokenRows.Fail };
            changes.Add("BrokenRows = BrokenRows.Fail");
        }

        if (call.Text("--check") is var check && check != "head")
        {
            options = options with { PictureCheck = check == "none" ? PictureCheck.None : PictureCheck.Decode };
            changes.Add($"PictureCheck = PictureCheck.{options.PictureCheck}");
        }

        if (call.Has("--pictures-in"))
        {
            options = options with { PictureFolder = call.Text("--pictures-in") };
            changes.Add($"PictureFolder = {Code.Text(call.Text("--pictures-in"))}");
        }

        if (call.Has("--no-instruction"))
        {
            options = options with { Instruction = null };
            changes.Add("Instruction = null");
        }

        if (call.Has("--recipe"))
        {
            options = options with { AsRecipe = true };
            changes.Add("AsRecipe = true");
        }

        return (options, changes.Count == 0 ? "" : $", new() {{ {string.Join(", ", changes)} }}");
    }

    private (DataFilter Filter, string Code) Filter(MagicCall call, DataSet data, SessionDefaults session)
    {
        DataFilter filter = new();
        List<string> parts = [];
        if (call.Has("--category"))
        {
            string[] names = call.Text("--category").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            filter = filter with { Categories = names };
            parts.Add($"Categories = [{string.Join(", ", names.Select(Code.Text))}]");
        }

        if (call.Has("--pass-rate"))
        {
            (string column, Bounds bounds) = PassRate(call, data);
            filter = filter with { Numbers = new Dictionary<string, Bounds> { [column] = bounds } };
            parts.Add($"Numbers = new Dictionary<string, Bounds> {{ [{Code.Text(column)}] = {BoundsCode(bounds)} }}");
        }

        filter = filter with
        {
            Characters = Read("--characters", nameof(DataFilter.Characters)),
            Tokens = Read("--tokens", nameof(DataFilter.Tokens)),
            Pictures = Read("--pictures", nameof(DataFilter.Pictures)),
            Side = Read("--side", nameof(DataFilter.Side)),
        };
        if (filter.Tokens is not null)
        {
            filter = filter with { Tokenizer = session.Policy().Tokenizer };
            parts.Add($"Tokenizer = {call.VariableName(SessionDefaults.PolicyOption.Name)}.Tokenizer");
        }

        return (filter, parts.Count == 0 ? "" : $"new() {{ {string.Join(", ", parts)} }}");

        Bounds? Read(string option, string property)
        {
            if (!call.Has(option)) return null;
            Bounds bounds = Range(option, call.Text(option));
            parts.Add($"{property} = {BoundsCode(bounds)}");
            return bounds;
        }
    }

    private (string Column, Bounds Bounds) PassRate(MagicCall call, DataSet data)
    {
        string text = call.Text("--pass-rate");
        int equals = text.IndexOf('=');
        if (equals > 0) return (text[..equals], Range("--pass-rate", text[(equals + 1)..]));
        string[] columns = [.. data.PassRates];
        return columns.Length == 1
            ? (columns[0], Range("--pass-rate", text))
            : throw new CppoException(
                $"{Name}: --pass-rate {text} does not say of which model: the data set has {(columns.Length == 0 ? "no pass rates" : string.Join(", ", columns))}.",
                columns.Length == 0 ? "Leave it out, or name a column with numbers: --pass-rate COLUMN=0.1..0.9." : $"Write --pass-rate {columns[0]}={text}.");
    }

    private Bounds Range(string option, string text)
    {
        string[] ends = text.Split("..");
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        bool valid = ends.Length is 1 or 2 && text.Any(char.IsAsciiDigit) && End(ends[0], ref low) && End(ends[^1], ref high) && low <= high;
        return valid ? new(low, high) : throw new CppoException($"{Name}: {option} is {text}, not a range.", $"Write {Ranges}; both ends are included.");
    }

    private static bool End(string text, ref double value) => text.Length == 0
        || double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out value);

    private static string BoundsCode(Bounds bounds)
    {
        if (double.IsInfinity(bounds.High)) return $"Bounds.AtLeast({Code.Number(bounds.Low)})";
        return double.IsInfinity(bounds.Low) ? $"Bounds.AtMost({Code.Number(bounds.High)})" : $"new({Code.Number(bounds.Low)}, {Code.Number(bounds.High)})";
    }
}
