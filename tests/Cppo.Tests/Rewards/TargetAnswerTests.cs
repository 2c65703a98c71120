using Cppo.Rewards;
using Cppo.Runtime;

namespace Cppo.Tests.Rewards;

public sealed class TargetAnswerTests
{
    [Fact]
    public void A_row_with_an_answer_gives_its_target()
    {
        Assert.Equal("\\frac{1}{2}", TargetAnswer.Boxed(3, "so \\boxed{ \\frac{1}{2} }"));
        Assert.Equal("A", TargetAnswer.Plain(3, "A"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("17")]
    [InlineData("\\boxed{17")]
    [InlineData("\\boxed{ }")]
    public void A_row_without_a_usable_answer_is_refused_by_its_number(string? answer)
    {
        CppoException refusal = Assert.Throws<CppoException>(() => TargetAnswer.Boxed(42, answer));
        Assert.Contains("Row 42", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Advice);
    }

    [Fact]
    public void No_box_is_never_right_even_where_the_target_is_None()
    {
        Assert.False(new ReferenceGrader().Grade(null, "None").Correct);
        Assert.True(new ReferenceGrader { MissingBoxIsNone = true }.Grade(null, "None").Correct);
        Assert.True(new ReferenceGrader().Grade("none", "None").Correct);
    }
}
