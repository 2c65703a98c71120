using Cppo.Images;

namespace Cppo.Tests.Images;

public sealed class PictureKindTests
{
    [Fact]
    public void Sixteen_bit_colours_keep_their_high_byte()
    {
        byte[] png = PngBytes.Write(2, 1, 16, 2, [0, 10, 255, 20, 128, 30, 127, 0, 0, 255, 255, 1, 200]);
        Assert.Equal([10, 20, 30, 0, 255, 1], Picture.Decode(png, "rgb16.png").Rgb.ToArray());
    }

    [Fact]
    public void Sixteen_bit_greys_keep_their_high_byte()
    {
        byte[] png = PngBytes.Write(2, 1, 16, 0, [0, 10, 255, 200, 127]);
        Assert.Equal([10, 10, 10, 200, 200, 200], Picture.Decode(png, "grey16.png").Rgb.ToArray());
    }

    [Fact]
    public void Sixteen_bit_colours_with_transparency_are_put_over_white()
    {
        byte[] png = PngBytes.Write(3, 1, 16, 6, [0, 100, 0, 50, 0, 25, 0, 255, 255, 100, 0, 50, 0, 25, 0, 0, 0, 100, 0, 50, 0, 25, 0, 128, 0]);
        Assert.Equal([100, 50, 25, 255, 255, 255, 177, 152, 140], Picture.Decode(png, "rgba16.png").Rgb.ToArray());
    }

    [Fact]
    public void Grey_with_transparency_is_put_over_white()
    {
        byte[] png = PngBytes.Write(3, 1, 8, 4, [0, 40, 255, 40, 0, 40, 100]);
        Assert.Equal([40, 40, 40, 255, 255, 255, 171, 171, 171], Picture.Decode(png, "grey_alpha.png").Rgb.ToArray());
    }

    [Fact]
    public void Faint_colours_survive_low_opacity()
    {
        // At an opacity of 3/255 premultiplied pixels keep four levels only; every one must come from the stored colour.
        byte[] line = [0, .. Enumerable.Range(0, 256).SelectMany(level => new byte[] { (byte)level, (byte)(255 - level), 7, 3 })];
        byte[] rgb = Picture.Decode(PngBytes.Write(256, 1, 8, 6, line), "faint.png").Rgb.ToArray();
        byte[] expected = [.. Enumerable.Range(0, 256).SelectMany(level => new[] { level, 255 - level, 7 }).Select(level => (byte)Math.Round(((level * 3) + (255 * 252)) / 255.0, MidpointRounding.AwayFromZero))];
        Assert.Equal(expected, rgb);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Small_palettes_and_their_transparent_entries_are_read(int bitDepth)
    {
        byte pixels = (byte)(bitDepth == 1 ? 0b01000000 : bitDepth == 2 ? 0b00010000 : 0x01);
        byte[] png = PngBytes.Write(2, 1, bitDepth, 3, [0, pixels], ("PLTE", [10, 20, 30, 200, 100, 50]), ("tRNS", [255, 0]));
        Assert.Equal([10, 20, 30, 255, 255, 255], Picture.Decode(png, "palette.png").Rgb.ToArray());
    }

    [Fact]
    public void A_transparent_colour_is_white()
    {
        byte[] png = PngBytes.Write(2, 1, 8, 2, [0, 1, 2, 3, 4, 5, 6], ("tRNS", [0, 1, 0, 2, 0, 3]));
        Assert.Equal([255, 255, 255, 4, 5, 6], Picture.Decode(png, "key.png").Rgb.ToArray());
        byte[] grey = PngBytes.Write(2, 1, 8, 0, [0, 9, 8], ("tRNS", [0, 9]));
        Assert.Equal([255, 255, 255, 8, 8, 8], Picture.Decode(grey, "greykey.png").Rgb.ToArray());
    }

    [Fact]
    public void Gamma_and_colour_space_marks_change_nothing()
    {
        byte[] png = PngBytes.Write(1, 1, 8, 2, [0, 100, 150, 200], ("gAMA", [0, 1, 0x86, 0xA0]), ("cHRM", new byte[32]));
        Assert.Equal([100, 150, 200], Picture.Decode(png, "gamma.png").Rgb.ToArray());
    }

    [Theory]
    [InlineData(1, new byte[] { 1, 2, 3, 4, 5, 6 }, 3)]
    [InlineData(2, new byte[] { 3, 2, 1, 6, 5, 4 }, 3)]
    [InlineData(3, new byte[] { 6, 5, 4, 3, 2, 1 }, 3)]
    [InlineData(4, new byte[] { 4, 5, 6, 1, 2, 3 }, 3)]
    [InlineData(5, new byte[] { 1, 4, 2, 5, 3, 6 }, 2)]
    [InlineData(6, new byte[] { 4, 1, 5, 2, 6, 3 }, 2)]
    [InlineData(7, new byte[] { 6, 3, 5, 2, 4, 1 }, 2)]
    [InlineData(8, new byte[] { 3, 6, 2, 5, 1, 4 }, 2)]
    public void Every_exif_orientation_of_a_png_is_applied(int orientation, byte[] greys, int width)
    {
        byte[] png = PngBytes.Write(3, 2, 8, 0, [0, 1, 2, 3, 0, 4, 5, 6], ("eXIf", PngBytes.Exif(orientation)));
        Picture picture = Picture.Decode(png, "turned.png");
        Assert.Equal(width, picture.Width);
        Assert.Equal(greys, picture.Rgb.ToArray().Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void The_exif_orientation_of_a_webp_is_applied()
    {
        byte[] webp = WebpBytes.WithExif(3, 2, [10, 20, 30, 40, 50, 60], PngBytes.Exif(6));
        Picture picture = Picture.Decode(webp, "turned.webp");
        Assert.Equal((2, 3), (picture.Width, picture.Height));
        Assert.Equal([40, 10, 50, 20, 60, 30], picture.Rgb.ToArray().Where((_, i) => i % 3 == 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(200)]
    public void An_orientation_that_does_not_exist_changes_nothing(int orientation)
    {
        byte[] png = PngBytes.Write(2, 1, 8, 0, [0, 1, 2], ("eXIf", PngBytes.Exif(orientation)));
        Assert.Equal([1, 1, 1, 2, 2, 2], Picture.Decode(png, "odd.png").Rgb.ToArray());
    }

    [Fact]
    public void A_damaged_exif_block_changes_nothing()
    {
        byte[] exif = PngBytes.Exif(6);
        for (int length = 0; length < 20; length++)
        {
            byte[] png = PngBytes.Write(2, 1, 8, 0, [0, 1, 2], ("eXIf", exif[..length]));
            Assert.Equal(2, Picture.Decode(png, "cut.png").Width);
        }
    }

    [Fact]
    public void A_transparent_gif_is_white()
    {
        byte[] gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
        Assert.Equal([255, 255, 255], Picture.Decode(gif, "clear.gif").Rgb.ToArray());
    }

    [Fact]
    public void A_png_written_and_read_again_is_the_same_picture()
    {
        Picture picture = new(5, 3, [.. Enumerable.Range(0, 45).Select(value => (byte)(value * 5))]);
        byte[] png = picture.ToPng();
        Assert.Equal(2, png[25]); // colour type: RGB without alpha
        Assert.Equal(0, PictureAssert.LargestDifference(picture, Picture.Decode(png, "again.png")));
    }
}
