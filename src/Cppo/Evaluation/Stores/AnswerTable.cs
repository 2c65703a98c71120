using System.Text.Json;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Runs.Tables;

namespace Cppo.Evaluation.Stores;

/// <summary>Answers as Parquet.</summary>
internal static class AnswerTable
{
    private const string Advice = "Delete the file and evaluate into the folder again: its samples are asked once more.";

    private static readonly IReadOnlyList<ParquetColumn<StoredAnswer>> Columns =
    [
        ParquetColumn<StoredAnswer>.Number("index", row => row.Index),
        ParquetColumn<StoredAnswer>.Number("sample", row => row.Sample),
        ParquetColumn<StoredAnswer>.Text("kind", row => row.Kind),
        ParquetColumn<StoredAnswer>.Text("question", row => row.Question),
        ParquetColumn<StoredAnswer>.Text("target", row => row.Target),
        ParquetColumn<StoredAnswer>.Text("choices", row => row.Choices.Count == 0 ? null : JsonSerializer.Serialize(row.Choices)),
        ParquetColumn<StoredAnswer>.Number("row", row => row.Row),
        ParquetColumn<StoredAnswer>.Text("response", row => row.Response),
        ParquetColumn<StoredAnswer>.Number("length", row => row.Length),
        ParquetColumn<StoredAnswer>.Text("stop", row => row.Stop.ToString()),
        ParquetColumn<StoredAnswer>.Number("format_ok", row => row.WellFormed),
        ParquetColumn<StoredAnswer>.Text("extracted", row => row.Grade.Extracted),
        ParquetColumn<StoredAnswer>.Text("normal_form", row => row.Grade.NormalForm),
        ParquetColumn<StoredAnswer>.Text("target_normal_form", row => row.Grade.TargetNormalForm),
        ParquetColumn<StoredAnswer>.Number("correct", row => row.Grade.Correct),
        ParquetColumn<StoredAnswer>.Text("rule", row => row.Grade.Rule),
    ];

    public static void Write(string path, IReadOnlyList<StoredAnswer> rows)
    {
        try
        {
            ParquetFile.Write(path, Columns, rows);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The answers cannot be written to {path}: {error.Message}", "Check the folder, its permissions and the free space.", error);
        }
    }

    public static IReadOnlyList<StoredAnswer> Read(string path)
    {
        try
        {
            return Rows(ParquetFile.Read(path));
        }
        catch (Exception error) when (error is CppoException or JsonException or ArgumentException)
        {
            throw new CppoException($"The answers in {path} cannot be read: {error.Message}", Advice, error);
        }
    }

    private static StoredAnswer[] Rows(ParquetColumns file)
    {
        int[] index = file.Numbers<int>("index"), row = file.Numbers<int>("row"), length = file.Numbers<int>("length");
        ulong[] sample = file.Numbers<ulong>("sample");
        bool[] wellFormed = file.Numbers<bool>("format_ok"), correct = file.Numbers<bool>("correct");
        string?[] kind = file.Texts("kind"), question = file.Texts("question"), target = file.Texts("target"), choices = file.Texts("choices");
        string?[] response = file.Texts("response"), stop = file.Texts("stop"), extracted = file.Texts("extracted"), rule = file.Texts("rule");
        string?[] normal = file.Texts("normal_form"), targetNormal = file.Texts("target_normal_form");
        return [.. Enumerable.Range(0, file.Rows).Select(i => new StoredAnswer
        {
            Index = index[i],
            Sample = sample[i],
            Kind = kind[i]!,
            Question = question[i]!,
            Target = target[i]!,
            Choices = choices[i] is { } text ? JsonSerializer.Deserialize<KeyValuePair<string, string>[]>(text)! : [],
            Row = row[i],
            Response = response[i]!,
            Length = length[i],
            Stop = Enum.Parse<StopReason>(stop[i]!),
            WellFormed = wellFormed[i],
            Grade = new(correct[i], extracted[i], target[i]!, normal[i]!, targetNormal[i]!, rule[i]!),
        })];
    }
}
