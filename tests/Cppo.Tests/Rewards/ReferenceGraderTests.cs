using System.Diagnostics;
using System.Text.Json.Nodes;
using Cppo.Rewards;
using Cppo.Rewards.Grading;
using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Tests.Rewards;

[Trait("Category", "Golden")]
public sealed class ReferenceGraderTests(ITestOutputHelper output)
{
    // The reference's steps in our words.
    private static readonly IReadOnlyDictionary<string, string[]> Words = new Dictionary<string, string[]>
    {
        ["mathd_equal"] = [GradingRule.EqualAfterStageA],
        ["norm_equal"] = [GradingRule.EqualAfterStageB],
        ["empty"] = [GradingRule.Empty],
        ["bracket"] = [GradingRule.Brackets],
        ["length"] = [GradingRule.Length],
        ["fraction"] = [GradingRule.Fractions],
        ["integer"] = [GradingRule.Integer],
        ["gate_letters"] = [GradingRule.Letters],
        ["gate_badpow"] = [GradingRule.Powers],
        ["symbolic"] = [GradingRule.Difference, GradingRule.Unreadable],
        ["none"] = [GradingRule.NoAnswer, GradingRule.NoTarget],
    };

    private static readonly ReferenceGrader Grader = new();

    [Fact]
    public void Verdicts_that_need_no_symbolic_step_are_the_references_and_so_are_their_rules()
    {
        IReadOnlyList<JsonNode> cases = [.. GoldenLines.Read("cases.jsonl").Where(line => line.Text("rule") != "symbolic")];
        Assert.All(cases, line =>
        {
            Grade grade = Grade(line);
            if (Expected(line) is bool expected) Assert.Equal((expected, line.Text("id")), (grade.Correct, line.Text("id")));
            // Of a \\verb the reference records an empty form, yet not the rule that goes with it.
            bool inconsistent = line["norm"]?[0]?.GetValue<string>() is "" && line.Text("rule") is not ("empty" or "mathd_equal" or "norm_equal");
            if (line["port"] is null && !inconsistent) Assert.Contains(grade.Rule, Words[line.Text("rule")]);
        });
        output.WriteLine($"{cases.Count} cases");
    }

    [Fact]
    public void Verdicts_of_the_symbolic_step_are_the_references_in_all_but_one_of_two_hundred() =>
        Agreement(
            [.. GoldenLines.Read("cases.jsonl").Where(line => line.Text("rule") == "symbolic" && Expected(line) is not null)],
            line => (Expected(line)!.Value, Grade(line).Correct, $"{line.Text("prediction")}  |  {line.Text("target")}"),
            0.995);

    [Fact]
    public void Differences_of_expressions_are_zero_where_the_reference_says_so() =>
        Agreement(
            GoldenLines.Read("symbolic.jsonl"),
            line => (line["equal"]!.GetValue<bool>(), ExpressionEquality.Test(line.Text("b"), line.Text("a")).Equal, $"{line.Text("a")}  |  {line.Text("b")}"),
            0.985);

    [Fact]
    public void Normal_forms_are_the_references()
    {
        int compared = 0;
        foreach (JsonNode line in GoldenLines.Read("cases.jsonl").Where(line => line["port"] is null))
        {
            foreach ((string form, Func<string, string> normalize) in ((string, Func<string, string>)[])[("mathd", StageA.Normalize), ("norm", StageB.Normalize)])
            {
                if (line[form] is not JsonArray pair) continue;
                for (int side = 0; side < 2; side++)
                {
                    if (pair[side]?.GetValue<string>() is not string expected) continue;
                    string text = line.Text(side == 0 ? "prediction" : "target");
                    Assert.Equal((line.Text("id"), expected), (line.Text("id"), normalize(text)));
                    compared++;
                }
            }
        }

        output.WriteLine($"{compared} normal forms");
        Assert.True(compared > 0);
    }

    [Fact]
    public void Predictions_come_out_of_their_boxes_as_the_reference_extracts_them()
    {
        foreach (JsonNode line in GoldenLines.Read("cases.jsonl").Where(line => line["boxed"] is not null && line["target"] is not null))
        {
            string? extracted = BoxedAnswer.Last($"\\boxed{{{line.Text("prediction")}}}");
            string? expected = line["boxed"]!["extracted"]?.GetValue<string>(); // left out where it is long
            if (expected is not null) Assert.Equal((line.Text("id"), expected), (line.Text("id"), extracted ?? "None"));
            bool verdict = Grader.Grade(extracted ?? "None", line.Text("target")).Correct;
            if (line["port"] is null) Assert.Equal((line.Text("id"), line["boxed"]!["verdict"]!.GetValue<bool>()), (line.Text("id"), verdict));
        }
    }

    [Fact]
    public void No_answer_takes_long()
    {
        (double slowest, string id) = GoldenLines.Read("cases.jsonl").Select(line =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            Grade(line);
            return (watch.Elapsed.TotalMilliseconds, line.Text("id"));
        }).Max();
        output.WriteLine($"slowest: {id}, {slowest:F1} ms");
        Assert.InRange(slowest, 0, 1000);
    }

    private static Grade Grade(JsonNode line) => Grader.Grade(line["prediction"]?.GetValue<string>(), line["target"]?.GetValue<string>());

    // The verdict to give; null where any will do.
    private static bool? Expected(JsonNode line)
    {
        JsonNode verdict = line["port"] ?? line["verdict"]!;
        return verdict.GetValueKind() is System.Text.Json.JsonValueKind.String ? null : verdict.GetValue<bool>();
    }

    private void Agreement(IReadOnlyList<JsonNode> lines, Func<JsonNode, (bool Expected, bool Actual, string Pair)> grade, double share)
    {
        int agreed = 0;
        foreach (JsonNode line in lines)
        {
            (bool expected, bool actual, string pair) = grade(line);
            if (expected == actual) agreed++;
            else output.WriteLine($"{line.Text("id")}: the reference says {expected}, we say {actual}: {pair}");
        }

        output.WriteLine($"{agreed} of {lines.Count} agree ({100.0 * agreed / lines.Count:F2} %)");
        Assert.True(agreed >= share * lines.Count, $"{agreed} of {lines.Count}");
    }
}
