using System.Text;

namespace Cppo.Runtime;

/// <summary>
/// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11).
/// A stream is a pure function of its address (seed, purpose, a, b): no global state, the same numbers on every machine,
/// and one stream never moves another. The object itself is a cursor over its stream and not thread-safe.
/// </summary>
public sealed class CounterRandom
{
    private readonly uint key0, key1;
    private readonly ulong high;
    private readonly uint[] block = new uint[4];
    private ulong counter;
    private int used = 4;

    /// <summary>Opens the stream at an address.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for ("rollout", "rotation"): different purposes never share numbers.</param>
    /// <param name="a">First part of the address, for instance the sample id.</param>
    /// <param name="b">Second part, for instance the step.</param>
    /// <param name="c">Third part, for instance the row in a group.</param>
    public CounterRandom(ulong seed, string purpose, ulong a = 0, ulong b = 0, ulong c = 0)
    {
        ulong key = Mix(seed + 0x9E3779B97F4A7C15UL) ^ Hash(purpose);
        key = Mix(key ^ Mix(a + 0xD1B54A32D192ED03UL));
        key = Mix(key ^ Mix(b + 0x8CB92BA72F3D8DD7UL));
        (key0, key1) = ((uint)key, (uint)(key >> 32));
        high = Mix(c + 0xAEF17502108EF2D9UL);
    }

    /// <summary>Uniform over all 32-bit numbers.</summary>
    public uint NextUInt32()
    {
        if (used == 4)
        {
            Philox((uint)counter, (uint)(counter >> 32), (uint)high, (uint)(high >> 32), key0, key1, block);
            counter++;
            used = 0;
        }

        return block[used++];
    }

    /// <summary>Uniform in [0, 1), with 53 random bits.</summary>
    public double NextDouble()
    {
        ulong bits = ((ulong)NextUInt32() << 32) | NextUInt32();
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform real between two bounds.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform integer, both ends included.</summary>
    public int Integer(int low, int high) => low + (int)Math.Floor(NextDouble() * ((long)high - low + 1));

    /// <summary>Normal with mean 0 and standard deviation 1 (ziggurat).</summary>
    public double Normal() => Ziggurat.Next(this);

    /// <summary>One member of a list, all equally likely.</summary>
    public T Choose<T>(IReadOnlyList<T> items) => items[Integer(0, items.Count - 1)];

    /// <summary>Puts a list in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = Integer(0, i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The Philox4x32-10 block function; public so that its known answers can be tested.</summary>
    /// <param name="c0">Counter, word 0.</param>
    /// <param name="c1">Counter, word 1.</param>
    /// <param name="c2">Counter, word 2.</param>
    /// <param name="c3">Counter, word 3.</param>
    /// <param name="k0">Key, word 0.</param>
    /// <param name="k1">Key, word 1.</param>
    /// <param name="output">Receives four words.</param>
    public static void Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, Span<uint> output)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0, product1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = (
                (uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1,
                (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        (output[0], output[1], output[2], output[3]) = (c0, c1, c2, c3);
    }

    // SplitMix64's finalizer: spreads neighbouring addresses over the key space.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    // FNV-1a, 64 bits: string.GetHashCode differs from process to process.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037UL;
        foreach (byte value in Encoding.UTF8.GetBytes(text)) hash = (hash ^ value) * 1099511628211UL;
        return hash;
    }
}
