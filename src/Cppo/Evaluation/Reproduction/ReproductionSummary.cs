using System.Text.Json.Nodes;
using Cppo.Evaluation.Comparisons;
using Cppo.Runtime;

namespace Cppo.Evaluation.Reproduction;

/// <summary>What a reproduction found, as one JSON file: means with intervals, differences with their sentences, what each part took.</summary>
internal static class ReproductionSummary
{
    public const string FileName = "summary.json";

    /// <summary>Writes the file beside the tables' folder.</summary>
    public static void Write(ReproductionPlan plan, ReproductionTables tables) => JsonFile.Write(Path.Combine(plan.Folder, FileName), new JsonObject
    {
        ["scale"] = plan.Scale.Name,
        ["complete"] = ReproductionStatus.Of(plan).IsComplete,
        ["parts"] = new JsonArray([.. tables.Jobs.GroupBy(job => job.Part).Select(part => new JsonObject
        {
            ["part"] = part.Key, ["jobs"] = part.Count(), ["seconds"] = Round(part.Sum(job => job.Seconds)), ["cpu_seconds"] = Round(part.Sum(job => job.CpuSeconds)),
        })]),
        ["intervals"] = new JsonObject { ["excluding_0"] = tables.Settled.Settled, ["all"] = tables.Settled.Intervals },
        ["models"] = new JsonArray([.. tables.Models.Select(model => new JsonObject { ["model"] = model.Model, ["largest_difference_from_shipped"] = Number(model.FromShipped) })]),
        ["accuracy"] = new JsonArray([.. tables.Accuracy.Where(row => row.Kind == "all").GroupBy(row => (row.Start, row.Method, row.Test))
            .Select(same => Mean(same.Key.Start, same.Key.Method, same.Key.Test, SeedMean.Of(same.Select(row => row.Accuracy))))]),
        ["differences"] = new JsonArray([.. tables.Differences.Where(row => row.Seeds > 0).Select(row => new JsonObject
        {
            ["start"] = row.Start, ["basis"] = row.Basis, ["test"] = row.Test, ["method"] = row.Method, ["seeds"] = row.Seeds, ["mean"] = Number(row.Mean),
            ["low"] = Number(row.Low), ["high"] = Number(row.High), ["verdict"] = row.Verdict, ["sentence"] = row.Sentence,
        })]),
        ["detectors"] = new JsonArray([.. tables.Detectors.Select(row => new JsonObject
        {
            ["stage"] = row.Stage, ["removing"] = row.Removing, ["detector"] = row.Detector, ["auc"] = Number(row.Auc), ["precision"] = Number(row.Precision), ["recall"] = Number(row.Recall),
        })]),
    });

    private static JsonNode Mean(string start, string method, string test, SeedMean mean) => new JsonObject
    {
        ["start"] = start, ["method"] = method, ["test"] = test, ["seeds"] = mean.Seeds, ["mean"] = Number(mean.Mean), ["low"] = mean.Interval?.Low, ["high"] = mean.Interval?.High,
    };

    private static double Round(double seconds) => Math.Round(seconds, 1);

    // JSON has no NaN.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
