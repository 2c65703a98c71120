using Cppo.Data;
using Cppo.Rollouts;
using Cppo.Runtime;
using Parquet;
using Parquet.Schema;

namespace Cppo.Exchange;

/// <summary>
/// Samples as verl's trainers read them: Parquet in the layout of its examples/data_preprocess/geo3k.py, which the CPPO recipe's virl39k.py
/// shares. <see cref="DataSet"/> reads it again (<see cref="DataLayout.Verl"/>), pictures bit for bit.
/// </summary>
public static class VerlData
{
    // As Hugging Face's datasets describes columns, with the two kinds of plain values abbreviated.
    private static readonly string Features =
        """
        {"info": {"features": {"data_source": $text, "prompt": [{"content": $text, "role": $text}], "images": {"feature": {"_type": "Image"}, "_type": "Sequence"}, "ability": $text, "reward_model": {"ground_truth": $text, "style": $text}, "extra_info": {"answer": $text, "category": $text, "index": $whole, "level": $whole, "question": $text, "split": $text}}}}
        """
        .Replace("$text", """{"dtype": "string", "_type": "Value"}""").Replace("$whole", """{"dtype": "int64", "_type": "Value"}""");

    /// <summary>Writes a split. The prompt is the question as the samples have it, instruction included, with &lt;image&gt; where pictures stand.</summary>
    /// <param name="path">The file; it is replaced.</param>
    /// <param name="samples">The samples, at least one; one row group at a time is in memory.</param>
    /// <param name="source">Column data_source, by which verl's validation groups its numbers.</param>
    /// <param name="split">"train" or "test", in extra_info.</param>
    /// <param name="rowGroup">Rows a group.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="CppoException">There is none, or the file cannot be written.</exception>
    public static long Write(string path, IEnumerable<Sample> samples, string source, string split = "train", int rowGroup = 100)
    {
        if (rowGroup < 1) throw new CppoException($"A row group of {rowGroup} rows cannot be written.", "Write at least 1 row a group.");
        long written = 0;
        SampleWriter.Write(path, stream => written = WriteAsync(stream, samples, source, split, rowGroup).GetAwaiter().GetResult());
        return written;
    }

    /// <summary>The question with its placeholders and without the recipes' instruction at its end.</summary>
    internal static string WithoutInstruction(Sample sample)
    {
        string question = SampleWriter.WithPlaceholders(sample);
        return question.EndsWith(Instructions.ThinkThenBox, StringComparison.Ordinal)
            ? question[..^Instructions.ThinkThenBox.Length].TrimEnd(' ')
            : question;
    }

    private static async Task<long> WriteAsync(Stream stream, IEnumerable<Sample> samples, string source, string split, int rowGroup)
    {
        ListField images = PictureColumn.Field();
        ParquetSchema schema = new(
            new DataField<string>("data_source"),
            new ListField("prompt", new StructField("element", new DataField<string>("content"), new DataField<string>("role"))),
            images,
            new DataField<string>("ability"),
            new StructField("reward_model", new DataField<string>("ground_truth"), new DataField<string>("style")),
            new StructField(
                "extra_info",
                new DataField<string>("answer"), new DataField<string>("category"), new DataField<long>("index", true), new DataField<long>("level", true),
                new DataField<string>("question"), new DataField<string>("split")));
        DataField[] leaves = schema.DataFields;
        long written = 0;
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Features };
        foreach (Sample[] rows in samples.Chunk(rowGroup))
        {
            long first = written;
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            Task Texts(int leaf, Func<Sample, string> value) => AllAsync(group, leaves[leaf], [.. rows.Select(row => value(row).AsMemory())]);
            Task Numbers(int leaf, Func<int, long> value) => AllAsync(group, leaves[leaf], [.. rows.Select((_, place) => value(place))]);
            await Texts(0, _ => source).ConfigureAwait(false);
            await Texts(1, SampleWriter.WithPlaceholders).ConfigureAwait(false);
            await Texts(2, _ => "user").ConfigureAwait(false);
            await PictureColumn.WriteAsync(group, leaves[3], leaves[4], rows).ConfigureAwait(false);
            await Texts(5, _ => "math").ConfigureAwait(false);
            await Texts(6, row => row.Answer).ConfigureAwait(false);
            await Texts(7, _ => "rule").ConfigureAwait(false);
            await Texts(8, row => row.Answer).ConfigureAwait(false);
            await Texts(9, row => row.Kind).ConfigureAwait(false);
            await Numbers(10, place => first + place).ConfigureAwait(false);
            await Numbers(11, place => rows[place].Level).ConfigureAwait(false);
            await Texts(12, WithoutInstruction).ConfigureAwait(false);
            await Texts(13, _ => split).ConfigureAwait(false);
            group.CompleteValidate();
            written += rows.Length;
        }

        SampleWriter.RequireSome(written);
        return written;
    }

    // One value a row, also in the list of messages, which has one.
    private static async Task AllAsync<T>(ParquetRowGroupWriter group, DataField leaf, T[] values)
        where T : struct
    {
        int[] defined = [.. Enumerable.Repeat(leaf.MaxDefinitionLevel, values.Length)], starts = new int[values.Length];
        ReadOnlyMemory<int>? definitions = leaf.MaxDefinitionLevel > 0 ? defined : null, repetitions = leaf.MaxRepetitionLevel > 0 ? starts : null;
        await group.WriteAllPartsAsync<T>(leaf, values, definitions, repetitions, default).ConfigureAwait(false);
    }
}
