using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Tests.Images;

public sealed class BadPictureTests
{
    private static byte[] Small => new Picture(20, 20, new byte[1200]).ToPng();

    [Fact]
    public void A_missing_file_is_named()
    {
        PictureException error = Assert.Throws<PictureException>(() => Picture.Read("nowhere/at-all.png"));
        Assert.Contains("nowhere/at-all.png", error.Message);
        Assert.NotEmpty(error.Advice);
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        Assert.Contains("empty.png is empty", Assert.Throws<PictureException>(() => Picture.Decode([], "empty.png")).Message);
    }

    [Fact]
    public void Text_is_not_a_picture()
    {
        PictureException error = Assert.Throws<PictureException>(() => Picture.Decode("no picture at all"u8.ToArray(), "notes.txt"));
        Assert.Contains("notes.txt is not a picture", error.Message);
        Assert.Contains("PNG", error.Advice);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void A_truncated_file_is_named_and_never_half_decoded(double share)
    {
        byte[] whole = Noise(64, 64).ToPng();
        PictureException error = Assert.Throws<PictureException>(() => Picture.Decode(whole[..(int)(whole.Length * share)], "half.png"));
        Assert.Contains("half.png", error.Message);
    }

    [Fact]
    public void A_file_that_ends_in_its_header_is_named()
    {
        Assert.Contains("stub.png", Assert.Throws<PictureException>(() => Picture.Decode(Small[..30], "stub.png")).Message);
    }

    [Fact]
    public void A_damaged_file_is_named()
    {
        byte[] damaged = Noise(64, 64).ToPng();
        for (int i = 200; i < 400; i++) damaged[i] ^= 0x5A;
        Assert.Contains("damaged.png", Assert.Throws<PictureException>(() => Picture.Decode(damaged, "damaged.png")).Message);
    }

    [Theory]
    [InlineData(50_000, 50_000)]
    [InlineData(2_000_000_000, 2)]
    public void An_absurd_size_is_refused_before_memory_is_taken(int width, int height)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        PictureException error = Assert.Throws<PictureException>(() => Picture.Decode(PngBytes.Write(width, height, 8, 2, [0, 0]), "huge.png"));
        Assert.Contains("huge.png", error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
    }

    [Theory]
    [InlineData(201, 1)]
    [InlineData(1, 4000)]
    public void An_aspect_ratio_over_200_is_refused(int width, int height)
    {
        PictureException error = Assert.Throws<PictureException>(() => new ImageProcessor().Process(new Picture(width, height, new byte[width * height * 3])));
        Assert.Contains("200", error.Message);
        Assert.NotEmpty(error.Advice);
    }

    [Fact]
    public void A_picture_of_one_pixel_becomes_the_smallest_grid()
    {
        PixelPatches patches = new ImageProcessor().Process(new Picture(1, 1, [10, 20, 30]));
        Assert.Equal(new PatchGrid(1, 4, 4), patches.Grid);
        Assert.Equal(4, patches.Grid.MergedTokens(2));
        Assert.Equal(3, patches.Values.Distinct().Count());
    }

    [Fact]
    public void Pixels_that_do_not_match_the_size_are_refused()
    {
        Assert.Throws<CppoException>(() => new Picture(2, 2, new byte[11]));
    }

    [Theory]
    [InlineData("{\"patch_size\": \"fourteen\"}", "patch_size")]
    [InlineData("{\"image_mean\": [1, 2]}", "image_mean")]
    [InlineData("{\"do_resize\": false}", "do_resize")]
    [InlineData("{\"image_processor_type\": \"CLIPImageProcessor\"}", "CLIPImageProcessor")]
    [InlineData("[1]", "preprocessor_config.json")]
    [InlineData("{", "preprocessor_config.json")]
    public void A_preprocessor_file_that_asks_for_something_else_is_refused(string json, string named)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "preprocessor_config.json"), json);
            Assert.Contains(named, Assert.Throws<CppoException>(() => ImageProcessor.Load(folder.FullName)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Picture Noise(int width, int height)
    {
        CounterRandom random = new(1, "test picture");
        return new Picture(width, height, [.. Enumerable.Range(0, width * height * 3).Select(_ => (byte)random.NextUInt32())]);
    }
}
