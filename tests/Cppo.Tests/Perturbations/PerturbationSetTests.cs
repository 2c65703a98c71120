using Cppo.Images;
using Cppo.Perturbations;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;
using Cppo.Tests.Images;

namespace Cppo.Tests.Perturbations;

public sealed class PerturbationSetTests
{
    private static readonly Picture Picture = PerturbationTests.Noise(28, 28);

    public static TheoryData<string> Names => [.. PerturbationSet.All.Select(set => set.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Members_are_drawn_uniformly_and_independently(string name)
    {
        PerturbationSet set = PerturbationSet.Find(name);
        const int draws = 1200;
        ViewPair[] pairs = [.. Enumerable.Range(0, draws).Select(sample => set.Draw(PerturbationTests.Noise(4, 4), new DrawAddress(3, (ulong)sample, 0)))];
        foreach (Perturbation keep in set.Preserving)
        {
            foreach (Perturbation lose in set.Removing)
            {
                int count = pairs.Count(pair => pair.Preserving.Name == keep.Name && pair.Removing.Name == lose.Name);
                double expected = draws / (double)(set.Preserving.Count * set.Removing.Count);
                Assert.InRange(count, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
            }
        }
    }

    [Fact]
    public void A_pair_is_a_function_of_its_address()
    {
        DrawAddress address = new(1, 2, 3);
        ViewPair first = PerturbationSet.Paper.Draw(Picture, address);
        for (ulong other = 0; other < 10; other++) PerturbationSet.Paper.Draw(Picture, new DrawAddress(1, 2, other));
        ViewPair again = PerturbationSet.Paper.Draw(Picture, address);
        Assert.Equal(first.Preserving.Parameters, again.Preserving.Parameters);
        Assert.Equal(0, PictureAssert.LargestDifference(first.Preserving.Picture, again.Preserving.Picture));
        Assert.Equal(0, PictureAssert.LargestDifference(first.Removing.Picture, again.Removing.Picture));
    }

    [Fact]
    public void A_view_can_be_repeated_from_what_it_says()
    {
        PerturbedView view = PerturbationSet.Mild.Draw(Picture, new DrawAddress(8, 1, 5)).Removing;
        PerturbedView again = PerturbationSet.Mild.Member(view.Name).Apply(Picture, view.Seed);
        Assert.Equal(0, PictureAssert.LargestDifference(view.Picture, again.Picture));
    }

    [Fact]
    public void The_address_is_written_with_dots() => Assert.Equal("11·25·0", new DrawAddress(11, 25, 0).ToString());

    [Fact]
    public void A_users_own_perturbation_takes_part()
    {
        UserPerturbation darker = new("darker", PerturbationEffect.Preserving, (picture, random) => picture.WithBrightness(random.Uniform(0.4, 0.6)));
        PerturbationSet set = new("mine", [darker], [new Grey()]);
        ViewPair pair = set.Draw(Picture, new DrawAddress(1, 1, 1));
        Assert.Equal("darker", pair.Preserving.Name);
        Assert.InRange(PictureDifference.Between(Picture, pair.Preserving.Picture).Mean, 30, 90);
        Assert.Equal("level 127", pair.Removing.Parameters);
    }

    [Fact]
    public void A_users_perturbation_that_changes_the_size_is_refused()
    {
        UserPerturbation larger = new("larger", PerturbationEffect.Preserving, (picture, _) => picture.Resize(56, 56, ResamplingFilter.Bilinear));
        CppoException error = Assert.Throws<CppoException>(() => larger.Apply(Picture, new DrawAddress(1, 1, 1)));
        Assert.Contains("larger", error.Message);
        Assert.Contains("56 x 56", error.Message);
    }

    [Fact]
    public void A_users_perturbation_that_gives_nothing_is_refused()
    {
        UserPerturbation nothing = new("nothing", PerturbationEffect.Removing, (_, _) => null!);
        Assert.Contains("nothing", Assert.Throws<CppoException>(() => nothing.Apply(Picture, new DrawAddress(1, 1, 1))).Message);
    }

    [Fact]
    public void Unknown_names_are_answered_with_the_known_ones()
    {
        Assert.Contains("mild", Assert.Throws<CppoException>(() => PerturbationSet.Find("strong")).Advice);
        Assert.Contains("zoom-crop", Assert.Throws<CppoException>(() => PerturbationSet.Paper.Member("blur")).Advice);
    }

    [Fact]
    public void Lists_that_are_empty_or_hold_the_other_kind_are_refused()
    {
        Assert.Throws<CppoException>(() => new PerturbationSet("none", [], [new Grey()]));
        Assert.Throws<CppoException>(() => new PerturbationSet("swapped", [new Grey()], [new Rotation()]));
    }

    [Fact]
    public void Rectangles_outside_and_wrong_noise_are_refused()
    {
        Assert.Throws<CppoException>(() => Picture.ZoomTo(new PixelRectangle(20, 0, 9, 9)));
        Assert.Throws<CppoException>(() => Picture.ZoomTo(new PixelRectangle(0, 0, 0, 5)));
        Assert.Throws<CppoException>(() => Picture.WithPatches([new PixelRectangle(0, 0, 2, 2)], new byte[11]));
        Assert.Throws<CppoException>(() => Picture.WithPatches([new PixelRectangle(0, 0, 2, 2)], new byte[13]));
        Assert.Throws<CppoException>(() => Picture.Blur(2, 1, BlurBorder.Zero));
        Assert.Throws<CppoException>(() => Picture.WithContrast(double.NaN));
        Assert.Throws<CppoException>(() => Picture.Rotate(double.PositiveInfinity, Interpolation.Nearest, Border.Black));
    }
}
