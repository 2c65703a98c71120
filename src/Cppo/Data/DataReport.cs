namespace Cppo.Data;

/// <summary>How many rows were left out for one reason.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Count">How many.</param>
public readonly record struct DroppedRows(string Reason, long Count);

/// <summary>A row that could not be used.</summary>
/// <param name="Row">Its number, from 0.</param>
/// <param name="Problem">One sentence that says what is wrong.</param>
/// <param name="Advice">One sentence that says what to do.</param>
public sealed record BrokenRow(long Row, string Problem, string Advice);

/// <summary>What became of the rows that were looked at.</summary>
/// <param name="Read">Rows looked at.</param>
/// <param name="Kept">Rows that can be used and are wanted; more than were taken, where only some were asked for.</param>
/// <param name="Dropped">Rows that the filter left out, by reason, the commonest first.</param>
/// <param name="Broken">Rows that cannot be used, in order.</param>
public sealed record DataReport(long Read, long Kept, IReadOnlyList<DroppedRows> Dropped, IReadOnlyList<BrokenRow> Broken)
{
    /// <summary>Rows kept by category, in the order in which the categories first occur.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Categories { get; init; } = [];

    /// <summary>"64 rows: 50 kept, 13 dropped, 1 broken".</summary>
    public override string ToString() => $"{Read} rows: {Kept} kept, {Dropped.Sum(rows => rows.Count)} dropped, {Broken.Count} broken";
}
