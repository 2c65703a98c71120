using Cppo.Rollouts;
using Parquet;
using Parquet.Schema;

namespace Cppo.Data;

/// <summary>The column "images" as Hugging Face's datasets writes it: a list of structures of bytes and path. Pictures become PNG, bit for bit.</summary>
internal static class PictureColumn
{
    /// <summary>The column's place in a schema.</summary>
    public static ListField Field() => new("images", new StructField("element", new DataField<byte[]>("bytes"), new DataField<string>("path")));

    /// <summary>Writes the pictures of some rows; paths stay empty.</summary>
    /// <param name="group">The row group that is open.</param>
    /// <param name="bytes">The leaf of the bytes.</param>
    /// <param name="path">The leaf of the paths.</param>
    /// <param name="rows">The rows of the group.</param>
    public static async Task WriteAsync(ParquetRowGroupWriter group, DataField bytes, DataField path, IReadOnlyList<Sample> rows)
    {
        (ReadOnlyMemory<byte>[] pictures, int[] present, int[] repeated) = Levels(rows, bytes.MaxDefinitionLevel);
        int[] noPath = [.. present.Select(level => Math.Min(level, path.MaxDefinitionLevel - 1))];
        await group.WriteAllPartsAsync<ReadOnlyMemory<byte>>(bytes, pictures, present, repeated, default).ConfigureAwait(false);
        await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(path, ReadOnlyMemory<ReadOnlyMemory<char>>.Empty, noPath, repeated, default).ConfigureAwait(false);
    }

    // Levels as Parquet nests lists: 1 an empty list, all a picture with its bytes; repetition 0 starts a row.
    private static (ReadOnlyMemory<byte>[] Pictures, int[] Present, int[] Repeated) Levels(IReadOnlyList<Sample> rows, int all)
    {
        List<ReadOnlyMemory<byte>> pictures = [];
        List<int> present = [], repeated = [];
        foreach (Sample row in rows)
        {
            if (row.Pictures.Count == 0)
            {
                present.Add(1);
                repeated.Add(0);
            }

            for (int i = 0; i < row.Pictures.Count; i++)
            {
                pictures.Add(row.Pictures[i].ToPng());
                present.Add(all);
                repeated.Add(i == 0 ? 0 : 1);
            }
        }

        return ([.. pictures], [.. present], [.. repeated]);
    }
}
