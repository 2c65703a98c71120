using System.Text.Json.Nodes;
using Cppo.Evaluation;
using Cppo.Evaluation.Comparisons;
using Cppo.Training;

namespace Cppo.Kernel.Commands;

/// <summary>A comparison as JSON: every run, the means over seeds, the differences.</summary>
internal static class ComparisonJson
{
    /// <summary>The figures of a comparison.</summary>
    public static JsonObject Of(MethodComparison comparison) => new()
    {
        ["methods"] = new JsonArray([.. comparison.Design.Methods.Select(method => JsonValue.Create(method))]),
        ["seeds"] = new JsonArray([.. comparison.Design.Seeds.Select(seed => JsonValue.Create(seed))]),
        ["steps"] = comparison.Design.Steps,
        ["budget"] = comparison.Design.Budget.ToString().ToLowerInvariant(),
        ["complete"] = comparison.IsComplete,
        ["start"] = new JsonObject(comparison.Start.Select(test => KeyValuePair.Create<string, JsonNode?>(test.Key, test.Value.All.Accuracy))),
        ["runs"] = new JsonArray([.. comparison.Runs.Select(Run)]),
        ["accuracy"] = new JsonArray([.. from method in comparison.Design.Methods from test in comparison.Design.Tests select Mean(comparison.Accuracy(method, test), ("method", method), ("test", test))]),
        ["differences"] = new JsonArray([.. comparison.Differences.Select(Difference)]),
    };

    private static JsonNode Run(ComparedRun run) => new JsonObject
    {
        ["method"] = run.Method,
        ["seed"] = run.Seed,
        ["folder"] = run.Folder,
        ["steps"] = run.History.Steps.Count,
        ["finished"] = run.IsFinished,
        ["seconds"] = run.Seconds,
        ["reward"] = Number(Curve.Last(run.History.Steps, step => step.Reward)),
        ["tests"] = new JsonObject(run.Tests.Select(test => KeyValuePair.Create<string, JsonNode?>(test.Key, test.Value.All.Accuracy))),
    };

    private static JsonNode Difference(MethodDifference one)
    {
        JsonObject json = Mean(one.OverSeeds, ("test", one.Test), ("method", one.Method), ("baseline", one.Baseline));
        json["pooled"] = one.Pooled is { } pooled ? EvaluationFile.ToJson(pooled) : null;
        json["verdict"] = one.VerdictInWords;
        json["sentence"] = one.Sentence;
        return json;
    }

    private static JsonObject Mean(SeedMean mean, params (string Name, string Value)[] names)
    {
        JsonObject json = new(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name.Name, name.Value)))
        {
            ["mean"] = Number(mean.Mean),
            ["low"] = mean.Interval?.Low,
            ["high"] = mean.Interval?.High,
            ["over_seeds"] = mean.Seeds,
        };
        return json;
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
