using Cppo.Images;
using Cppo.Perturbations;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;
using Cppo.Tests.Images;
using FsCheck;
using FsCheck.Xunit;

namespace Cppo.Tests.Perturbations;

public sealed class PerturbationTests
{
    private static readonly IReadOnlyList<Perturbation> Everything =
    [
        .. PerturbationSet.All.SelectMany(set => set.Preserving.Concat(set.Removing)),
        .. PerturbationSet.Others,
        new RandomPerspective { Distortion = 1, Probability = 1 },
        new RandomPerspective { Distortion = 1, Probability = 1, WholePixels = false, Border = Border.Edge },
        new GaussianBlur { Kernel = 5, Border = BlurBorder.Reflect },
        new Rotation { Degrees = 360, Interpolation = Interpolation.Bilinear },
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Everything.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_size_is_kept_even_the_smallest(int index)
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (2, 3), (3, 2), (1, 40), (40, 1), (14, 14), (15, 29), (84, 84)])
        {
            for (ulong step = 0; step < 5; step++)
            {
                PerturbedView view = Everything[index].Apply(Noise(width, height), new DrawAddress(7, 3, step));
                Assert.Equal((width, height), (view.Picture.Width, view.Picture.Height));
                Assert.NotEmpty(view.Parameters);
                Assert.NotEmpty(view.Strength);
                Assert.NotEmpty(view.Title);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Equal_addresses_give_equal_pictures_and_the_view_tells_its_address(int index)
    {
        Picture picture = Noise(42, 28);
        PerturbedView first = Everything[index].Apply(picture, new DrawAddress(1, 2, 3)), again = Everything[index].Apply(picture, first.Seed);
        Assert.Equal(first.Parameters, again.Parameters);
        Assert.Equal(0, PictureAssert.LargestDifference(first.Picture, again.Picture));
    }

    [Property(MaxTest = 60)]
    public void Another_seed_sample_step_or_picture_gives_another_occlusion(ulong seed, ulong sample, ulong step)
    {
        Picture picture = Noise(42, 28);
        Picture here = new RandomOcclusion().Apply(picture, new DrawAddress(seed, sample, step)).Picture;
        foreach (DrawAddress there in (DrawAddress[])[new(seed + 1, sample, step), new(seed, sample + 1, step), new(seed, sample, step + 1), new(seed, sample, step) { Picture = 1 }])
        {
            Assert.NotEqual(0, PictureAssert.LargestDifference(here, new RandomOcclusion().Apply(picture, there).Picture));
        }
    }

    [Property(MaxTest = 200)]
    public void Colour_jitter_draws_factors_from_its_ranges(ulong seed)
    {
        ColourJitter jitter = new();
        string parameters = jitter.Apply(new Picture(1, 1, [1, 2, 3]), new DrawAddress(seed, 0, 0)).Parameters;
        Dictionary<string, double> factors = parameters.Split(", ").Select(part => part.Split(' ')).ToDictionary(part => part[0], part => double.Parse(part[1]));
        Assert.InRange(factors["brightness"], jitter.Brightness.Low, jitter.Brightness.High);
        Assert.InRange(factors["contrast"], jitter.Contrast.Low, jitter.Contrast.High);
        Assert.InRange(factors["saturation"], jitter.Saturation.Low, jitter.Saturation.High);
    }

    [Fact]
    public void Colour_jitter_uses_every_order()
    {
        IEnumerable<string> orders = Enumerable.Range(0, 200)
            .Select(sample => new ColourJitter().Apply(new Picture(1, 1, [1, 2, 3]), new DrawAddress(0, (ulong)sample, 0)).Parameters)
            .Select(parameters => string.Join(' ', parameters.Split(", ").Select(part => part.Split(' ')[0])));
        Assert.Equal(6, orders.Distinct().Count());
    }

    [Fact]
    public void Perspective_changes_about_half_of_the_pictures()
    {
        int applied = Enumerable.Range(0, 1000).Count(sample => new RandomPerspective().Apply(Noise(8, 8), new DrawAddress(5, (ulong)sample, 0)).Parameters != "not applied");
        Assert.InRange(applied, 430, 570);
    }

    [Fact]
    public void Rotation_draws_both_directions_within_its_range()
    {
        double[] degrees = [.. Enumerable.Range(0, 500)
            .Select(sample => new Rotation().Apply(Noise(4, 4), new DrawAddress(5, (ulong)sample, 0)).Parameters)
            .Select(parameters => double.Parse(parameters.TrimEnd('°').Replace('−', '-')))];
        Assert.InRange(degrees.Max(), 9, 10);
        Assert.InRange(degrees.Min(), -10, -9);
        Assert.InRange(degrees.Average(), -1, 1);
    }

    [Fact]
    public void Black_squares_cover_at_least_their_share()
    {
        Picture white = Picture84(255);
        for (ulong sample = 0; sample < 20; sample++)
        {
            byte[] rgb = new BlackSquares().Apply(white, new DrawAddress(1, sample, 0)).Picture.Rgb.ToArray();
            Assert.InRange(rgb.Count(value => value == 0) / (double)rgb.Length, 0.8, 0.85);
        }
    }

    [Fact]
    public void Patch_masking_blackens_whole_cells_with_its_probability()
    {
        Picture white = Picture84(255);
        int black = 0;
        for (ulong sample = 0; sample < 100; sample++)
        {
            byte[] rgb = new PatchMasking().Apply(white, new DrawAddress(1, sample, 0)).Picture.Rgb.ToArray();
            int blackPixels = rgb.Count(value => value == 0) / 3;
            Assert.Equal(0, blackPixels % (14 * 14));
            black += blackPixels / (14 * 14);
        }

        Assert.InRange(black / 3600.0, 0.57, 0.63);
    }

    [Fact]
    public void Zoom_crop_shows_a_part_of_the_picture()
    {
        // A picture whose red channel is the column: the part is 60 to 70% wide.
        Picture ramp = new(84, 84, [.. Enumerable.Range(0, 84 * 84).SelectMany(i => new[] { (byte)(i % 84), (byte)0, (byte)0 })]);
        for (ulong sample = 0; sample < 30; sample++)
        {
            byte[] red = [.. new ZoomCrop().Apply(ramp, new DrawAddress(1, sample, 0)).Picture.Rgb.ToArray().Where((_, i) => i % 3 == 0)];
            Assert.InRange(red.Max() - red.Min() + 1, 50, 58);
        }
    }

    [Fact]
    public void Full_noise_and_occlusion_stay_below_255()
    {
        Assert.All(new FullNoise().Apply(Picture84(255), new DrawAddress(1, 1, 1)).Picture.Rgb.ToArray(), value => Assert.InRange(value, 0, 254));
        byte[] covered = new RandomOcclusion().Apply(Picture84(255), new DrawAddress(1, 1, 1)).Picture.Rgb.ToArray();
        Assert.InRange(covered.Count(value => value != 255) / (double)covered.Length, 0.2, 0.6);
    }

    [Fact]
    public void Continued_edges_leave_a_plain_picture_plain()
    {
        Picture plain = Picture84(90);
        foreach (Perturbation member in PerturbationSet.Mild.Preserving.Where(member => member is not ColourJitter))
        {
            for (ulong sample = 0; sample < 10; sample++) Assert.InRange(PictureAssert.LargestDifference(plain, member.Apply(plain, new DrawAddress(1, sample, 0)).Picture), 0, 1);
        }
    }

    [Property(MaxTest = 100)]
    public void Brightness_never_leaves_the_range_and_one_changes_nothing(NonEmptyArray<byte> bytes, NormalFloat factor)
    {
        Picture picture = new(bytes.Get.Length, 1, [.. bytes.Get.SelectMany(value => new[] { value, value, value })]);
        Assert.Same(picture, picture.WithBrightness(1));
        Picture changed = picture.WithBrightness(Math.Abs(factor.Get));
        Assert.All(
            bytes.Get.Select((value, i) => (Before: value, After: changed.Rgb[i * 3])),
            pair => Assert.True(Math.Abs(factor.Get) >= 1 ? pair.After >= pair.Before : pair.After <= pair.Before));
    }

    internal static Picture Noise(int width, int height) => new(width, height, CoverOperations.Noise(new CounterRandom(9, "test picture"), width * height * 3));

    private static Picture Picture84(byte level)
    {
        byte[] rgb = new byte[84 * 84 * 3];
        rgb.AsSpan().Fill(level);
        return new Picture(84, 84, rgb);
    }
}
