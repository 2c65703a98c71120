using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Cppo.Models.Kernels;
using static TorchSharp.torch;

namespace Cppo.Rollouts;

/// <summary>Draws from the whole distribution in loops of our own, three passes over a row's logits, for logits that <see cref="Floats.Fit"/>.</summary>
/// <param name="temperature">Divides the logits.</param>
/// <param name="greedy">Takes the likeliest token.</param>
/// <param name="unsayable">Ids that are never drawn.</param>
internal sealed unsafe class DrawLoops(double temperature, bool greedy, int[] unsayable)
{
    // Numbers added up in float32 before the sum goes on in double precision: a large vocabulary must not lose its small probabilities.
    private const int Block = 256;

    /// <summary>One token a row.</summary>
    /// <param name="logits">[A, V]: what is reported is their distribution.</param>
    /// <param name="penalized">[A, V]: what is drawn from; null for the logits themselves.</param>
    /// <param name="uniforms">[A], in [0, 1).</param>
    public DrawnTokens Draw(Tensor logits, Tensor? penalized, double[] uniforms)
    {
        int rows = (int)logits.shape[0], size = (int)logits.shape[1];
        float* all = Floats.Of(logits), weak = penalized is null ? all : Floats.Of(penalized);
        DrawnTokens drawn = new(new long[rows], new float[rows], new float[rows]);
        Floats.Rows(rows, 20L * size, (start, end) =>
        {
            float[] scratch = ArrayPool<float>.Shared.Rent(size);
            Span<float> weights = scratch.AsSpan(0, size);
            for (int row = start; row < end; row++)
            {
                ReadOnlySpan<float> own = new(all + ((long)row * size), size), weakened = new(weak + ((long)row * size), size);
                (double shift, double sum, double weighed) = Weigh(own, weights);
                if (weak != all && !greedy) Weigh(weakened, weights);
                int token = greedy ? Likeliest(weakened, weights) : Inverse(weights, uniforms[row]);
                drawn.Tokens[row] = token;
                drawn.LogProbabilities[row] = (float)(((own[token] - shift) / temperature) - Math.Log(sum));
                drawn.Entropies[row] = (float)(Math.Log(sum) - (weighed / sum));
            }

            ArrayPool<float>.Shared.Return(scratch);
        });
        return drawn;
    }

    // w = exp(d) with d = (logit - largest) / temperature; the largest logit, and the sums of w and w d.
    private (double Largest, double Sum, double Weighed) Weigh(ReadOnlySpan<float> logits, Span<float> weights)
    {
        float largest = Largest(logits), factor = (float)(1 / temperature);
        double sum = 0, weighed = 0;
        for (int start = 0; start < logits.Length; start += Block)
        {
            int length = Math.Min(Block, logits.Length - start);
            ReadOnlySpan<Vector<float>> wide = Wide(logits.Slice(start, length));
            Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(weights.Slice(start, length));
            Vector<float> sums = default, products = default;
            for (int i = 0; i < wide.Length; i++)
            {
                Vector<float> distance = (wide[i] - new Vector<float>(largest)) * factor, weight = Vector.Exp(distance);
                results[i] = weight;
                sums += weight;
                products += weight * distance;
            }

            sum += Vector.Sum(sums);
            weighed += Vector.Sum(products);
            for (int i = start + (wide.Length * Vector<float>.Count); i < start + length; i++)
            {
                float distance = (logits[i] - largest) * factor;
                weights[i] = MathF.Exp(distance);
                sum += weights[i];
                weighed += weights[i] * distance;
            }
        }

        return (largest, sum, weighed);
    }

    // The first token whose cumulative weight exceeds u times the total. A token of weight zero is never it.
    private int Inverse(Span<float> weights, double uniform)
    {
        foreach (int id in unsayable) weights[id] = 0;
        double total = 0, below = 0;
        for (int start = 0; start < weights.Length; start += Block) total += Sum(weights[start..Math.Min(start + Block, weights.Length)]);
        double wanted = uniform * total;
        int last = 0;
        for (int start = 0; start < weights.Length; start += Block)
        {
            Span<float> block = weights[start..Math.Min(start + Block, weights.Length)];
            double sum = Sum(block), within = below;
            below += sum;
            if (sum == 0 || (below <= wanted && below < total)) continue;
            for (int i = 0; i < block.Length; i++)
            {
                if (block[i] == 0) continue;
                within += block[i];
                last = start + i;
                if (within > wanted) return last;
            }
        }

        return last; // rounding has put the total below what was wanted
    }

    private int Likeliest(ReadOnlySpan<float> logits, Span<float> sayable)
    {
        logits.CopyTo(sayable);
        foreach (int id in unsayable) sayable[id] = float.NegativeInfinity;
        return sayable.IndexOf(Largest(sayable));
    }

    private static float Largest(ReadOnlySpan<float> numbers)
    {
        ReadOnlySpan<Vector<float>> wide = Wide(numbers);
        Vector<float> largest = new(float.NegativeInfinity);
        foreach (Vector<float> part in wide) largest = Vector.Max(largest, part);
        float result = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++) result = MathF.Max(result, largest[i]);
        foreach (float part in numbers[(wide.Length * Vector<float>.Count)..]) result = MathF.Max(result, part);
        return result;
    }

    private static float Sum(ReadOnlySpan<float> numbers)
    {
        ReadOnlySpan<Vector<float>> wide = Wide(numbers);
        Vector<float> sums = default;
        foreach (Vector<float> part in wide) sums += part;
        float sum = Vector.Sum(sums);
        foreach (float part in numbers[(wide.Length * Vector<float>.Count)..]) sum += part;
        return sum;
    }

    private static ReadOnlySpan<Vector<float>> Wide(ReadOnlySpan<float> numbers) => MemoryMarshal.Cast<float, Vector<float>>(numbers);
}
