using Cppo.Images;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Tests.Rollouts;

public sealed class SamplePromptTests
{
    private static string Render(string text, params int[] places) =>
        ChatTemplate.Published.Render([ChatTurn.WithPlaces("user", text, places)], addGenerationPrompt: false);

    [Fact]
    public void Pictures_stand_where_the_places_say()
    {
        const string mark = "<|vision_start|><|image_pad|><|vision_end|>";
        Assert.Contains($"user\n{mark}a b<|im_end|>", Render("a b", 0), StringComparison.Ordinal);
        Assert.Contains($"user\na{mark} b{mark}<|im_end|>", Render("a b", 1, 3), StringComparison.Ordinal);
        Assert.Contains($"user\n{mark}{mark}a b<|im_end|>", Render("a b", 0, 0), StringComparison.Ordinal);
        Assert.Contains("user\na b<|im_end|>", Render("a b"), StringComparison.Ordinal);
        Assert.Throws<CppoException>(() => Render("a b", 4));
        Assert.Throws<CppoException>(() => Render("a b", 2, 1));
    }

    [Fact]
    public void A_sample_without_places_has_its_pictures_in_front_as_before()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        Sample sample = new(1, [new Picture(84, 84, new byte[84 * 84 * 3])], "How many red objects are there?", "1");
        EncodedPrompt before = policy.EncodePrompt(sample.Pictures, sample.Question);
        Assert.Equal(before.Ids, sample.Encode(policy).Ids);
        Assert.Equal(before.Ids, (sample with { PicturePlaces = [0] }).Encode(policy).Ids);
        Assert.Throws<CppoException>(() => (sample with { PicturePlaces = [3] }).Encode(policy)); // the starter's prompts have no such place
        Assert.Throws<CppoException>(() => (sample with { Pictures = [] }).Encode(policy));
    }

    [Fact]
    public void An_epoch_holds_every_index_once_in_an_order_of_its_own()
    {
        EpochOrder order = new(7, seed: 3, "test");
        int[] all = [.. Enumerable.Range(0, 21).Select(position => order[position])];
        Assert.All(all.Chunk(7), epoch => Assert.Equal(Enumerable.Range(0, 7), epoch.Order()));
        Assert.NotEqual(all[..7], all[7..14]);
        Assert.Equal(all[9], new EpochOrder(7, seed: 3, "test")[9]);
    }
}
