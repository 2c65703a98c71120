using System.Text.Json.Nodes;
using Cppo.Rewards;

namespace Cppo.Tests.Rewards;

/// <summary>The fair grader on pairs whose verdicts were written down by hand; Data/checked-pairs.jsonl, see its README.</summary>
public sealed class FairGraderTests(ITestOutputHelper output)
{
    private static readonly FairGrader Fair = new();

    [Fact]
    public void On_pairs_that_were_checked_by_hand_it_beats_both_references_and_falls_behind_them_in_no_class()
    {
        ReferenceGrader reference = new();
        Checked[] pairs = [.. CheckedPairs().Select(line => new Checked(
            line.Text("class"),
            line["right"]!.GetValue<bool>(),
            Fair.Grade(line.Text("prediction"), line.Text("target")),
            reference.Grade(line.Text("prediction"), line.Text("target")).Correct,
            line["math_verify"]?.GetValue<bool>(),
            line.Text("why")))];

        output.WriteLine($"{"class",-32}{"pairs",7}{"fair",7}{"mathruler",11}   |{"pairs",7}{"fair",7}{"math-verify",13}   (right verdicts; math-verify's are known for the pairs from its list)");
        foreach (IGrouping<string, Checked> one in pairs.GroupBy(pair => pair.Class).OrderBy(one => one.Key, StringComparer.Ordinal)) Row(one.Key, [.. one]);
        (int ours, int mathruler, int oursVerified, int mathVerify) = Row("all", pairs);
        foreach (Checked pair in pairs.Where(pair => !pair.Ours))
        {
            output.WriteLine($"still wrong: {pair.Grade.Extracted}  |  {pair.Grade.Target}: it says {(pair.Grade.Correct ? "right" : "wrong")} ({pair.Grade.Rule}); {pair.Why}");
        }

        Assert.True(pairs.Length >= 300);
        Assert.True(pairs.Count(pair => pair.MathVerify is not null) >= 300);
        Assert.True(ours > mathruler);
        Assert.True(oursVerified > mathVerify);
    }

    [Theory]
    [InlineData("12 cm", "0.12 m", true, "equal after the units are converted", "12 cm", "0.12 m")]
    [InlineData("12 cm", "12 m", false, "the values differ", "12 cm", "12 m")]
    [InlineData("12 cm", "12\\text{ kg}", false, "units of different kinds", "12 cm", "12 kg")]
    [InlineData("12", "12 m", true, "equal, the unit stands on one side only", "12", "12 m")]
    [InlineData("\\frac{6}{8}", "0.75", true, "equal exactly", "3/4", "0.75")]
    [InlineData("(A) 12 cm", "A", true, "the letter of the choice", "A", "A")]
    [InlineData("\\{3,1\\}", "\\{1,3\\}", true, "the same elements, in any order", "{1, 3}", "{1, 3}")]
    [InlineData("(0,1]", "(0,1)", false, "the brackets differ", "(0, 1]", "(0, 1)")]
    [InlineData("0.667", "\\frac23", true, "the target rounded to the places of the answer", "0.667", "2/3")]
    [InlineData("x = 4 = 5", "5", false, "the sides of the answer contradict one another", "x = 4 = 5", "5")]
    [InlineData("2x + 1", "1 + x + x", true, "equal exactly", "2*x + 1", "2*x + 1")]
    public void A_grade_names_its_rule_and_shows_both_normal_forms(string answer, string target, bool right, string rule, string form, string targetForm)
    {
        Grade grade = Fair.Grade(answer, target);
        Assert.Equal((right, rule, form, targetForm), (grade.Correct, grade.Rule, grade.NormalForm, grade.TargetNormalForm));
        Assert.Equal((answer, target), (grade.Extracted, grade.Target));
    }

    [Fact]
    public void Decimals_are_exact_where_no_tolerance_is_wanted()
    {
        FairGrader exact = new() { RelativeTolerance = 0 };
        Assert.False(exact.Grade("0.333", "\\frac13").Correct);
        Assert.True(exact.Grade("0.50", "\\frac12").Correct);
    }

    [Fact]
    public void No_answer_is_never_right_and_a_long_one_is_compared_as_written()
    {
        Assert.Equal((false, "no box in the response"), (Fair.Grade(null, "None").Correct, Fair.Grade(null, "None").Rule));
        string long_ = new('7', FairGrader.LongestAnswer + 1);
        Assert.True(Fair.Grade(long_, long_).Correct);
        Assert.False(Fair.Grade(long_, "7").Correct);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void An_answer_is_right_against_itself()
    {
        int compared = 0;
        foreach (string target in GoldenLines.Read("cases.jsonl").Where(line => line["source"]!.GetValue<string>().EndsWith(":self", StringComparison.Ordinal)).Select(line => line.Text("target")).Distinct())
        {
            Assert.True(Fair.Grade(target, target).Correct, target);
            Assert.True(Fair.Grade($" ${target}$ ", target).Correct, target);
            compared++;
        }

        Assert.True(compared > 0);
    }

    private static IEnumerable<JsonNode> CheckedPairs() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Rewards", "Data", "checked-pairs.jsonl")).Select(line => JsonNode.Parse(line)!);

    private (int Ours, int Mathruler, int OursVerified, int MathVerify) Row(string name, Checked[] pairs)
    {
        Checked[] verified = [.. pairs.Where(pair => pair.MathVerify is not null)];
        (int ours, int mathruler) = (pairs.Count(pair => pair.Ours), pairs.Count(pair => pair.Mathruler == pair.Right));
        (int oursVerified, int mathVerify) = (verified.Count(pair => pair.Ours), verified.Count(pair => pair.MathVerify == pair.Right));
        output.WriteLine($"{name,-32}{pairs.Length,7}{ours,7}{mathruler,11}   |{verified.Length,7}{oursVerified,7}{mathVerify,13}");
        Assert.True(ours >= mathruler && oursVerified >= mathVerify, $"In the class \"{name}\" a reference has more verdicts right.");
        return (ours, mathruler, oursVerified, mathVerify);
    }

    private sealed record Checked(string Class, bool Right, Grade Grade, bool Mathruler, bool? MathVerify, string Why)
    {
        public bool Ours => Grade.Correct == Right;
    }
}
