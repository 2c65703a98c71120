using System.Text.Json.Nodes;
using Cppo.Images;

namespace Cppo.Tests.Images;

[Trait("Category", "Golden")]
public sealed class GoldenPictureTests
{
    // "decoder" files are JPEG: another decoder may differ by a grey level or two (README of the data).
    private const int DecoderLevels = 2;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, List.Count)];

    private static JsonArray List => Golden.Json("images", "cases.json")["cases"]!.AsArray();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_picture_is_decoded_resized_and_cut_as_by_the_reference(int index)
    {
        JsonNode wanted = List[index]!;
        string file = wanted["file"]!.GetValue<string>();
        bool exact = wanted["tolerance"]!.GetValue<string>() == "exact decode";
        Picture picture = Picture.Read(Golden.At("images", file));
        ImageProcessor processor = new()
        {
            MinPixels = wanted["min_pixels"]!.GetValue<int>(),
            MaxPixels = wanted["max_pixels"]!.GetValue<int>(),
        };
        Assert.Equal([.. wanted["decoded"]!.AsArray().Select(size => size!.GetValue<int>())], new[] { picture.Height, picture.Width });

        (int height, int width) = processor.TargetSize(picture.Height, picture.Width);
        Picture resized = picture.Resize(width, height, ResamplingFilter.Bicubic);
        Picture expected = Picture.Read(Golden.At("images", wanted["resized"]!.GetValue<string>()));
        Assert.Equal((expected.Height, expected.Width), (resized.Height, resized.Width));
        int difference = PictureAssert.LargestDifference(expected, resized);
        Assert.True(difference <= (exact ? 0 : DecoderLevels), $"{file}: {difference} grey levels");

        PixelPatches patches = processor.Process(picture);
        Assert.Equal(
            [.. wanted["grid"]!.AsArray().Select(size => size!.GetValue<int>())],
            new[] { patches.Grid.Frames, patches.Grid.Height, patches.Grid.Width });
        Assert.Equal(patches.Grid.Patches * patches.RowLength, patches.Values.Length);
        double mean = patches.Values.Average(value => (double)value);
        double deviation = Math.Sqrt(patches.Values.Sum(value => (value - mean) * (value - mean)) / (patches.Values.Length - 1));
        double bound = exact ? 1e-6 : 0.01;
        Assert.InRange(mean, wanted["pixel_mean"]!.GetValue<double>() - bound, wanted["pixel_mean"]!.GetValue<double>() + bound);
        Assert.InRange(deviation, wanted["pixel_std"]!.GetValue<double>() - bound, wanted["pixel_std"]!.GetValue<double>() + bound);
    }

    [Fact]
    public void Stored_pixel_values_are_reproduced_to_the_last_bit()
    {
        IReadOnlyDictionary<string, Tensor> stored = Golden.Tensors("images", "pixel_values.safetensors");
        foreach (JsonNode? wanted in List.Where(entry => entry!["pixel_values"] is not null))
        {
            ImageProcessor processor = new()
            {
                MinPixels = wanted!["min_pixels"]!.GetValue<int>(),
                MaxPixels = wanted["max_pixels"]!.GetValue<int>(),
            };
            PixelPatches patches = processor.Process(Picture.Read(Golden.At("images", wanted["file"]!.GetValue<string>())));
            Tensor values = stored[wanted["pixel_values"]!.GetValue<string>()];
            Assert.Equal([patches.Grid.Patches, patches.RowLength], values.shape);
            Assert.Equal(values.data<float>().ToArray(), patches.Values);
        }
    }

    [Fact]
    public void Smart_resize_gives_the_recorded_sizes_and_errors()
    {
        foreach (JsonNode? wanted in Golden.Json("images", "cases.json")["smart_resize"]!.AsArray())
        {
            ImageProcessor processor = new()
            {
                MinPixels = wanted!["min_pixels"]!.GetValue<int>(),
                MaxPixels = wanted["max_pixels"]!.GetValue<int>(),
            };
            (int height, int width) = (wanted["height"]!.GetValue<int>(), wanted["width"]!.GetValue<int>());
            if (wanted["result"] is JsonArray size)
            {
                Assert.Equal((size[0]!.GetValue<int>(), size[1]!.GetValue<int>()), processor.TargetSize(height, width));
            }
            else
            {
                Assert.Throws<PictureException>(() => processor.TargetSize(height, width));
            }
        }
    }
}
