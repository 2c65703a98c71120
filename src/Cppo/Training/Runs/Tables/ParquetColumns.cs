using Cppo.Runtime;

namespace Cppo.Training.Runs.Tables;

/// <summary>The content of a Parquet file by column.</summary>
/// <param name="path">The file, for errors.</param>
/// <param name="rows">Rows.</param>
/// <param name="columns">Arrays of <paramref name="rows"/> entries.</param>
internal sealed class ParquetColumns(string path, int rows, IReadOnlyDictionary<string, Array> columns)
{
    /// <summary>Rows.</summary>
    public int Rows => rows;

    /// <summary>Names of the columns in their order.</summary>
    public IEnumerable<string> Names => columns.Keys;

    /// <summary>A column of numbers.</summary>
    /// <exception cref="CppoException">There is none, or it holds something else.</exception>
    public T[] Numbers<T>(string name)
        where T : struct => As<T[]>(name);

    /// <summary>A column of numbers that may be missing.</summary>
    /// <exception cref="CppoException">There is none, or it holds something else.</exception>
    public T?[] Optional<T>(string name)
        where T : struct => As<T?[]>(name);

    /// <summary>A column of texts.</summary>
    /// <exception cref="CppoException">There is none, or it holds something else.</exception>
    public string?[] Texts(string name) => As<string?[]>(name);

    /// <summary>A column of lists.</summary>
    /// <exception cref="CppoException">There is none, or it holds something else.</exception>
    public T[][] Lists<T>(string name)
        where T : struct => As<T[][]>(name);

    private TArray As<TArray>(string name) =>
        columns.GetValueOrDefault(name) is TArray column
            ? column
            : throw new CppoException($"The table {path} has no column \"{name}\" of the expected type.", "Read it with the version that wrote it.");
}
