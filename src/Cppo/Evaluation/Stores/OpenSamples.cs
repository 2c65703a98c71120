using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Evaluation.Stores;

/// <summary>
/// Samples of a file of answers that a server did not answer, in a file beside it. It is written before the answers and goes after them, so
/// that a process that is killed between the two leaves nothing that looks complete.
/// </summary>
internal static class OpenSamples
{
    private const string Extension = ".open.json";

    /// <summary>Which samples of a part are still to be asked, by their places in the evaluation.</summary>
    /// <param name="part">The file of answers.</param>
    /// <param name="from">The part's first sample.</param>
    /// <param name="size">The part's samples.</param>
    /// <param name="answered">What the file holds.</param>
    public static int[] Of(string part, int from, int size, out IReadOnlyList<StoredAnswer> answered)
    {
        answered = [];
        if (!File.Exists(part)) return [.. Enumerable.Range(from, size)];
        if (!File.Exists(part + Extension)) return [];
        answered = AnswerTable.Read(part);
        return [.. Enumerable.Range(from, size).Except(answered.Select(row => row.Index))];
    }

    /// <summary>Writes a part: its answers, and what has none.</summary>
    public static void Write(string part, IReadOnlyList<StoredAnswer> rows, IReadOnlyList<RolloutGroup> failed)
    {
        try
        {
            if (failed.Count > 0)
            {
                JsonFile.Write(part + Extension, new JsonObject
                {
                    ["not_answered"] = new JsonArray([.. failed.Select(group => new JsonObject { ["id"] = group.Sample.Id, ["problem"] = group.Failure })]),
                });
            }

            if (rows.Count > 0) AnswerTable.Write(part, [.. rows.OrderBy(row => row.Index).ThenBy(row => row.Row)]);
            if (failed.Count == 0) File.Delete(part + Extension);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{part}{Extension} cannot be written: {error.Message}", "Check the folder, its permissions and the free space.", error);
        }
    }

    /// <summary>All samples of a pass without an answer.</summary>
    /// <param name="folder">The folder of the answers.</param>
    /// <param name="prefix">What the pass's files begin with.</param>
    /// <param name="answered">Samples that do have one.</param>
    public static IReadOnlyList<UnansweredSample> Read(string folder, string prefix, IReadOnlySet<ulong> answered)
    {
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.GetFiles(folder, $"{prefix}*{Extension}").Order(StringComparer.Ordinal).SelectMany(Read).Where(sample => !answered.Contains(sample.Id))];
    }

    private static IEnumerable<UnansweredSample> Read(string path)
    {
        const string Advice = "Delete the file of answers beside it, and evaluate into the folder again.";
        JsonElement root = JsonFile.Read(path, Advice);
        try
        {
            return [.. root.GetProperty("not_answered").EnumerateArray().Select(sample => new UnansweredSample(
                sample.GetProperty("id").GetUInt64(), sample.GetProperty("problem").GetString() ?? ""))];
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CppoException($"{path} does not say which samples are open: {error.Message}", Advice, error);
        }
    }
}
