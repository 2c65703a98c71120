using System.Diagnostics;
using Cppo.Models;
using Cppo.Text;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>Tokens per second on one core, encoding and decoding.</summary>
internal static class TokenizerBench
{
    private const double Wanted = 100_000;
    private const int Rounds = 7;

    /// <param name="folder">Holds a tokenizer; the starter's where null.</param>
    public static void Run(string? folder)
    {
        Tokenizer tokenizer = Tokenizer.Load(folder ?? ShippedModels.Starter);
        string[] texts =
        [
            .. new ProceduralWorld(1).Samples(0, 400).Select(sample => sample.Question),
            .. Enumerable.Range(0, 400).Select(i => $"Let {i} circles of radius {i}.5 touch; \\frac{{{i}}}{{3}} of them are red. Größe, 日本語 and emoji 🙂 too."),
            .. Enumerable.Range(0, 40).Select(i => string.Concat(Enumerable.Repeat($"for (int i = 0; i < {i}; i++)\n    total += values[i];\n", 40))),
        ];
        IReadOnlyList<int>[] ids = [.. texts.Select(tokenizer.Encode)];
        double count = ids.Sum(list => list.Count);
        double encoding = count / Best(() => { foreach (string text in texts) tokenizer.Encode(text); });
        double decoding = count / Best(() => { foreach (IReadOnlyList<int> list in ids) tokenizer.Decode(list); });
        Console.WriteLine($"tokenizer of {tokenizer.Count} ids, one core: {encoding:F0} tokens/s encoding, {decoding:F0} decoding ({count:F0} tokens, "
            + $"{texts.Sum(text => text.Length) / count:F1} characters each); wanted {Wanted:F0}: {(Math.Min(encoding, decoding) >= Wanted ? "met" : "NOT MET")}");
    }

    private static double Best(Action work)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
