using System.Numerics;
using System.Runtime.InteropServices;

namespace Cppo.Models.Kernels;

/// <summary>The small operations of a transformer layer on one row of numbers.</summary>
internal static class RowLoops
{
    /// <summary>result = x / sqrt(mean(x^2) + epsilon) * weight.</summary>
    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> result)
    {
        float scale = 1 / MathF.Sqrt((SumOfSquares(x) / x.Length) + epsilon);
        ReadOnlySpan<Vector<float>> wide = Wide(x), weights = Wide(weight);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(result);
        for (int i = 0; i < wide.Length; i++) results[i] = wide[i] * scale * weights[i];
        for (int i = wide.Length * Vector<float>.Count; i < x.Length; i++) result[i] = x[i] * scale * weight[i];
    }

    /// <summary>Turns a head in place: x cos + (x rolled by half) signed sine.</summary>
    public static void Turn(Span<float> x, ReadOnlySpan<float> cosine, ReadOnlySpan<float> signedSine)
    {
        int half = x.Length / 2;
        Span<float> left = x[..half], right = x[half..];
        Span<Vector<float>> lefts = MemoryMarshal.Cast<float, Vector<float>>(left), rights = MemoryMarshal.Cast<float, Vector<float>>(right);
        ReadOnlySpan<Vector<float>> cosines = Wide(cosine[..half]), sines = Wide(signedSine[half..]); // both halves turn by the same angles
        for (int i = 0; i < lefts.Length; i++)
        {
            (Vector<float> first, Vector<float> second) = (lefts[i], rights[i]);
            lefts[i] = (first * cosines[i]) - (second * sines[i]);
            rights[i] = (second * cosines[i]) + (first * sines[i]);
        }

        for (int i = lefts.Length * Vector<float>.Count; i < half; i++)
        {
            (float first, float second) = (left[i], right[i]);
            left[i] = (first * cosine[i]) - (second * signedSine[half + i]);
            right[i] = (second * cosine[i]) + (first * signedSine[half + i]);
        }
    }

    /// <summary>result = silu(gate) * up.</summary>
    public static void Gate(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> result)
    {
        ReadOnlySpan<Vector<float>> gates = Wide(gate), ups = Wide(up);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(result);
        for (int i = 0; i < gates.Length; i++) results[i] = gates[i] / (Vector<float>.One + Vector.Exp(-gates[i])) * ups[i];
        for (int i = gates.Length * Vector<float>.Count; i < gate.Length; i++) result[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
    }

    private static float SumOfSquares(ReadOnlySpan<float> x)
    {
        ReadOnlySpan<Vector<float>> wide = Wide(x);
        Vector<float> sums = Vector<float>.Zero;
        foreach (Vector<float> part in wide) sums += part * part;
        float sum = Vector.Sum(sums);
        foreach (float part in x[(wide.Length * Vector<float>.Count)..]) sum += part * part;
        return sum;
    }

    private static ReadOnlySpan<Vector<float>> Wide(ReadOnlySpan<float> x) => MemoryMarshal.Cast<float, Vector<float>>(x);
}
