using System.Collections;
using Cppo.Data;
using Cppo.Data.Sources;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>
/// The samples of a benchmark's file. A sample is read and its pictures are decoded every time it is asked for. Rows that cannot be used
/// are left out and listed in <see cref="Report"/>.
/// </summary>
public sealed class BenchmarkSamples : IReadOnlyList<Sample>, INumberedSamples, IDisposable
{
    private readonly DataSelection rows;
    private readonly BenchmarkReader reader;

    private BenchmarkSamples(Benchmark benchmark, BenchmarkPlace place, DataSelection rows, BenchmarkReader reader) =>
        (Benchmark, Place, this.rows, this.reader) = (benchmark, place, rows, reader);

    /// <summary>Whose samples they are.</summary>
    public Benchmark Benchmark { get; }

    /// <summary>Where they lie.</summary>
    public BenchmarkPlace Place { get; }

    /// <summary>What was left out and why.</summary>
    public DataReport Report => rows.Report;

    /// <inheritdoc/>
    public int Count => rows.Count;

    /// <inheritdoc/>
    IEnumerable<ulong> INumberedSamples.Ids => ((INumberedSamples)rows).Ids;

    /// <inheritdoc/>
    string INumberedSamples.Source => $"{Benchmark.Name}: {((INumberedSamples)rows).Source}";

    /// <inheritdoc/>
    public Sample this[int index]
    {
        get
        {
            DataRow row = rows.Row(index);
            return row.ToSample() with { Answer = reader.Target(row), Choices = reader.Options(row), Kind = reader.Category(row) };
        }
    }

    /// <summary>The problem of each row by its sample's id; empty where rows stand alone.</summary>
    internal IReadOnlyDictionary<ulong, string> Problems => Place.Layout.Problem is { } column && rows.Data.Columns.Contains(column)
        ? Enumerable.Range(0, Count).Select(rows.Row).ToDictionary(row => (ulong)row.Number, row => row.TextIn(column))
        : new Dictionary<ulong, string>();

    /// <inheritdoc/>
    public IEnumerator<Sample> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Closes the file.</summary>
    public void Dispose() => rows.Data.Dispose();

    internal static BenchmarkSamples Open(Benchmark benchmark, BenchmarkPlace place, int? samples, ulong seed, bool instruction)
    {
        if (samples < 1) throw new CppoException($"{samples} samples of {benchmark.Title} say nothing.", "Take at least 1.");
        IReadOnlyList<string> columns = Columns(place.Path);
        BenchmarkReader reader = new(place.Layout, columns);
        DataSet data = DataSet.Open(place.Path, new DataSetOptions
        {
            Columns = Roles(benchmark, place, columns),
            Question = reader.Question,
            Instruction = instruction ? benchmark.Instruction : null,
            BoxedAnswers = false,
        });
        try
        {
            DataSelection rows = data.Select(new() { Where = row => reader.Target(row).Length > 0 }, shuffle: samples is null ? null : seed, take: samples);
            if (rows.Count > 0) return new(benchmark, place, rows, reader);
            string first = rows.Report.Broken.Count > 0 ? $" {rows.Report.Broken[0].Problem}" : "";
            throw new CppoException($"{place.Path} holds no usable row of {benchmark.Title}.{first}", "Download it again, or look at its rows with DataSet.Open.");
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static DataColumns Roles(Benchmark benchmark, BenchmarkPlace place, IReadOnlyList<string> columns)
    {
        BenchmarkLayout layout = place.Layout;
        string? answer = layout.Answer.LastOrDefault(columns.Contains), pictures = layout.Pictures.FirstOrDefault(columns.Contains);
        bool asks = layout.Question is null || columns.Contains(layout.Question);
        if (answer is not null && pictures is not null && asks) return new(layout.Question ?? answer, answer, pictures);
        const int most = 24;
        throw new CppoException(
            $"{place.Path} is no file of {benchmark.Title} as {layout.Name} writes it: it has the columns {string.Join(", ", columns.Take(most))}.",
            $"Needed are {string.Join(", ", new[] { layout.Question, string.Join(" or ", layout.Answer), string.Join(" or ", layout.Pictures) }.OfType<string>())}.");
    }

    private static IReadOnlyList<string> Columns(string path)
    {
        using RowSource rows = SourceFiles.Open(path).Rows;
        return [.. rows.Columns];
    }
}
