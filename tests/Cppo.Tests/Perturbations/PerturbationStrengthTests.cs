using Cppo.Images;
using Cppo.Perturbations;
using Cppo.Perturbations.Operations;
using Cppo.Runtime;
using Cppo.Tests.Images;

namespace Cppo.Tests.Perturbations;

public sealed class PerturbationStrengthTests
{
    private static readonly Perturbation[] Everything =
        [.. PerturbationSet.All.SelectMany(set => set.Preserving.Concat(set.Removing)).Concat(PerturbationSet.Others).Distinct()];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Everything.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void Strength_zero_changes_nothing_and_one_is_the_perturbation_itself(int index)
    {
        Perturbation perturbation = Everything[index];
        Picture picture = PerturbationTests.Noise(42, 28);
        for (ulong sample = 0; sample < 5; sample++)
        {
            PerturbedView none = perturbation.AtStrength(0).Apply(picture, new DrawAddress(1, sample, 0));
            Assert.Equal(0, PictureAssert.LargestDifference(picture, none.Picture));
            Assert.Equal(perturbation.Name, none.Name);
        }

        Assert.Same(perturbation, perturbation.AtStrength(1));
        Assert.NotEqual(perturbation, perturbation.AtStrength(0.5));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void More_strength_goes_further_from_the_original_with_the_same_draws(int index)
    {
        double Mean(double factor) => Enumerable.Range(0, 40).Average(sample => PictureDifference.Between(
            Smooth, Everything[index].AtStrength(factor).Apply(Smooth, new DrawAddress(1, (ulong)sample, 0)).Picture).Mean);
        Assert.True(Mean(0.3) < Mean(0.9), $"{Everything[index].Name}: {Mean(0.3)} and {Mean(0.9)}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Much_more_strength_stays_possible(int index)
    {
        PerturbedView view = Everything[index].AtStrength(7).Apply(Smooth, new DrawAddress(2, 3, 4));
        Assert.Equal((Smooth.Width, Smooth.Height), (view.Picture.Width, view.Picture.Height));
        Assert.NotEmpty(view.Strength);
    }

    [Fact]
    public void A_users_perturbation_can_have_a_strength()
    {
        UserPerturbation darker = new("darker", PerturbationEffect.Preserving, (picture, _, strength) => picture.WithBrightness(1 - (0.5 * strength)));
        double Mean(Perturbation one) => PictureDifference.Between(Smooth, one.Apply(Smooth, new DrawAddress(1, 1, 1)).Picture).Mean;
        Assert.Equal(0, Mean(darker.AtStrength(0)));
        Assert.True(Mean(darker.AtStrength(0.5)) < Mean(darker));
        Assert.Equal(Mean(darker.AtStrength(0.25)), Mean(darker.AtStrength(0.5).AtStrength(0.5)));
        Assert.Contains("0.5", darker.AtStrength(0.5).Strength);
        UserPerturbation plain = new("plain", PerturbationEffect.Preserving, (picture, _) => picture);
        Assert.Contains("plain", Assert.Throws<CppoException>(() => plain.AtStrength(0.5)).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Impossible_strengths_are_refused(double factor) => Assert.Throws<CppoException>(() => new Rotation().AtStrength(factor));

    [Fact]
    public void Sets_and_their_parts_are_found_by_text()
    {
        PerturbationSet alone = PerturbationSet.Find("mild:rotation");
        Assert.Equal(["rotation"], alone.Preserving.Select(member => member.Name));
        Assert.Equal(PerturbationSet.Mild.Member("rotation"), alone.Preserving[0]);
        Assert.Equal(PerturbationSet.Mild.Removing, alone.Removing);
        Assert.Equal(["grey"], PerturbationSet.Find("paper:grey").Removing.Select(member => member.Name));
        Assert.Equal(5, ((Rotation)PerturbationSet.Find("paper*0.5").Member("rotation")).Degrees);
        Assert.Equal(1, ((Rotation)PerturbationSet.Find("mild:rotation,zoom-crop*0.25").Member("rotation")).Degrees);
        foreach (string name in (string[])["mild", "mild:rotation", "paper*0.5", "mild:blur,grey*0.25"])
        {
            Assert.Equal(name, PerturbationSet.Find(name).Name);
            Assert.Equal(PerturbationSet.Find(name), PerturbationSet.Find(name));
        }
    }

    [Theory]
    [InlineData("none", "paper-async")]
    [InlineData("paper:rotatoin", "rotation")]
    [InlineData("paper*strong", "paper*0.5")]
    public void A_set_that_cannot_be_is_answered_with_advice(string name, string advice) =>
        Assert.Contains(advice, Assert.Throws<CppoException>(() => PerturbationSet.Find(name)).Advice);

    [Fact]
    public void What_is_trained_on_and_what_is_held_out_make_up_the_papers_set()
    {
        IEnumerable<Perturbation> Members(PerturbationSet set) => set.Preserving.Concat(set.Removing);
        Assert.Empty(Members(PerturbationSet.PaperSeen).Intersect(Members(PerturbationSet.PaperUnseen)));
        Assert.Equal(
            Members(PerturbationSet.Paper).OrderBy(member => member.Name),
            Members(PerturbationSet.PaperSeen).Concat(Members(PerturbationSet.PaperUnseen)).OrderBy(member => member.Name));
    }

    // Edges and gradients: noise would differ as much from itself moved by one pixel as by ten.
    private static Picture Smooth { get; } = new(84, 84, [.. Enumerable.Range(0, 84 * 84).SelectMany(i =>
        new[] { (byte)(i % 84 * 3), (byte)(i / 84 * 3), (byte)(i % 84 < 30 ? 220 : 40) })]);
}
