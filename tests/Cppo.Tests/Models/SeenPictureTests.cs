using Cppo.Images;
using Cppo.Models;
using Cppo.Text;

namespace Cppo.Tests.Models;

public sealed class SeenPictureTests
{
    [Theory]
    [InlineData(84, 84)]
    [InlineData(300, 170)]
    [InlineData(61, 500)]
    public void Windows_cover_every_cell_once_and_the_tokens_are_those_of_the_prompt(int width, int height)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Picture picture = StarterPrompts.Noise(1, width, height);
        SeenPicture seen = SeenPicture.Of(policy, picture);
        PixelPatches patches = policy.ImageProcessor.Process(picture);

        Assert.Equal(patches.Grid, seen.Grid);
        Assert.Equal(policy.EncodePrompt([picture], "?").Ids.Count(id => id == policy.Model.Configuration.Tokens.Image), seen.Tokens);
        Assert.Equal((seen.Grid.Width * seen.PatchSize, seen.Grid.Height * seen.PatchSize), (seen.Resized.Width, seen.Resized.Height));
        int[,] covered = new int[seen.CellRows, seen.CellColumns];
        int side = policy.Model.Configuration.Vision.WindowCells;
        foreach (AttentionWindow window in seen.Windows)
        {
            Assert.InRange(Math.Max(window.Width, window.Height), 1, side);
            for (int y = window.Top; y < window.Top + window.Height; y++)
            for (int x = window.Left; x < window.Left + window.Width; x++) covered[y, x]++;
        }

        Assert.All(covered.Cast<int>(), times => Assert.Equal(1, times));
    }

    [Fact]
    public void A_text_and_its_ids_give_the_same_tokens()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        const string Words = "<|im_start|>user\nHow many red circles? 漢<|im_end|>";
        TokenizedText cut = TokenizedText.Of(policy.Tokenizer, Words), ids = TokenizedText.Of(policy.Tokenizer, cut.Ids);
        Assert.Equal(policy.Tokenizer.Encode(Words), cut.Ids);
        Assert.Equal(cut.Tokens, ids.Tokens);
        Assert.Equal(Words, ids.Text);
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(Words), cut.Tokens.Sum(token => token.Bytes));
        Assert.True(cut.Tokens[0].IsSpecial);
        Assert.Equal("<id 99999>", TokenizedText.Of(policy.Tokenizer, [99_999]).Tokens[0].Text);
    }
}
