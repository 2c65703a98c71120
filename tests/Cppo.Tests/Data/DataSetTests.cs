using Cppo.Data;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Worlds;
using Parquet;
using Parquet.Schema;

namespace Cppo.Tests.Data;

public sealed class DataSetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(params string[] parts) => Path.Combine([folder.Path, .. parts]);

    private static IReadOnlyList<Sample> World(int count) =>
        [.. new ProceduralWorld(4).Samples(0, count).Select((sample, i) => sample with { PicturePlaces = i % 3 == 0 ? [] : [i % 3] })];

    [Theory]
    [InlineData("samples.parquet")]
    [InlineData("samples.jsonl")]
    public void What_was_written_is_read_again(string name)
    {
        IReadOnlyList<Sample> samples = [.. World(25), World(1)[0] with { Pictures = [], PicturePlaces = [] }, .. World(1).Select(sample => sample with
        {
            Pictures = [sample.Pictures[0], World(2)[1].Pictures[0]],
            Question = "Böse \"Frage\"\n</script>\t漢 = ?",
            PicturePlaces = [2, 9],
        })];
        long written = name.EndsWith("parquet", StringComparison.Ordinal)
            ? SampleWriter.WriteParquet(At(name), samples, withCategory: true, rowGroup: 10)
            : SampleWriter.WriteJsonLines(At(name), samples);
        Assert.Equal(samples.Count, written);
        using DataSet data = DataSet.Open(At(name), new() { Instruction = null });
        Assert.Equal(DataLayout.Geometry3K, data.Layout);
        DataSelection again = data.Select();
        Assert.Equal(samples.Count, again.Count);
        for (int i = 0; i < samples.Count; i++)
        {
            Assert.Equal((samples[i].Question, samples[i].Answer, samples[i].Kind), (again[i].Question, again[i].Answer, again[i].Kind));
            Assert.Equal(samples[i].PicturePlaces.Count == 0 ? [.. samples[i].Pictures.Select(_ => 0)] : samples[i].PicturePlaces, again[i].PicturePlaces);
            Assert.Equal(samples[i].Pictures.Count, again[i].Pictures.Count);
            for (int k = 0; k < samples[i].Pictures.Count; k++)
                Assert.True(samples[i].Pictures[k].Rgb.SequenceEqual(again[i].Pictures[k].Rgb));
        }

        Assert.Throws<CppoException>(() => SampleWriter.WriteJsonLines(At("none.jsonl"), []));
        Assert.Throws<CppoException>(() => SampleWriter.WriteParquet(At("none.parquet"), []));
    }

    [Fact]
    public async Task Parquet_carries_Hugging_Face_s_features_and_row_groups()
    {
        SampleWriter.WriteParquet(At("a.parquet"), World(25), rowGroup: 10);
        await using ParquetReader reader = await ParquetReader.CreateAsync(At("a.parquet"), null, TestContext.Current.CancellationToken);
        Assert.Equal(3, reader.RowGroupCount);
        Assert.Equal(["images", "problem", "answer"], reader.Schema.Fields.Select(field => field.Name));
        using System.Text.Json.JsonDocument features = System.Text.Json.JsonDocument.Parse(reader.CustomMetadata["huggingface"]);
        Assert.Equal("Image", features.RootElement.GetProperty("info").GetProperty("features").GetProperty("images").GetProperty("feature").GetProperty("_type").GetString());
    }

    [Fact]
    public async Task A_single_picture_may_be_a_structure_and_numbers_may_be_of_any_width()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        byte[] png = new Picture(3, 2, new byte[18]).ToPng();
        StructField image = new("image", new DataField<byte[]>("bytes"), new DataField<string>("path"));
        ParquetSchema schema = new(image, new DataField<string>("question"), new DataField<int>("answer"), new DataField<float?>("PassRate_7BBase"));
        await using (FileStream stream = File.Create(At("a.parquet")))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: token))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            DataField[] leaves = schema.DataFields;
            int all = leaves[0].MaxDefinitionLevel;
            await group.WriteAllPartsAsync<ReadOnlyMemory<byte>>(leaves[0], new ReadOnlyMemory<byte>[] { png, png }, new[] { all, 0, all }, null, token);
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(leaves[1], new[] { "p.png".AsMemory() }, new[] { all - 1, 0, all }, null, token);
            await group.WriteAsync(leaves[2], ["one?", "two?", "three?"]);
            await group.WriteAsync<int>(leaves[3], new[] { 1, 2, 3 }, cancellationToken: token);
            await group.WriteAsync<float>(leaves[4], new float?[] { 0.5f, null, 0.25f }, cancellationToken: token);
            group.CompleteValidate();
        }

        using DataSet data = DataSet.Open(At("a.parquet"), new() { BoxedAnswers = false });
        Assert.Equal([1, 0, 1], data.Rows().Select(row => row.Pictures.Count));
        Assert.Equal(["1", "2", "3"], data.Rows().Select(row => row.Target));
        Assert.Equal([0.5, null, 0.25], data.Rows().Select(row => row.NumberIn("PassRate_7BBase")));
        Assert.Equal("p.png", data.Row(2).Pictures[0].Name);
        Assert.Equal((3, 2), data.Row(2).Pictures[0].Size());
    }

    [Fact]
    public void Shards_are_one_data_set()
    {
        IReadOnlyList<Sample> samples = World(9);
        Directory.CreateDirectory(At("data"));
        SampleWriter.WriteParquet(At("data", "train-00000-of-00002.parquet"), samples.Take(5));
        SampleWriter.WriteParquet(At("data", "train-00001-of-00002.parquet"), samples.Skip(5));
        foreach (string path in (string[])[folder.Path, At("data", "train-*.parquet")])
        {
            using DataSet data = DataSet.Open(path);
            Assert.Equal(samples.Select(sample => sample.Answer), data.Select().Select(sample => sample.Answer));
        }

        SampleWriter.WriteParquet(At("data", "test.parquet"), samples);
        Assert.Contains("several", Assert.Throws<CppoException>(() => DataSet.Open(At("data"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_pictures_with_a_table_is_read_as_Hugging_Face_does()
    {
        Directory.CreateDirectory(At("pictures"));
        File.WriteAllBytes(At("pictures", "a, b.png"), World(1)[0].Pictures[0].ToPng());
        File.WriteAllText(At("metadata.csv"), "file_name,question,answer,category\r\n\"pictures/a, b.png\",\"Say \"\"two\"\",\nor three?\",2,numbers\r\n");
        using DataSet table = DataSet.Open(folder.Path, new() { Instruction = null });
        Assert.Equal(DataLayout.ImageFolder, table.Layout);
        Sample sample = Assert.Single(table.Select());
        Assert.Equal(("Say \"two\",\nor three?", "2", "numbers"), (sample.Question, sample.Answer, sample.Kind));
        Assert.True(sample.Pictures[0].Rgb.SequenceEqual(World(1)[0].Pictures[0].Rgb));

        File.WriteAllText(At("metadata.jsonl"), """{"file_name": "pictures/a, b.png", "question": "How many?", "answer": 3}""" + "\n\n");
        using DataSet lines = DataSet.Open(folder.Path);
        Assert.Equal("3", Assert.Single(lines.Select()).Answer);
    }

    [Fact]
    public void Tables_of_VLMEvalKit_may_name_another_row_s_picture_and_hold_lists()
    {
        string[] pictures = [.. World(3).Select(sample => Convert.ToBase64String(sample.Pictures[0].ToPng()))];
        File.WriteAllText(
            At("t.tsv"),
            "\uFEFFindex\timage\tquestion\thint\tA\tB\tC\tanswer\n"
            + $"10\t{pictures[0]}\tWhich?\tLook.\tone\ttwo\t\tB\n11\t10\tWhich?\t\tone\ttwo\tthree\tC\n12\t\"['{pictures[1]}', '{pictures[2]}']\"\tHow many?\t\t\t\t\t2\n");
        using DataSet data = DataSet.Open(At("t.tsv"), new() { Instruction = null });
        DataSelection all = data.Select();
        Assert.Equal("Hint: Look.\nQuestion: Which?\nOptions:\nA. one\nB. two\nPlease select the correct answer from the options above. \n", all[0].Question);
        Assert.True(all[0].Pictures[0].Rgb.SequenceEqual(all[1].Pictures[0].Rgb));
        Assert.Equal(3, all.Row(1).Options.Count);
        Assert.Equal(("How many?", 2), (all[2].Question, all[2].Pictures.Count));
    }

    [Fact]
    public void Json_lists_other_names_and_columns_named_by_the_user_are_read()
    {
        string png = Convert.ToBase64String(new Picture(3, 2, new byte[18]).ToPng());
        File.WriteAllText(At("a.json"), $$$"""[ {"problem": "a ] , \" [?", "answer": "1", "image": {"bytes": null, "path": "x/p.png"}},{"problem":"b","answer":"2","image":{"bytes":"{{{png}}}"}} ]""");
        Directory.CreateDirectory(At("unpacked", "x"));
        File.WriteAllBytes(At("unpacked", "x", "p.png"), Convert.FromBase64String(png));
        using DataSet data = DataSet.Open(At("a.json"), new() { Instruction = "Now." });
        Assert.Equal(DataLayout.QuestionAnswer, data.Layout);
        Assert.Equal(["\na ] , \" [? Now.", "\nb Now."], data.Select().Select(sample => sample.Question));

        File.WriteAllText(At("b.jsonl"), """{"text": "What?", "label": "\\boxed{7}", "type": "t", "score": 0.5}""");
        using DataSet named = DataSet.Open(At("b.jsonl"), new() { Columns = new("text", "label", null) { Category = "type" }, BoxedAnswers = true });
        DataRow row = named.Row(0);
        Assert.Equal(("7", "t", 0.5), (row.Target, row.Category, row.NumberIn("score")));
        Assert.Empty(Assert.Single(named.Select()).Pictures);
    }

    [Fact]
    public void Filters_count_what_they_drop_and_why()
    {
        File.WriteAllLines(At("a.jsonl"), Enumerable.Range(0, 100).Select(i =>
            $$"""{"question": "{{new string('q', 1 + (i % 10))}}", "answer": "{{i}}", "image": "p{{i % 2}}.png", "category": "c{{i % 4}}", "qid": "{{i}}", "PassRate_7BBase": {{(i % 5 == 4 ? "null" : $"0.{i % 5}")}}}"""));
        File.WriteAllBytes(At("p0.png"), new Picture(40, 30, new byte[3600]).ToPng());
        File.WriteAllBytes(At("p1.png"), new Picture(10, 30, new byte[900]).ToPng());
        using DataSet data = DataSet.Open(At("a.jsonl"), new() { BoxedAnswers = false });
        (string, long)[] Dropped(DataFilter filter) => [.. data.Select(filter).Report.Dropped.Select(drop => (drop.Reason, drop.Count))];
        Assert.Equal(
            [("PassRate_7BBase not 0.1 to 0.2", 40L), ("no number in PassRate_7BBase", 20L)],
            Dropped(new() { Numbers = new Dictionary<string, Bounds> { ["PassRate_7BBase"] = new(0.1, 0.2) } }));
        Assert.Equal([("category not c1 or c3", 50L)], Dropped(new() { Categories = ["c1", "c3"] }));
        Assert.Equal([("question not of 4 or less characters", 60L)], Dropped(new() { Characters = Bounds.AtMost(4) }));
        Assert.Equal([("a picture's side not 28 or more pixels", 50L)], Dropped(new() { Side = Bounds.AtLeast(28) }));
        Assert.Equal([("not 2 to 9 pictures", 100L)], Dropped(new() { Pictures = new(2, 9) }));
        Assert.Equal([("not wanted by the condition", 90L)], Dropped(new() { Where = row => row.Number < 10 }));
        Assert.Contains("c0, c1, c2, c3", Assert.Throws<CppoException>(() => data.Select(new() { Categories = ["c9"] })).Advice, StringComparison.Ordinal);
        DataReport report = data.Select(new() { Categories = ["c1"], Side = Bounds.AtMost(35) }, take: 3).Report;
        Assert.Equal((100L, 25L), (report.Read, report.Kept));
        Assert.Equal(100, report.Kept + report.Dropped.Sum(drop => drop.Count) + report.Broken.Count);

        using DataSet recipe = DataSet.Open(data.Path, new() { BoxedAnswers = false, AsRecipe = true });
        Picture enlarged = recipe.Row(1).ToSample().Pictures[0];
        Assert.Equal((28, 84), (enlarged.Width, enlarged.Height));
    }

    [Fact]
    public void Shuffles_and_steps_are_functions_of_the_seed()
    {
        SampleWriter.WriteParquet(At("a.parquet"), World(23), rowGroup: 4);
        using DataSet data = DataSet.Open(At("a.parquet"));
        DataSelection first = data.Select(shuffle: 5), second = data.Select(shuffle: 5), other = data.Select(shuffle: 6);
        Assert.Equal(first.Rows, second.Rows);
        Assert.NotEqual(first.Rows, other.Rows);
        Assert.Equal(Enumerable.Range(0, 23).Select(row => (long)row), first.Rows.Order());
        Assert.Equal(first.Rows.Take(4), data.Select(shuffle: 5, take: 4).Rows);
        Assert.All(Enumerable.Range(0, 23), i => Assert.Equal((ulong)first.Rows[i], first[i].Id));

        ShuffledPrompts prompts = new(first, 10, seed: 2);
        ulong[][] steps = [.. Enumerable.Range(0, 5).Select(step => prompts.At(step).Select(sample => sample.Id).ToArray())];
        Assert.Equal(3, prompts.StepsPerEpoch);
        Assert.Equal(23, steps.SelectMany(step => step).Take(23).Distinct().Count());
        Assert.Equal(23, steps.SelectMany(step => step).Skip(23).Take(23).Distinct().Count());
        Assert.Equal(steps[4], new ShuffledPrompts(second, 10, seed: 2).At(4).Select(sample => sample.Id));
        ulong[][] rounds = [.. Enumerable.Range(0, 4).Select(round => prompts.At(1, round).Select(sample => sample.Id).ToArray())];
        Assert.Equal(steps[1], rounds[0]);
        Assert.Equal(rounds[2], prompts.ToSource().Draw(1, 2).Select(sample => sample.Id));
        Assert.Empty(prompts.ToSource().Draw(1, 3)); // every sample was had
        Assert.Equal([10, 10, 3, 0], rounds.Select(round => round.Length));
        Assert.Equal(23, rounds.SelectMany(round => round).Distinct().Count());
        Assert.Throws<CppoException>(() => new ShuffledPrompts(first, 24, 1));
        Assert.Throws<CppoException>(() => new ShuffledPrompts(first, 0, 1));
    }

    [Fact]
    public void Thousands_of_pictures_are_read_in_little_memory()
    {
        // 200 MB of base64 in one file; what is kept is an index.
        string picture = Convert.ToBase64String(World(1)[0].Pictures[0].ToPng());
        using (StreamWriter writer = new(At("large.jsonl")))
        {
            for (int i = 0; i < 6_000; i++) writer.Write($$"""{"question":"{{i}}","answer":"{{i}}","image":"{{picture}}"}""" + "\n");
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        using DataSet data = DataSet.Open(At("large.jsonl"));
        DataSelection all = data.Select(shuffle: 1);
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.Equal(6_000, all.Count);
        Assert.Equal($"{all.Rows[77]}", all[77].Answer);
        Assert.InRange(kept, long.MinValue, 4 << 20);
        Assert.InRange(new FileInfo(At("large.jsonl")).Length, 40L << 20, long.MaxValue);
    }
}
