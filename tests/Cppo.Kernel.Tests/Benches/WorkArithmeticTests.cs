using Cppo.Benchmarks;
using Cppo.Models;

namespace Cppo.Kernel.Tests.Benches;

/// <summary>The bench's useful operations, against a count by hand.</summary>
public sealed class WorkArithmeticTests
{
    // 6 x 6 patches, 9 cells; windows of 4 patches: 4 and 2 along an axis; the second block sees everything.
    private static readonly WorkArithmetic Tiny = new(
        new TextConfiguration(4, 1, 2, 1, 6, 10, 1e-6, 10_000, [], TiedEmbeddings: true),
        new VisionConfiguration(4, 2, 2, 5, 3, 14, 2, 2, 56, [1], 4),
        Prompts: 2, Group: 3, Side: 84, PromptTokens: 12, NewTokens: 3);

    [Fact]
    public void A_prompt_is_its_tokens_products_and_the_pairs_that_see_each_other() =>
        // 2 x (32 for q and o, 16 for k and v, 72 for the MLP) = 240 a token; 4 x 4 for each of 12 x 13 / 2 pairs
        Assert.Equal((12 * 240) + (16 * 78), Tiny.Prompt);

    [Fact]
    public void A_responses_last_token_is_predicted_but_not_read() =>
        // two tokens are read behind 12; three times the head, 2 x 4 x 10
        Assert.Equal((2 * 240) + (16 * (13 + 14)) + (3 * 80), Tiny.Response);

    [Fact]
    public void The_tower_counts_windows_and_whole_pictures() =>
        // patches: 36 x 2 x (1176 x 4 + 2 blocks x 124); pairs: 36^2 and (4^2 + 2^2)^2; merger: 9 x 2 x (16 x 16 + 16 x 4)
        Assert.Equal((72 * (4704 + 248)) + (16 * (1296 + 400)) + (18 * 320), Tiny.Tower);

    [Fact]
    public void An_update_shares_prompts_in_the_group_and_views_among_the_gated()
    {
        double rollout = (2 * (Tiny.Tower + Tiny.Prompt)) + (6 * Tiny.Response);
        Assert.Equal(rollout, Tiny.Rollout);
        Assert.Equal(3 * rollout, Tiny.Update(hasReference: false));
        Assert.Equal(4 * rollout, Tiny.Update(hasReference: true));
        Assert.Equal(2 * 3 * (Tiny.Tower + Tiny.Prompt + (2 * Tiny.Response)), Tiny.Views(prompts: 1, responses: 2));
    }
}
