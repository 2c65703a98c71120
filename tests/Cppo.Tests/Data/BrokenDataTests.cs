using Cppo.Data;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;

namespace Cppo.Tests.Data;

public sealed class BrokenDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string png = Convert.ToBase64String(new Picture(30, 20, new byte[1800]).ToPng());

    public void Dispose() => folder.Dispose();

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Write(name, "");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [Theory]
    [InlineData("missing.parquet", null, "There is no data set", "Check the path")]
    [InlineData("empty.parquet", "", "is empty (0 bytes)", "again")]
    [InlineData("text.parquet", "question,answer\n", "is not a Parquet file", "again")]
    [InlineData("pointer.parquet", "version https://git-lfs.github.com/spec/v1\n", "is not a Parquet file", "git lfs pull")]
    [InlineData("cut.parquet", "PAR1 and then nothing that a footer could be", "cannot be read as Parquet", "damaged")]
    [InlineData("rows.xlsx", "PK", "of no known kind", "Parquet, JSON")]
    [InlineData("none.tsv", "index\timage\tquestion\tanswer\n", "holds no rows", "written to the end")]
    [InlineData("none.json", "[]", "holds no rows", "written to the end")]
    [InlineData("other.csv", "text,label\nhello,1\n", "text, label", "DataSetOptions.Columns")]
    [InlineData("train-*.parquet", null, "No file is called", "pattern")]
    public void What_cannot_be_opened_gets_a_sentence_and_advice(string name, string? content, string problem, string advice)
    {
        if (content is not null) Write(name, content);
        CppoException error = Assert.Throws<CppoException>(() => DataSet.Open(Path.Combine(folder.Path, name)));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_Parquet_file_cut_off_or_damaged_anywhere_is_an_error_or_a_reported_row()
    {
        byte[] whole = ParquetBytes();
        for (int round = 0; round < 60; round++)
        {
            CounterRandom random = new(5, "damage", (ulong)round);
            byte[] bytes = [.. whole];
            if (round % 2 == 0) bytes = bytes[..random.Integer(5, bytes.Length - 1)];
            else for (int i = 0; i < 8; i++) bytes[random.Integer(4, bytes.Length - 1)] = (byte)random.Integer(0, 255);
            string path = Write($"damaged{round}.parquet", bytes);
            try
            {
                using DataSet data = DataSet.Open(path);
                DataReport report = data.Select().Report;
                Assert.InRange(report.Kept, 0, report.Read);
            }
            catch (CppoException error)
            {
                Assert.NotEmpty(error.Advice);
            }
        }
    }

    [Fact]
    public void Broken_rows_are_reported_with_their_numbers_and_reasons()
    {
        string good = $$"""{"question":"<image> What?","answer":"1","image":["{{png}}"]}""";
        string[] rows =
        [
            good,
            """{"question":"What?","answer":"1","image":[""",
            """{"question":"What?","answer":"","image":[]}""",
            """{"question":"What?","image":[]}""",
            """{"question":7,"answer":"1","image":[]}""",
            """{"question":"What?","answer":["1"],"image":[]}""",
            $$"""{"question":"<image><image> What?","answer":"1","image":["{{png}}"]}""",
            """{"question":"<image> What?","answer":"1","image":[]}""",
            """{"question":"What?","answer":"1","image":[5]}""",
            """{"question":"What?","answer":"1","image":["../secret.png"]}""",
            """{"question":"What?","answer":"1","image":["/etc/passwd"]}""",
            """{"question":"What?","answer":"1","image":["https://example.org/a.png"]}""",
            """{"question":"What?","answer":"1","image":["nowhere.png"]}""",
            """{"question":"What?","answer":"1","image":["empty.png"]}""",
            """{"question":"What?","answer":"1","image":["text.png"]}""",
            """{"question":"What?","answer":"1","image":["data:image/png;base64,!!!!"]}""",
            """{"question":"What <|image_pad|>?","answer":"1","image":[]}""",
            "3",
            good,
        ];
        string[] reasons =
        [
            "not valid JSON", "empty answer", "no answer", "a number where its question", "a list where its answer", "has 2 <image> in its question and 1 picture",
            "has 1 <image> in its question and 0 pictures", "a number where a picture", "leads out", "leads out", "on the network", "not below", "empty (0 bytes)",
            "not a picture", "damaged base64", "<|image_pad|>", "neither a JSON object",
        ];
        Write("empty.png", "");
        Write("text.png", "no picture");
        string path = Write("rows.jsonl", string.Join('\n', rows));
        using DataSet data = DataSet.Open(path);
        DataSelection all = data.Select();
        Assert.Equal([0L, 18L], all.Rows);
        Assert.Equal(Enumerable.Range(1, 17).Select(row => (long)row), all.Report.Broken.Select(row => row.Row));
        for (int i = 0; i < reasons.Length; i++)
        {
            Assert.Contains(reasons[i], all.Report.Broken[i].Problem, StringComparison.Ordinal);
            Assert.Contains($"Row {i + 1} of the data", all.Report.Broken[i].Problem, StringComparison.Ordinal);
            Assert.NotEmpty(all.Report.Broken[i].Advice);
        }

        using DataSet strict = DataSet.Open(path, new() { BrokenRows = BrokenRows.Fail });
        Assert.Equal(1, Assert.Throws<DataRowException>(() => strict.Select()).Row);
    }

    [Fact]
    public void A_picture_that_is_cut_off_is_found_when_pictures_are_decoded()
    {
        CounterRandom noise = new(1, "noise");
        byte[] cut = new Picture(40, 40, [.. Enumerable.Range(0, 4800).Select(_ => (byte)noise.Integer(0, 255))]).ToPng()[..2000];
        Write("cut.png", cut);
        string path = Write("rows.jsonl", """{"question":"What?","answer":"1","image":"cut.png"}""");
        using DataSet quick = DataSet.Open(path), thorough = DataSet.Open(path, new() { PictureCheck = PictureCheck.Decode });
        DataSelection chosen = quick.Select();
        Assert.Equal((40, 40), Assert.Single(chosen.Row(0).Pictures).Size());
        DataRowException late = Assert.Throws<DataRowException>(() => chosen[0]);
        Assert.Contains("Row 0 of the data: The picture cut.png is cut off", late.Message, StringComparison.Ordinal);
        Assert.Equal(late.Message, Assert.Single(thorough.Select().Report.Broken).Problem);
    }

    [Fact]
    public void Paths_lead_out_only_where_that_was_allowed()
    {
        Write("outside.png", Convert.FromBase64String(png));
        string path = Write("inner/rows.jsonl", """{"question":"What?","answer":"1","image":"../outside.png"}""");
        using DataSet data = DataSet.Open(path), trusting = DataSet.Open(path, new() { AllowPathsOutside = true });
        Assert.Contains("AllowPathsOutside", Assert.Single(data.Select().Report.Broken).Advice, StringComparison.Ordinal);
        Sample sample = Assert.Single(trusting.Select());
        Assert.Equal((30, 20), (sample.Pictures[0].Width, sample.Pictures[0].Height));
    }

    [Fact]
    public void Filters_that_no_row_can_fulfil_are_refused()
    {
        using DataSet data = DataSet.Open(Write("rows.jsonl", """{"question":"What?","answer":"1","image":[]}"""));
        Assert.Contains("PassRate_x", Assert.Throws<CppoException>(
            () => data.Select(new() { Numbers = new Dictionary<string, Bounds> { ["PassRate_x"] = new(0, 1) } })).Message, StringComparison.Ordinal);
        Assert.Throws<CppoException>(() => data.Select(new() { Categories = ["shape"] }));
        Assert.Throws<CppoException>(() => data.Select(new() { Tokens = Bounds.AtMost(5) }));
        Assert.Throws<CppoException>(() => data.Select(take: -1));
        Assert.Throws<CppoException>(() => data.Row(1));
        Assert.Throws<CppoException>(() => TextOnlyPrior.Of([], data.Rows()));
        CppoException named = Assert.Throws<CppoException>(() => DataSet.Open(data.Path, new() { Columns = new("text", "answer", null) }));
        Assert.Contains("no column text", named.Message, StringComparison.Ordinal);
    }

    private byte[] ParquetBytes()
    {
        string path = Path.Combine(folder.Path, "whole.parquet");
        Sample sample = new(0, [new Picture(30, 20, new byte[1800])], "How many?", "2");
        SampleWriter.WriteParquet(path, Enumerable.Repeat(sample, 7), rowGroup: 3);
        return File.ReadAllBytes(path);
    }
}
