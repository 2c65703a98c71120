using Cppo.Data;
using Cppo.Models;
using Cppo.Rollouts;

namespace Cppo.Tests.Data;

/// <summary>The shared part of easy-VQA in all four layouts; the counts are those of its README.</summary>
public sealed class EasyVqaTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("train", 600, 5779, 4305, 717, 757)]
    [InlineData("test", 200, 1934, 1408, 276, 250)]
    public void The_original_layout_is_read_with_every_picture(string part, int pictures, int questions, int yesNo, int shapes, int colours)
    {
        using DataSet data = DataSet.Open(SharedData.At("easy_vqa", part));
        Assert.Equal((DataLayout.EasyVqa, questions), (data.Layout, data.Count));
        DataSelection all = data.Select();
        Assert.Equal((questions, 0, 0), (all.Report.Kept, all.Report.Dropped.Count, all.Report.Broken.Count));
        Dictionary<string, int> kinds = all.Report.Categories.ToDictionary();
        Assert.Equal((yesNo, shapes, colours), (kinds["yes/no"], kinds["shape"], kinds["color"]));
        Assert.Equal(107, data.Rows().Select(row => row.Question).Distinct().Count());
        string[] names = [.. data.Rows().Select(row => Assert.Single(row.Pictures).Name).Distinct()];
        Assert.Equal(pictures, names.Length);
        Assert.Equal((64, 64), data.Row(0).Pictures[0].Size());
        string[] answers = File.ReadAllLines(SharedData.At("easy_vqa", "answers.txt"));
        Assert.All(data.Rows(), row => Assert.Contains(row.Target, answers));
    }

    [Fact]
    public void The_text_only_prior_is_the_published_one()
    {
        using DataSet train = DataSet.Open(SharedData.At("easy_vqa", "train")), test = DataSet.Open(SharedData.At("easy_vqa", "test"));
        TextOnlyPrior prior = TextOnlyPrior.Of(train.Rows(), test.Rows());
        output.WriteLine($"{prior.Correct} of {prior.Total}: {prior.Share:P1}; {string.Join(", ", prior.ByKind.Select(kind => $"{kind.Kind} {kind.Share:P1}"))}");
        Assert.Equal((1280, 1934), (prior.Correct, prior.Total));
        TextOnlyPrior.OfKind yesNo = prior.ByKind.Single(kind => kind.Kind == "yes/no");
        Assert.Equal(81.7, 100 * yesNo.Share, 0.05);
        Assert.Equal(24.5, 100.0 * (prior.Correct - yesNo.Correct) / (prior.Total - yesNo.Total), 0.05);
    }

    [Fact]
    public void Geometry3K_s_layout_is_read_from_Parquet()
    {
        using DataSet data = DataSet.Open(SharedData.At("easy_vqa", "geometry3k_like.parquet"));
        Assert.Equal((DataLayout.Geometry3K, 64L), (data.Layout, data.Count));
        DataSelection all = data.Select();
        Assert.Equal((64, 0), (all.Count, all.Report.Broken.Count));
        Assert.Equal(2, data.Row(0).Pictures.Count);
        Assert.All(Enumerable.Range(1, 63), row => Assert.Single(data.Row(row).Pictures));
        Assert.Equal(24, data.Rows().Count(row => row.Target is "yes" or "no"));
        Assert.Equal(15, data.Rows().Count(row => row.Pictures.All(picture => picture.Name.EndsWith(".png", StringComparison.Ordinal))));
        Sample two = all[0];
        Assert.Equal(2, two.Pictures.Count);
        Assert.Equal(2, two.PicturePlaces.Count);
        Assert.DoesNotContain("<image>", two.Question, StringComparison.Ordinal);
        Assert.EndsWith(" " + Instructions.ThinkThenBox, two.Question, StringComparison.Ordinal);
        Assert.Equal(data.Row(0).Question + " " + Instructions.ThinkThenBox, SampleWriter.WithPlaceholders(two));
    }

    [Fact]
    public void ViRL39K_s_layout_is_read_with_its_deliberate_oddities()
    {
        using DataSet data = DataSet.Open(SharedData.At("easy_vqa", "virl39k_like.parquet"));
        Assert.Equal((DataLayout.ViRL39K, 64L), (data.Layout, data.Count));
        DataSelection all = data.Select();
        BrokenRow broken = Assert.Single(all.Report.Broken); // the answer without a box
        Assert.Equal(7, broken.Row);
        Assert.Contains("box", broken.Problem, StringComparison.Ordinal);
        Assert.Equal(63, all.Count);
        Assert.All(all, sample => Assert.All(sample.Pictures, picture => Assert.Equal((64, 64), (picture.Width, picture.Height))));
        Assert.All((long[])[5, 6], row => Assert.Equal(2, data.Row(row).Pictures.Count));

        DataRow bare = data.Rows().First(row => !row.Question.Contains("<image>", StringComparison.Ordinal) && row.Pictures.Count == 1);
        Sample prefixed = bare.ToSample();
        Assert.Equal([0], prefixed.PicturePlaces);
        Assert.StartsWith("\n" + bare.Question, prefixed.Question, StringComparison.Ordinal);
        int without = data.Rows().Count(row => !row.Question.Contains("<image>", StringComparison.Ordinal));
        int withLineFeed = data.Rows().Count(row => row.Question.StartsWith("<image>\n", StringComparison.Ordinal));
        output.WriteLine($"without <image>: {without}; with a line feed behind it: {withLineFeed}");
        Assert.InRange(without, 8, 20);
        Assert.InRange(withLineFeed, 1, 63);

        using DataSet recipe = DataSet.Open(data.Path, new() { AsRecipe = true });
        DataReport report = recipe.Select().Report;
        DroppedRows dropped = Assert.Single(report.Dropped);
        Assert.Equal((2L, 61L, 1), (dropped.Count, report.Kept, report.Broken.Count));
        Assert.Contains("recipe", dropped.Reason, StringComparison.Ordinal);
        using DataSet strict = DataSet.Open(data.Path, new() { BrokenRows = BrokenRows.Fail });
        Assert.Equal(7, Assert.Throws<DataRowException>(() => strict.Select()).Row);
    }

    [Fact]
    public void VLMEvalKit_s_table_is_read_and_asked_as_VLMEvalKit_asks()
    {
        using DataSet data = DataSet.Open(SharedData.At("easy_vqa", "easyvqa_mcq.tsv"), new() { Instruction = null });
        Assert.Equal((DataLayout.VlmEvalKit, 40L), (data.Layout, data.Count));
        DataSelection all = data.Select();
        Assert.Equal(40, all.Count);
        Assert.Equal(["color", "shape"], all.Report.Categories.Select(kind => kind.Key).Order());
        Assert.All(all, sample => Assert.Contains(sample.Answer, (string[])["A", "B", "C", "D"]));
        Assert.All(
            data.Rows().Where(row => row.Category == "shape"), row => Assert.Contains("square", row.Options.Select(option => option.Value)));
        Assert.Equal(
            "Question: What shape is in the image?\nOptions:\nA. rectangle\nB. triangle\nC. square\nD. circle\n"
            + "Please select the correct answer from the options above. \n",
            all[0].Question);
        Assert.Equal([0], all[0].PicturePlaces);
    }

    [Fact]
    public void A_model_can_be_asked_every_kind_of_row()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        foreach (string path in (string[])["test", "virl39k_like.parquet", "easyvqa_mcq.tsv", "geometry3k_like.parquet"])
        {
            using DataSet data = DataSet.Open(SharedData.At("easy_vqa", path));
            DataSelection one = data.Select(
                new() { Pictures = new(1, 1), Where = row => row.Question.IndexOf("<image>", StringComparison.Ordinal) <= 0, Tokens = Bounds.AtMost(2000), Tokenizer = policy.Tokenizer },
                shuffle: 3, take: 2);
            Assert.Equal(2, one.Count);
            IReadOnlyList<RolloutGroup> groups = Sampler.Generate(policy, one, new() { GroupSize = 1, MaxNewTokens = 2 });
            Assert.All(groups, group => Assert.Single(group.Responses));
        }
    }
}
