using System.Text.Json.Nodes;
using Cppo.Rewards;

namespace Cppo.Tests.Rewards;

public sealed class ExtractionTests
{
    [Fact]
    [Trait("Category", "Golden")]
    public void The_last_box_is_extracted_as_the_reference_does()
    {
        foreach (JsonNode line in GoldenLines.Read("extract.jsonl"))
        {
            // The reference says "None" where there is nothing; we say null.
            Assert.True(line.Text("extracted") == (BoxedAnswer.Last(line.Text("text")) ?? "None"), line.Text("id"));
        }
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void The_form_is_judged_as_the_reference_does()
    {
        foreach (JsonNode line in GoldenLines.Read("reward.jsonl"))
        {
            Assert.True(line["format"]!.GetValue<double>() == (ResponseFormat.Matches(line.Text("response")) ? 1 : 0), line.Text("id"));
        }
    }

    [Theory]
    [InlineData("\\boxed{5", null)]
    [InlineData("\\boxed{1}\\boxed{2", null)]
    [InlineData("\\boxed {5}", null)]
    [InlineData("\\boxed{\\boxed{6}}", "6")]
    [InlineData("\\boxed{ \\frac{1}{2} } done}", "\\frac{1}{2}")]
    [InlineData("", null)]
    public void A_missing_or_open_box_gives_nothing(string text, string? expected) =>
        Assert.Equal(expected, BoxedAnswer.Last(text));
}
