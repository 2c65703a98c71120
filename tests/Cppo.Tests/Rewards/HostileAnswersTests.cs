using System.Diagnostics;
using Cppo.Rewards;
using Cppo.Runtime;

namespace Cppo.Tests.Rewards;

[Collection(TimedTests.Name)]
public sealed class HostileAnswersTests(ITestOutputHelper output)
{
    private const double MostMilliseconds = 100;
    private const long MostBytes = 50_000_000;

    private static readonly ReferenceGrader Grader = new();

    // Pieces that the reference chokes on, runs as code, or reads in a surprising way.
    private static readonly IReadOnlyList<string> Pieces =
    [
        "9^9^9", "9**9**9", "**", "^", "^{", "!", "!!", "(", ")", "[", "]", "{", "}", "\\frac", "\\frac{1}{2}", "\\sqrt", "\\sqrt[3]{", "\\hat{",
        "\\left(", "\\right)", "\\text{", "\\text{ ", "\\begin{pmatrix}", "\\end{pmatrix}", "\\\\", "&", "\\[", "\\]", "\\(", "\\)", "\\boxed{",
        "\\mathbf{A}", "\\binom{5}{2}", "\\item", "\\verb|", "\\", "~", "--", "''", "'", "\"", "ln('2*2')", "__import__", "lambda:0", "x==x", ",", ", ",
        "1,000", ",000", "1e999999999", "1e400", "1e-400", "0.1", ".5", "5.", "0x1f", "0b1", "0.2[1]", "2j", "007", "1_000", "inf", "nan", "zoo", "oo",
        "9999999!", "2000!", "sqrt(", "ln(", "x", "y", "_", "pi", "mu", "(x+y)**40", "(x+1)**999", "x**0.5", "1/0", "0/0", "/", "//", "*", "+", "-", "=",
        " or ", " and ", " million", "degrees", "cm^2", "inches", " ", "\t", "\n", "\r\n", "\u00A0", "\u200B", "\u0130", "\u03A3", "\u00B2", "\u0663",
        "\u2212", "\u221A", "\u03C0", "\uFF11", "\U0001D7D3", "\U0001F600", "\uD800", "\0", "7", "12345678901234567890", "e", "1/3", "0.333333333333333",
    ];

    private static readonly IReadOnlyList<string> Targets = ["\\frac{1}{2}", "3", "x+1", "(1,2)", "2\\sqrt{3}", "[0,\\infty)", "\\text{None}", "x^{0.5}", ""];

    [Fact]
    public void A_hundred_thousand_hostile_answers_cost_little_each()
    {
        CounterRandom random = new(1, "hostile answers");
        (double slowest, long largest) = (0, 0);
        for (int i = 0; i < 100_000; i++)
        {
            int pieces = random.Integer(1, 12);
            string answer = string.Concat(Enumerable.Range(0, pieces).Select(_ => random.Choose(Pieces)));
            if (random.Integer(0, 499) == 0) answer = string.Concat(Enumerable.Repeat(answer, random.Integer(2, 10_000 / Math.Max(answer.Length, 1) + 2)));
            (double milliseconds, long bytes) = Cost(answer, random.Choose(Targets));
            (slowest, largest) = (Math.Max(slowest, milliseconds), Math.Max(largest, bytes));
        }

        output.WriteLine($"slowest {slowest:F1} ms, largest {largest / 1e6:F1} MB");
    }

    [Fact]
    public void Known_traps_cost_little_and_are_wrong()
    {
        static string Times(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));
        string[] traps =
        [
            "9^9^9", "9**9**9", "9**9**9**9", "7**9999999", "9999999!", "1e999999999", "[0]*99999999", "'a'*999999999", "ln('2*2')",
            Times("(", 2000) + "1" + Times(")", 2000), Times("{", 1000) + "1" + Times("}", 1000), Times("\\sqrt{", 1000) + "2" + Times("}", 1000),
            Times("\\frac{", 2000), Times("\\frac{1}{", 1000), Times("\\hat{", 240) + "x" + Times("}", 240), Times("\\[a\n", 240), Times("\\begin{pmatrix}1&", 200),
            Times("\\frac", 2000), Times("-", 10_000) + "5", Times("+", 1900) + "5", Times("x", 10_000), Times("9", 10_000), Times("1+", 900) + "1",
            Times("sqrt(2)*", 200) + "3.5", Times("(x+y)**40*", 100) + "1", Times("2000!*", 150) + "2.5", "(x+y)**39-(x+y)**38*x", "1/(" + Times("x+y+1/(", 150) + "x" + Times(")", 151),
            Times("sqrt(1+sqrt(2))+", 100) + "1", Times("(1+sqrt(2))**(1/7)+", 90) + "1", Times("sqrt(982451653*961748941*1000000007)+", 40) + "1.5x",
            "x**5000*" + Times("x**5000*", 100) + "y", Times("1/x**4999+", 100) + "y", "2" + Times("**2", 600), Times("ln(", 170) + "2" + Times(")", 170),
            Times("1,000", 2000), Times("1,", 5000), Times("1 ", 5000), Times("day", 3000), Times("^ ", 5000) + "\\circ", Times(",\\! ", 2000), new('\\', 9999),
        ];
        foreach (string trap in traps)
        {
            foreach (string target in Targets)
            {
                (double milliseconds, long bytes) = Cost(trap, target);
                output.WriteLine($"{milliseconds,6:F1} ms {bytes / 1e6,6:F1} MB  {trap[..Math.Min(trap.Length, 40)]} | {target}");
                // An answer of which nothing is left equals an empty target.
                if (target.Length > 0) Assert.False(Grader.Grade(trap, target).Correct, trap[..Math.Min(trap.Length, 60)] + " | " + target);
            }
        }
    }

    [Fact]
    public void A_grade_says_what_decided_and_shows_both_normal_forms()
    {
        Grade grade = Grader.Grade("\\frac{2}{4} cm", "\\dfrac12");
        Assert.False(grade.Correct);
        Assert.Equal(("2/4", "1/2"), (grade.NormalForm, grade.TargetNormalForm));
        Assert.Equal("two fractions, compared as written", grade.Rule);
        string long_ = new('7', ReferenceGrader.LongestAnswer + 1);
        Assert.True(Grader.Grade(long_, long_).Correct);
        Assert.False(Grader.Grade(long_, "7").Correct);
    }

    // The least of five: the machine may be busy with something else.
    private static (double Milliseconds, long Bytes) Cost(string answer, string target)
    {
        (double milliseconds, long bytes) = (double.MaxValue, 0);
        for (int i = 0; i < 5 && milliseconds > MostMilliseconds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch watch = Stopwatch.StartNew();
            Grader.Grade(answer, target);
            milliseconds = Math.Min(milliseconds, watch.Elapsed.TotalMilliseconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(milliseconds <= MostMilliseconds && bytes <= MostBytes, $"{milliseconds:F0} ms, {bytes / 1e6:F1} MB: {answer[..Math.Min(answer.Length, 200)]} | {target}");
        return (milliseconds, bytes);
    }
}
