using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Tests.Rewards;

public sealed class ChoiceGraderTests
{
    private static readonly IReadOnlyList<KeyValuePair<string, string>> Lengths = [new("A", "12 cm"), new("B", "1/2"), new("C", "a cat"), new("D", "0.25")];
    private static readonly IReadOnlyList<KeyValuePair<string, string>> Points = [new("A", "C"), new("B", "A"), new("C", "B")];

    private static readonly IAnswerGrader Grader = new ChoiceGrader(new FairGrader());

    [Theory]
    [InlineData("B", "B", true)]
    [InlineData("B", "b", true)]
    [InlineData("B", "(B)", true)]
    [InlineData("B", "B. 1/2", true)]
    [InlineData("B", "\\text{B}", true)]
    [InlineData("B", "option B", true)]
    [InlineData("B", "1/2", true)]
    [InlineData("B", "\\frac{1}{2}", true)]
    [InlineData("B", "0.5", true)]
    [InlineData("C", "A cat", true)]
    [InlineData("A", "12 cm", true)]
    [InlineData("A", "12", true)]
    [InlineData("B", "A", false)]
    [InlineData("B", "0.25", false)]
    [InlineData("B", "7", false)]
    [InlineData("B", "E", false)]
    public void An_option_is_right_by_its_letter_or_its_text(string target, string answer, bool right)
    {
        Grade grade = Grader.Grade(answer, new Sample(1, [], "?", target) { Choices = Lengths });
        Assert.Equal(right, grade.Correct);
        Assert.Equal((answer, target), (grade.Extracted, grade.TargetNormalForm));
        Assert.Contains("option", grade.Rule);
    }

    [Fact]
    public void A_letter_alone_is_the_letter_also_where_another_option_reads_like_it()
    {
        Assert.True(Grader.Grade("B", new Sample(1, [], "?", "B") { Choices = Points }).Correct);
        Assert.False(Grader.Grade("A", new Sample(1, [], "?", "B") { Choices = Points }).Correct);
    }

    [Fact]
    public void An_answer_that_fits_two_options_is_none_and_no_box_is_no_answer()
    {
        Sample twice = new(1, [], "?", "A") { Choices = [new("A", "1/2"), new("B", "0.5")] };
        Assert.False(Grader.Grade("2/4", twice).Correct);
        Assert.Contains("several", Grader.Grade("2/4", twice).Rule);
        Assert.Null(Grader.Grade(null, twice).Extracted);
        Assert.False(Grader.Grade(null, twice).Correct);
    }

    [Theory]
    [InlineData("A, C", "C, A", true)]
    [InlineData("A, C", "AC", true)]
    [InlineData("A, C", "A", false)]
    [InlineData("A, C", "A and C", false)]
    [InlineData("B", "(B)", true)]
    public void Several_letters_are_right_in_any_order_where_the_benchmark_has_them(string target, string answer, bool right) =>
        Assert.Equal(right, ((IAnswerGrader)new ChoiceGrader(new FairGrader()) { SeveralLetters = true }).Grade(answer, new Sample(1, [], "?", target)).Correct);

    [Fact]
    public void Questions_without_options_are_the_graders_and_names_find_graders()
    {
        Assert.True(Grader.Grade("2/4", new Sample(1, [], "?", "1/2")).Correct);
        foreach (string name in Graders.Names) Assert.Equal(name, Graders.NameOf(Graders.Named(name)));
        Assert.Equal(Grader, Graders.Named(Graders.NameOf(Grader)));
        Assert.Equal(new ChoiceGrader(new ReferenceGrader()) { SeveralLetters = true }, Graders.Named("reference with letters"));
        Assert.Contains("fair", Assert.Throws<CppoException>(() => Graders.Named("kind")).Advice);
    }
}
