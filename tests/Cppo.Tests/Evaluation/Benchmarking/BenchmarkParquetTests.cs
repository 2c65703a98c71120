using Cppo.Evaluation.Benchmarking;
using Cppo.Rollouts;
using Parquet;
using Parquet.Schema;

namespace Cppo.Tests.Evaluation.Benchmarking;

/// <summary>The data sets' own Parquet files on Hugging Face.</summary>
public sealed class BenchmarkParquetTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("cppo-parquet-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Options_are_lists_and_pictures_structures()
    {
        ListField options = new("options", new DataField<string>("element"));
        await Write(Path.Combine("mathvision", "data", "testmini-00000-of-00001.parquet"), "decoded_image", options, async (group, field, token) =>
        {
            // Two options in the first row, none in the second: 0 starts a row; the highest level is a text, one less than an element's an empty list.
            int all = field.MaxDefinitionLevel;
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(field, new[] { "3".AsMemory(), "4".AsMemory() }, new[] { all, all, 1 }, new[] { 0, 1, 0 }, token);
        });
        using BenchmarkSamples samples = Benchmarks.Named("mathvision").Open(root);
        Sample[] read = [.. samples];
        Assert.Equal(["A", "B"], read[0].Choices.Select(choice => choice.Key));
        Assert.Contains("Choices:\n(A) 3\n(B) 4\n", read[0].Question);
        Assert.Empty(read[1].Choices);
        Assert.Equal(("A", "7", "algebra"), (read[0].Answer, read[1].Answer, read[1].Kind));
        Assert.Equal(BenchmarkFiles.Picture.ToPng(), read[1].Pictures.Single().ToPng());
        Assert.Equal(304, samples.Place.File!.Samples);
    }

    [Fact]
    public async Task Options_are_text_as_Python_prints_lists()
    {
        await Write(Path.Combine("MMMU-Pro-Vision", "test-00000-of-00001.parquet"), "image", new DataField<string>("options"), async (group, field, token) =>
            await group.WriteAsync(field, ["['3', 'it\\'s 4']", "['7']"]));
        using BenchmarkSamples samples = Benchmarks.Named("mmmu-pro-vision").Open(Path.Combine(root, "MMMU-Pro-Vision"));
        Assert.Equal(["it's 4", "3"], samples[0].Choices.Select(choice => choice.Value).Reverse());
        Assert.Equal("A", samples[1].Answer);
        Assert.StartsWith("Answer the following multiple-choice question in the image.", samples[0].Question);
    }

    private async Task Write(string name, string pictureColumn, Field options, Func<ParquetRowGroupWriter, DataField, CancellationToken, Task> writeOptions)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        string path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        StructField picture = new(pictureColumn, new DataField<byte[]>("bytes"), new DataField<string>("path"));
        ParquetSchema schema = new(picture, new DataField<string>("question"), new DataField<string>("answer"), new DataField<string>("subject"), options);
        await using FileStream stream = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: token);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        DataField[] leaves = schema.DataFields;
        byte[] png = BenchmarkFiles.Picture.ToPng();
        int all = leaves[0].MaxDefinitionLevel;
        await group.WriteAllPartsAsync<ReadOnlyMemory<byte>>(leaves[0], new ReadOnlyMemory<byte>[] { png, png }, new[] { all, all }, null, token);
        await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(leaves[1], ReadOnlyMemory<ReadOnlyMemory<char>>.Empty, new[] { all - 1, all - 1 }, null, token);
        await group.WriteAsync(leaves[2], ["How many?", "How much?"]);
        await group.WriteAsync(leaves[3], ["A", "7"]);
        await group.WriteAsync(leaves[4], ["counting", "algebra"]);
        await writeOptions(group, leaves[5], token);
        group.CompleteValidate();
    }
}
