using System.Numerics;
using System.Runtime.InteropServices;

namespace Cppo.Models.Kernels;

/// <summary>
/// Softmax attention of one token. Keys lie transposed, so that neighbouring positions are the lanes of a vector and no score is a
/// sum across lanes; values lie position by position. Two queries at a time share what is read.
/// </summary>
internal static unsafe class AttentionLoops
{
    /// <summary>Lanes of a vector: rows of transposed keys begin and end at multiples of it.</summary>
    public static int Lanes => Vector<float>.Count;

    /// <summary>The next multiple of <see cref="Lanes"/>.</summary>
    public static int Padded(int positions) => (positions + Lanes - 1) / Lanes * Lanes;

    /// <summary>Scores of two queries (which may be the same): query . key at every position. Those from <paramref name="positions"/> on become minus infinity.</summary>
    /// <param name="first">[D].</param>
    /// <param name="second">[D].</param>
    /// <param name="keys">[D, stride].</param>
    /// <param name="stride">From one row of keys to the next.</param>
    /// <param name="size">D.</param>
    /// <param name="positions">How many there are; the results have room for the padded number.</param>
    /// <param name="ofFirst">The first query's scores.</param>
    /// <param name="ofSecond">The second query's scores.</param>
    public static void Score(float* first, float* second, float* keys, int stride, int size, int positions, float* ofFirst, float* ofSecond)
    {
        int padded = Padded(positions), lanes = Lanes, position = 0;
        for (; position + (2 * lanes) <= padded; position += 2 * lanes)
        {
            Vector<float> a0 = default, a1 = default, b0 = default, b1 = default;
            float* key = keys + position;
            for (int i = 0; i < size; i++, key += stride)
            {
                Vector<float> k0 = Vector.Load(key), k1 = Vector.Load(key + lanes), q = new(first[i]), r = new(second[i]);
                a0 = Vector.FusedMultiplyAdd(q, k0, a0);
                a1 = Vector.FusedMultiplyAdd(q, k1, a1);
                b0 = Vector.FusedMultiplyAdd(r, k0, b0);
                b1 = Vector.FusedMultiplyAdd(r, k1, b1);
            }

            a0.Store(ofFirst + position);
            a1.Store(ofFirst + position + lanes);
            b0.Store(ofSecond + position);
            b1.Store(ofSecond + position + lanes);
        }

        if (position < padded)
        {
            Vector<float> a = default, b = default;
            float* key = keys + position;
            for (int i = 0; i < size; i++, key += stride)
            {
                Vector<float> k = Vector.Load(key);
                a = Vector.FusedMultiplyAdd(new(first[i]), k, a);
                b = Vector.FusedMultiplyAdd(new(second[i]), k, b);
            }

            a.Store(ofFirst + position);
            b.Store(ofSecond + position);
        }

        for (int i = positions; i < padded; i++) ofFirst[i] = ofSecond[i] = float.NegativeInfinity;
    }

    /// <summary>Scores to weights that add up to one, in place: softmax(factor scores).</summary>
    /// <param name="scores">Some of them, a multiple of <see cref="Lanes"/>; minus infinity where there is nothing.</param>
    /// <param name="factor">Above 0.</param>
    public static void Softmax(Span<float> scores, float factor)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(scores);
        Vector<float> largest = wide[0];
        foreach (Vector<float> part in wide) largest = Vector.Max(largest, part);
        float maximum = largest[0];
        for (int i = 1; i < Lanes; i++) maximum = MathF.Max(maximum, largest[i]);
        Vector<float> sums = default, offset = new(maximum);
        foreach (ref Vector<float> part in wide)
        {
            part = Vector.Exp((part - offset) * factor);
            sums += part;
        }

        float scale = 1 / Vector.Sum(sums);
        foreach (ref Vector<float> part in wide) part *= scale;
    }

    /// <summary>Adds the weighted values to the results of two queries, which may be the same.</summary>
    /// <param name="first">The first query's weights.</param>
    /// <param name="second">The second query's weights.</param>
    /// <param name="values">[positions, D].</param>
    /// <param name="size">D, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="positions">How many.</param>
    /// <param name="ofFirst">[D].</param>
    /// <param name="ofSecond">[D].</param>
    public static void Add(float* first, float* second, float* values, int size, int positions, float* ofFirst, float* ofSecond)
    {
        int lanes = Lanes, at = 0;
        for (; at + (4 * lanes) <= size; at += 4 * lanes) AddFour(first, second, values + at, size, positions, ofFirst + at, ofSecond + at);
        for (; at < size; at += lanes) AddOne(first, second, values + at, size, positions, ofFirst + at, ofSecond + at);
    }

    private static void AddFour(float* first, float* second, float* value, int size, int positions, float* ofFirst, float* ofSecond)
    {
        int lanes = Lanes;
        Vector<float> a0 = Vector.Load(ofFirst), a1 = Vector.Load(ofFirst + lanes), a2 = Vector.Load(ofFirst + (2 * lanes)), a3 = Vector.Load(ofFirst + (3 * lanes));
        Vector<float> b0 = Vector.Load(ofSecond), b1 = Vector.Load(ofSecond + lanes), b2 = Vector.Load(ofSecond + (2 * lanes)), b3 = Vector.Load(ofSecond + (3 * lanes));
        for (int i = 0; i < positions; i++, value += size)
        {
            Vector<float> v0 = Vector.Load(value), v1 = Vector.Load(value + lanes), v2 = Vector.Load(value + (2 * lanes)), v3 = Vector.Load(value + (3 * lanes));
            Vector<float> p = new(first[i]), q = new(second[i]);
            a0 = Vector.FusedMultiplyAdd(p, v0, a0);
            a1 = Vector.FusedMultiplyAdd(p, v1, a1);
            a2 = Vector.FusedMultiplyAdd(p, v2, a2);
            a3 = Vector.FusedMultiplyAdd(p, v3, a3);
            b0 = Vector.FusedMultiplyAdd(q, v0, b0);
            b1 = Vector.FusedMultiplyAdd(q, v1, b1);
            b2 = Vector.FusedMultiplyAdd(q, v2, b2);
            b3 = Vector.FusedMultiplyAdd(q, v3, b3);
        }

        a0.Store(ofFirst);
        a1.Store(ofFirst + lanes);
        a2.Store(ofFirst + (2 * lanes));
        a3.Store(ofFirst + (3 * lanes));
        b0.Store(ofSecond);
        b1.Store(ofSecond + lanes);
        b2.Store(ofSecond + (2 * lanes));
        b3.Store(ofSecond + (3 * lanes));
    }

    private static void AddOne(float* first, float* second, float* value, int size, int positions, float* ofFirst, float* ofSecond)
    {
        Vector<float> a = Vector.Load(ofFirst), b = Vector.Load(ofSecond);
        for (int i = 0; i < positions; i++, value += size)
        {
            Vector<float> v = Vector.Load(value);
            a = Vector.FusedMultiplyAdd(new(first[i]), v, a);
            b = Vector.FusedMultiplyAdd(new(second[i]), v, b);
        }

        a.Store(ofFirst);
        b.Store(ofSecond);
    }
}
