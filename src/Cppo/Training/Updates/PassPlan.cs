namespace Cppo.Training.Updates;

/// <summary>Consecutive responses of those that are run under a picture.</summary>
/// <param name="View">The picture.</param>
/// <param name="Start">First of them.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Stretch(PictureView View, int Start, int Count);

/// <summary>What goes through the model in one batch.</summary>
/// <param name="Phase">What its time is booked under.</param>
/// <param name="Stretches">Responses, picture by picture.</param>
internal sealed record Pass(string Phase, IReadOnlyList<Stretch> Stretches);

/// <summary>Which responses of a mini-batch are run under which pictures, and in which order.</summary>
internal sealed class PassPlan
{
    private readonly Dictionary<PictureView, int[]> rows;

    private PassPlan(Dictionary<PictureView, int[]> rows, IReadOnlyList<Pass> passes, IReadOnlyList<(int Start, int Count)> pieces) =>
        (this.rows, Passes, Pieces) = (rows, passes, pieces);

    /// <summary>In the order in which they are made.</summary>
    public IReadOnlyList<Pass> Passes { get; }

    /// <summary>Consecutive responses whose graphs are held at a time; one: all of them.</summary>
    public IReadOnlyList<(int Start, int Count)> Pieces { get; }

    /// <summary>Whether one graph holds the whole mini-batch.</summary>
    public bool IsWhole => Pieces.Count == 1;

    /// <summary>Pictures that responses are run under.</summary>
    public IEnumerable<PictureView> Views => rows.Keys;

    /// <summary>Plans a mini-batch.</summary>
    /// <param name="batch">R responses.</param>
    /// <param name="viewRows">Those that have perturbed views, ascending.</param>
    /// <param name="masks">Whether all responses are run under PAPO's masked view, with gradient.</param>
    /// <param name="atOnce">Responses of a piece, a response's views come with it; 0: all.</param>
    public static PassPlan Of(ResponseBatch batch, int[] viewRows, bool masks, int atOnce)
    {
        IReadOnlyList<(int Start, int Count)> pieces = Cut(batch.Rows.Count, atOnce);
        List<Pass> passes = [];
        foreach ((int start, int count) in pieces)
        {
            passes.Add(new("policy", [new(PictureView.Original, start, count)]));
            int first = viewRows.Count(row => row < start), viewed = viewRows.Count(row => row >= start && row < start + count);
            if (viewed > 0) passes.Add(new("views", [new(PictureView.Preserving, first, viewed), new(PictureView.Removing, first, viewed)]));
            if (masks) passes.Add(new("masked", [new(PictureView.Masked, start, count)]));
        }

        int[] all = [.. Enumerable.Range(0, batch.Rows.Count)];
        Dictionary<PictureView, int[]> rows = new()
        {
            [PictureView.Original] = all,
            [PictureView.Preserving] = viewRows,
            [PictureView.Removing] = viewRows,
        };
        if (masks) rows[PictureView.Masked] = all;
        return new(rows, passes, pieces);
    }

    /// <summary>The responses of a pass with their pictures.</summary>
    public IReadOnlyList<ViewedRow> RowsOf(Pass pass) =>
        [.. pass.Stretches.SelectMany(stretch => rows[stretch.View].Skip(stretch.Start).Take(stretch.Count)
            .Select(row => new ViewedRow(row, stretch.View)))];

    /// <summary>Cuts a number of responses into pieces; the last may be smaller.</summary>
    public static IReadOnlyList<(int Start, int Count)> Cut(int total, int atOnce)
    {
        int size = atOnce == 0 ? total : Math.Min(atOnce, total);
        return [.. Enumerable.Range(0, (total + size - 1) / size).Select(index => (index * size, Math.Min(size, total - (index * size))))];
    }
}
