using Cppo.Data;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Tests.Worlds;

public sealed class ProceduralWorldTests
{
    [Fact]
    public void A_sample_is_a_function_of_seed_split_and_index()
    {
        Sample sample = new ProceduralWorld(3).Samples(40, 3)[2];
        Sample again = new ProceduralWorld(3).Sample(42);
        Assert.Equal((sample.Id, sample.Question, sample.Answer, sample.Reference), (again.Id, again.Question, again.Answer, again.Reference));
        Assert.True(sample.Pictures[0].Rgb.SequenceEqual(again.Pictures[0].Rgb));
        Assert.False(sample.Pictures[0].Rgb.SequenceEqual(new ProceduralWorld(4).Sample(42).Pictures[0].Rgb));
        Sample heldOut = new ProceduralWorld(3, WorldSplit.HeldOut).Sample(42);
        Assert.NotEqual(sample.Id, heldOut.Id);
        Assert.False(sample.Pictures[0].Rgb.SequenceEqual(heldOut.Pictures[0].Rgb));
    }

    [Fact]
    public void Kinds_levels_and_answers_are_balanced_and_the_question_tells_little()
    {
        const int count = 20_000;
        IReadOnlyList<Sample> samples = new ProceduralWorld(11).Samples(0, count);
        foreach (IGrouping<(string, int), Sample> cell in samples.GroupBy(sample => (sample.Kind, sample.Level)))
        {
            Assert.InRange(cell.Count() / (double)count, 0.115, 0.135);
        }

        // Share of right answers of the best constant answer per question text; the recipe's numbers.
        TextOnlyPrior prior = TextOnlyPrior.Of(samples);
        Dictionary<string, double> expected = new() { ["count"] = 27.3, ["dice"] = 8.8, ["bars"] = 16.9, ["number"] = 6.2 };
        Assert.Equal(expected.Keys.Order(), prior.ByKind.Select(kind => kind.Kind).Order());
        Assert.All(prior.ByKind, kind => Assert.Equal(expected[kind.Kind], 100 * kind.Share, 1.5));
        Assert.Equal(14.9, 100 * prior.Share, 1.0);
    }

    [Fact]
    public void The_gallery_has_every_kind_and_level_from_the_world_s_own_samples()
    {
        ProceduralWorld world = new(9);
        IReadOnlyList<Sample> gallery = world.Gallery(each: 2);
        Assert.Equal(16, gallery.Count);
        Assert.All(gallery.GroupBy(sample => (sample.Kind, sample.Level)), cell => Assert.Equal(2, cell.Count()));
        Assert.Equal(["count", "dice", "bars", "number"], gallery.Select(sample => sample.Kind).Distinct());
        Assert.All(gallery, sample => Assert.Equal(world.Sample(sample.Id).Question, sample.Question));
    }

    [Fact]
    public void Answers_follow_from_the_references()
    {
        foreach (Sample sample in new ProceduralWorld(2).Samples(0, 2000))
        {
            string thought = sample.Reference!["<think>".Length..sample.Reference!.IndexOf("</think>", StringComparison.Ordinal)];
            string reading = thought[..thought.LastIndexOfAny([':', '='])];
            int[] numbers = [.. reading.Split('+', ',').Select(part => int.TryParse(part.Split('=')[^1], out int n) ? n : -1)];
            string asked = sample.Question.Split(' ')[2];
            int answer = sample.Kind switch
            {
                "count" => reading.Split(',').Count(word => word.Trim() == asked || word.Trim() + "s" == asked),
                "bars" => Math.Abs(numbers[0] - numbers[1]),
                _ => numbers.Sum(),
            };
            Assert.Equal(sample.Answer, $"{answer}");
            Assert.EndsWith($"</think>\\boxed{{{answer}}}", sample.Reference, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pictures_are_84_pixels_square_with_noise_of_sigma_12()
    {
        double sum = 0, squares = 0;
        long values = 0;
        foreach (Sample sample in new ProceduralWorld(8) { Tasks = [WorldTask.Count] }.Samples(0, 400))
        {
            Picture picture = Assert.Single(sample.Pictures);
            Assert.Equal((84, 84), (picture.Width, picture.Height));
            // The bottom row is free of shapes. Where the background is bright the clamp at 255 cuts the noise: leave that out.
            for (int channel = 0; channel < 3; channel++)
            {
                double[] row = [.. Enumerable.Range(0, 84).Select(x => (double)Pixel(picture, x, 83, channel))];
                if (row.Average() > 210) continue;
                sum += row.Sum(value => value - row.Average());
                squares += row.Sum(value => (value - row.Average()) * (value - row.Average()));
                values += row.Length - 1;
            }
        }

        Assert.Equal(0, sum, 1e-6);
        Assert.Equal(12, Math.Sqrt((squares / values) - (1 / 12.0)), 0.15); // rounding adds 1/12
    }

    [Fact]
    public void Tasks_and_levels_can_be_chosen_and_nonsense_is_refused()
    {
        ProceduralWorld world = new(1) { Tasks = [WorldTask.Bars], Levels = [1] };
        Assert.All(world.Samples(0, 20), sample => Assert.Equal(("bars", 1), (sample.Kind, sample.Level)));
        Assert.Throws<CppoException>(() => new ProceduralWorld(1) { Levels = [2] }.Sample(0));
        Assert.Throws<CppoException>(() => new ProceduralWorld(1) { Tasks = [] }.Sample(0));
        Assert.Throws<CppoException>(() => world.Sample(ulong.MaxValue));
    }

    private static byte Pixel(Picture picture, int x, int y, int channel) => picture.Rgb[(((y * picture.Width) + x) * 3) + channel];
}
