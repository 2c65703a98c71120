using System.Collections;
using Cppo.Rollouts;

namespace Cppo.Data;

/// <summary>
/// The rows of a data set that are wanted, in an order, as a list of samples. Only their numbers are kept: a sample is read and its
/// pictures are decoded every time it is asked for. Safe to share.
/// </summary>
public sealed class DataSelection : IReadOnlyList<Sample>, INumberedSamples
{
    private readonly long[] rows;

    internal DataSelection(DataSet data, DataFilter filter, ulong? seed, long[] rows, DataReport report) =>
        (Data, Filter, Seed, this.rows, Report) = (data, filter, seed, rows, report);

    /// <summary>Where the rows lie.</summary>
    public DataSet Data { get; }

    /// <summary>What was wanted.</summary>
    public DataFilter Filter { get; }

    /// <summary>The seed that the order comes from; null for the file's order.</summary>
    public ulong? Seed { get; }

    /// <summary>What was dropped and why, and what is broken.</summary>
    public DataReport Report { get; }

    /// <inheritdoc/>
    public int Count => rows.Length;

    /// <summary>The numbers of the rows, in the order of this list.</summary>
    public IReadOnlyList<long> Rows => rows;

    /// <inheritdoc/>
    IEnumerable<ulong> INumberedSamples.Ids => rows.Select(row => (ulong)row);

    /// <inheritdoc/>
    string INumberedSamples.Source => $"{Data.Source}, instruction \"{Data.Options.Instruction}\"";

    /// <summary>Reads a sample.</summary>
    /// <param name="index">From 0, in the order of this list.</param>
    /// <exception cref="DataRowException">A picture is damaged in a way that the check at selection does not find.</exception>
    public Sample this[int index] => Row(index).ToSample();

    /// <summary>Reads a row; its pictures are not decoded yet.</summary>
    /// <param name="index">From 0, in the order of this list.</param>
    public DataRow Row(int index) => Data.Row(rows[index]);

    /// <inheritdoc/>
    public IEnumerator<Sample> GetEnumerator() => rows.Select(row => Data.Row(row).ToSample()).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
