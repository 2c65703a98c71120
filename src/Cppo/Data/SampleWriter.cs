using System.Text;
using System.Text.Json;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Runtime;
using Parquet;
using Parquet.Schema;

namespace Cppo.Data;

/// <summary>
/// Writes samples as data sets that this library and Hugging Face's datasets read. Pictures become PNG, bit for bit; places become
/// &lt;image&gt;. What was appended to a question when it was read is part of it: open with another <see cref="DataSetOptions.Instruction"/>
/// to leave it out.
/// </summary>
public static class SampleWriter
{
    /// <summary>The features as Hugging Face's datasets writes them; the last one is left out where no category is written.</summary>
    private const string Features =
        """{"info": {"features": {"images": {"feature": {"_type": "Image"}, "_type": "Sequence"}, "problem": {"dtype": "string", "_type": "Value"}, "answer": {"dtype": "string", "_type": "Value"}""";

    private static readonly JsonWriterOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes Parquet in Geometry3K's layout: images (list of bytes and path), problem, answer. One row group at a time is in memory.</summary>
    /// <param name="path">The file; it is replaced.</param>
    /// <param name="samples">The samples, at least one.</param>
    /// <param name="withCategory">Also a column category with the samples' kinds.</param>
    /// <param name="rowGroup">Rows a group.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="CppoException">There is none, or the file cannot be written.</exception>
    public static long WriteParquet(string path, IEnumerable<Sample> samples, bool withCategory = false, int rowGroup = 100)
    {
        if (rowGroup < 1) throw new CppoException($"A row group of {rowGroup} rows cannot be written.", "Write at least 1 row a group.");
        long written = 0;
        Write(path, stream => written = ParquetAsync(stream, samples, withCategory, rowGroup).GetAwaiter().GetResult());
        return written;
    }

    /// <summary>Writes JSON lines: problem, answer, images as data URLs, and category and level where a sample has them.</summary>
    /// <param name="path">The file; it is replaced.</param>
    /// <param name="samples">The samples, at least one.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="CppoException">There is none, or the file cannot be written.</exception>
    public static long WriteJsonLines(string path, IEnumerable<Sample> samples)
    {
        long written = 0;
        Write(path, stream =>
        {
            foreach (Sample sample in samples)
            {
                using (Utf8JsonWriter writer = new(stream, Json)) WriteLine(writer, sample);
                stream.Write("\n"u8);
                written++;
            }

            RequireSome(written);
        });
        return written;
    }

    /// <summary>The question with its placeholders.</summary>
    public static string WithPlaceholders(Sample sample)
    {
        StringBuilder text = new(sample.Question);
        IReadOnlyList<int> places = sample.PicturePlaces.Count == 0 ? [.. Enumerable.Repeat(0, sample.Pictures.Count)] : sample.PicturePlaces;
        for (int i = places.Count - 1; i >= 0; i--) text.Insert(places[i], PromptText.Placeholder);
        return text.ToString();
    }

    private static void WriteLine(Utf8JsonWriter writer, Sample sample)
    {
        writer.WriteStartObject();
        writer.WriteString("problem", WithPlaceholders(sample));
        writer.WriteString("answer", sample.Answer);
        if (sample.Kind.Length > 0) writer.WriteString("category", sample.Kind);
        if (sample.Level >= 0) writer.WriteNumber("level", sample.Level);
        writer.WriteStartArray("images");
        foreach (Picture picture in sample.Pictures) writer.WriteStringValue("data:image/png;base64," + Convert.ToBase64String(picture.ToPng()));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static async Task<long> ParquetAsync(Stream stream, IEnumerable<Sample> samples, bool withCategory, int rowGroup)
    {
        ListField images = PictureColumn.Field();
        DataField<string> problem = new("problem"), answer = new("answer"), category = new("category");
        ParquetSchema schema = withCategory ? new(images, problem, answer, category) : new(images, problem, answer);
        DataField[] leaves = schema.DataFields;
        long written = 0;
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        string kind = withCategory ? """, "category": {"dtype": "string", "_type": "Value"}""" : "";
        writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Features + kind + "}}}" };
        foreach (Sample[] rows in samples.Chunk(rowGroup))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await PictureColumn.WriteAsync(group, leaves[0], leaves[1], rows).ConfigureAwait(false);
            await group.WriteAsync(leaves[2], [.. rows.Select(WithPlaceholders)]).ConfigureAwait(false);
            await group.WriteAsync(leaves[3], [.. rows.Select(row => row.Answer)]).ConfigureAwait(false);
            if (withCategory) await group.WriteAsync(leaves[4], [.. rows.Select(row => row.Kind)]).ConfigureAwait(false);
            group.CompleteValidate();
            written += rows.Length;
        }

        RequireSome(written);
        return written;
    }

    /// <exception cref="CppoException">There was none.</exception>
    internal static void RequireSome(long written)
    {
        if (written == 0) throw new CppoException("There is no sample to write.", "Pass at least one.");
    }

    /// <summary>Writes a file; never leaves half of it.</summary>
    /// <exception cref="CppoException">It cannot be written.</exception>
    internal static void Write(string path, Action<Stream> content)
    {
        try
        {
            AtomicFile.Write(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{path} cannot be written: {error.Message}", "Check the folder, its permissions and the free space.", error);
        }
    }
}
