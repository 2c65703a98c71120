using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Runtime;

/// <summary>A tensor in numbers; holds no tensor itself. Statistics leave out values that are not finite and are NaN where there are none.</summary>
/// <param name="Shape">Its sizes; empty for a scalar.</param>
/// <param name="Type">"float32", "int64".</param>
/// <param name="Device">"cpu", "cuda:0".</param>
/// <param name="RequiresGradient">Whether backward passes leave gradients on it or run through it.</param>
/// <param name="Bytes">Bytes of its values.</param>
public sealed record TensorSummary(IReadOnlyList<long> Shape, string Type, string Device, bool RequiresGradient, long Bytes)
{
    private const int MostBars = 32;
    private const int FirstValues = 64;
    private const long ChunkLength = 1 << 20;

    /// <summary>How many values.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Values that are no number.</summary>
    public long NotNumbers { get; init; }

    /// <summary>Values that are infinite, of either sign.</summary>
    public long Infinite { get; init; }

    /// <summary>Values that are exactly 0.</summary>
    public long Zeros { get; init; }

    /// <summary>Smallest value.</summary>
    public double Smallest { get; init; } = double.NaN;

    /// <summary>Largest value.</summary>
    public double Largest { get; init; } = double.NaN;

    /// <summary>Mean.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Standard deviation of the values (divided by their number).</summary>
    public double StandardDeviation { get; init; } = double.NaN;

    /// <summary>
    /// Values in equal steps from <see cref="Smallest"/> to <see cref="Largest"/>: 32 of them, or one a number where few whole numbers
    /// occur; empty where the two are equal.
    /// </summary>
    public IReadOnlyList<long> Histogram { get; init; } = [];

    /// <summary>The first values in row-major order, at most 64.</summary>
    public IReadOnlyList<double> First { get; init; } = [];

    /// <summary>Whether the values are whole numbers or truth values.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Reads a tensor; large ones in pieces.</summary>
    /// <param name="tensor">A dense tensor of real numbers or truth values.</param>
    /// <exception cref="CppoException">It was disposed of, is complex, sparse, or has no values to read.</exception>
    public static TensorSummary Of(Tensor tensor)
    {
        if (tensor.IsInvalid) throw new CppoException("The tensor was disposed of.", "Show it before its scope ends, or move it to the outer scope.");
        if (tensor.is_complex() || tensor.is_sparse || tensor.device_type == DeviceType.META)
            throw new CppoException($"A tensor of type {Name(tensor.dtype)} on {tensor.device} that is complex, sparse or without values has no summary.", "Show its real part, or its dense form.");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        TensorSummary summary = new([.. tensor.shape], Name(tensor.dtype), tensor.device.ToString(), tensor.requires_grad, tensor.numel() * tensor.element_size())
        {
            IsWhole = tensor.dtype is ScalarType.Bool or ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64,
        };
        Tensor flat = tensor.detach().reshape(-1);
        summary = summary.WithStatistics(flat);
        if (!(summary.Smallest < summary.Largest)) return summary;
        double range = summary.Largest - summary.Smallest;
        int bars = summary.IsWhole && range < MostBars ? (int)range + 1 : MostBars;
        return summary with { Histogram = Count(flat, summary.Smallest, summary.Largest, bars) };
    }

    private TensorSummary WithStatistics(Tensor flat)
    {
        long notNumbers = 0, infinite = 0, zeros = 0, finite = 0;
        double smallest = double.PositiveInfinity, largest = double.NegativeInfinity, mean = 0, squares = 0;
        List<double> first = [];
        foreach (double value in Values(flat))
        {
            if (first.Count < FirstValues) first.Add(value);
            if (double.IsNaN(value)) notNumbers++;
            else if (double.IsInfinity(value)) infinite++;
            else
            {
                if (value == 0) zeros++;
                (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
                // Welford's update: sums of squares lose the deviation of values far from 0.
                double before = value - mean;
                mean += before / ++finite;
                squares += before * (value - mean);
            }
        }

        TensorSummary counted = this with { NotNumbers = notNumbers, Infinite = infinite, Zeros = zeros, First = first };
        return finite == 0 ? counted : counted with
        {
            Smallest = smallest, Largest = largest, Mean = mean, StandardDeviation = Math.Sqrt(squares / finite),
        };
    }

    private static long[] Count(Tensor flat, double smallest, double largest, int steps)
    {
        long[] bars = new long[steps];
        // Halves first: the width of a range may exceed the largest number.
        double width = (largest / 2) - (smallest / 2);
        foreach (double value in Values(flat).Where(double.IsFinite))
            bars[Math.Clamp((int)(((value / 2) - (smallest / 2)) / width * steps), 0, steps - 1)]++;
        return bars;
    }

    private static IEnumerable<double> Values(Tensor flat)
    {
        for (long start = 0; start < flat.shape[0]; start += ChunkLength)
        {
            foreach (double value in Piece(flat, start)) yield return value;
        }
    }

    private static double[] Piece(Tensor flat, long start)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor piece = flat.narrow(0, start, Math.Min(ChunkLength, flat.shape[0] - start)).to(ScalarType.Float64, CPU).contiguous();
        return piece.data<double>().ToArray();
    }

    private static string Name(ScalarType type) => type.ToString().ToLowerInvariant();
}
