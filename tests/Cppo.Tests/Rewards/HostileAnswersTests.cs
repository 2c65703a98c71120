using Cppo.Rewards;
using Cppo.Runtime;

namespace Cppo.Tests.Rewards;

[Collection(TimedTests.Name)]
public sealed class HostileAnswersTests(ITestOutputHelper output)
{
    private const double MostMilliseconds = 100;
    private const long MostBytes = 50_000_000;

    public static TheoryData<IAnswerGrader> Graders => [new ReferenceGrader(), new FairGrader()];

    // Pieces that the reference chokes on, runs as code, or reads in a surprising way.
    private static readonly IReadOnlyList<string> Pieces =
    [
        "9^9^9", "9**9**9", "**", "^", "^{", "!", "!!", "(", ")", "[", "]", "{", "}", "\\frac", "\\frac{1}{2}", "\\sqrt", "\\sqrt[3]{", "\\hat{",
        "\\left(", "\\right)", "\\text{", "\\text{ ", "\\begin{pmatrix}", "\\end{pmatrix}", "\\\\", "&", "\\[", "\\]", "\\(", "\\)", "\\boxed{",
        "\\mathbf{A}", "\\binom{5}{2}", "\\item", "\\verb|", "\\", "~", "--", "''", "'", "\"", "ln('2*2')", "__import__", "lambda:0", "x==x", ",", ", ",
        "1,000", ",000", "1e999999999", "1e400", "1e-400", "0.1", ".5", "5.", "0x1f", "0b1", "0.2[1]", "2j", "007", "1_000", "inf", "nan", "zoo", "oo",
        "9999999!", "2000!", "sqrt(", "ln(", "x", "y", "_", "pi", "mu", "(x+y)**40", "(x+1)**999", "\\pm ", "±", " cm", "\\text{ cm}", "%", "\\circ", "\\langle", "\\{", "\\}", "x = ", "\\le ", "\\in ", "sin ", "\\log_", "|", ":", "A: ", "answer is ", "seven ",
        "\\overline{3}", "\\cup ", "per ", "^\\circ", "$", "km/h", "x**0.5", "1/0", "0/0", "/", "//", "*", "+", "-", "=",
        " or ", " and ", " million", "degrees", "cm^2", "inches", " ", "\t", "\n", "\r\n", "\u00A0", "\u200B", "\u0130", "\u03A3", "\u00B2", "\u0663",
        "\u2212", "\u221A", "\u03C0", "\uFF11", "\U0001D7D3", "\U0001F600", "\uD800", "\0", "7", "12345678901234567890", "e", "1/3", "0.333333333333333",
    ];

    private static readonly IReadOnlyList<string> Openings = ["{", "(", "[", "\\frac{1}{", "\\sqrt{", "\\text{", "\\left(", "^{", "x^{", "\\boxed{", "\\sin("];

    private static readonly IReadOnlyList<string> Targets = ["\\frac{1}{2}", "3", "x+1", "(1,2)", "2\\sqrt{3}", "[0,\\infty)", "\\text{None}", "x^{0.5}", "12 \\text{ cm}", "\\{1, 2, 3\\}", "A", "y = 2x + 1", "\\pm 3", "3.14", ""];

    [Theory]
    [MemberData(nameof(Graders), DisableDiscoveryEnumeration = true)]
    public void A_hundred_thousand_hostile_answers_cost_little_each(IAnswerGrader grader)
    {
        CounterRandom random = new(1, "hostile answers");
        (double slowest, long largest, string worst) = (0, 0, "");
        for (int i = 0; i < 100_000; i++)
        {
            int pieces = random.Integer(1, 12);
            string answer = string.Concat(Enumerable.Range(0, pieces).Select(_ => random.Choose(Pieces)));
            int shape = random.Integer(0, 999);
            // Long, or up to a thousand levels deep.
            if (shape < 2) answer = Times(answer, random.Integer(2, (10_000 / Math.Max(answer.Length, 1)) + 2));
            else if (shape < 4) answer = Nested(random.Choose(Openings), answer, random.Integer(10, 1_000));
            (double milliseconds, long bytes) = Cost(grader, answer, random.Choose(Targets));
            if (milliseconds > slowest) (slowest, worst) = (milliseconds, answer);
            largest = Math.Max(largest, bytes);
        }

        output.WriteLine($"{grader.GetType().Name}: slowest {slowest:F1} ms, largest {largest / 1e6:F1} MB: {worst[..Math.Min(worst.Length, 100)]}");
    }

    [Theory]
    [MemberData(nameof(Graders), DisableDiscoveryEnumeration = true)]
    public void Known_traps_cost_little_and_are_wrong(IAnswerGrader grader)
    {
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
            Times("%", 1900), Times("1 cm ", 350), Times("\\pm ", 400) + "7.5", Times("x,", 900) + "y", "\\{" + Times("x+1,", 300) + "x\\}", Times("\\sin ", 300) + "x", Times("|", 999),
            Times("\\frac1", 300) + "2", Times("x_", 800) + "1", Times("2^", 900) + "2", Times("seven ", 300), Times("answer is ", 900), Times("$x", 4000), Times("\\cup (1,2)", 180),
            "\\begin{pmatrix}" + Times("1 & ", 400) + "1\\end{pmatrix}", Times("\\begin{pmatrix} 1 & x \\\\ x & 1 \\end{pmatrix}", 40), Times("(\\sqrt{2}+x)^{40}", 100),
            Times("1.0e400*", 200) + "1", Times("5 ft 3 in ", 180), Times("x = ", 480) + "7.5", "(x+y+z+a+b+c)^{39}", Nested("1\\frac{", "2", 70), Nested("1\\frac{1}{", "2", 70), Nested("2^{", "2", 75), Nested("(1,", "2", 75), "\\sqrt{" + new string('9', 1900) + "}",
        ];
        foreach (string trap in traps)
        {
            foreach (string target in Targets)
            {
                (double milliseconds, long bytes) = Cost(grader, trap, target);
                output.WriteLine($"{milliseconds,6:F1} ms {bytes / 1e6,6:F1} MB  {trap[..Math.Min(trap.Length, 40)]} | {target}");
                // An answer of which nothing is left equals an empty target.
                if (target.Length > 0) Assert.False(grader.Grade(trap, target).Correct, trap[..Math.Min(trap.Length, 60)] + " | " + target);
            }
        }
    }

    [Fact]
    public void A_grade_says_what_decided_and_shows_both_normal_forms()
    {
        ReferenceGrader grader = new();
        Grade grade = grader.Grade("\\frac{2}{4} cm", "\\dfrac12");
        Assert.False(grade.Correct);
        Assert.Equal(("2/4", "1/2"), (grade.NormalForm, grade.TargetNormalForm));
        Assert.Equal("two fractions, compared as written", grade.Rule);
        string long_ = new('7', ReferenceGrader.LongestAnswer + 1);
        Assert.True(grader.Grade(long_, long_).Correct);
        Assert.False(grader.Grade(long_, "7").Correct);
    }

    private static string Times(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));

    private static string Nested(string opening, string inside, int levels) => Times(opening, levels) + inside + Times(opening[^1] switch { '(' => ")", '[' => "]", _ => "}" }, levels);

    // The least of five, in time of this thread alone: the machine may be busy with something else.
    private static (double Milliseconds, long Bytes) Cost(IAnswerGrader grader, string answer, string target)
    {
        (double milliseconds, long bytes) = (double.MaxValue, 0);
        for (int i = 0; i < 5 && milliseconds > MostMilliseconds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            double start = ThreadClock.Milliseconds();
            grader.Grade(answer, target);
            milliseconds = Math.Min(milliseconds, ThreadClock.Milliseconds() - start);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(milliseconds <= MostMilliseconds && bytes <= MostBytes, $"{milliseconds:F0} ms, {bytes / 1e6:F1} MB: {answer[..Math.Min(answer.Length, 200)]} | {target}");
        return (milliseconds, bytes);
    }
}
