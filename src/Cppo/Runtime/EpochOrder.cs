namespace Cppo.Runtime;

/// <summary>
/// An endless sequence of indices: every epoch holds each index once, in an order of its own. What stands at a position is a function
/// of seed and position alone; one epoch's order is kept at a time. Safe to share.
/// </summary>
/// <param name="count">How many indices there are, at least 1.</param>
/// <param name="seed">Equal seeds give equal sequences, on every machine.</param>
/// <param name="purpose">What the order is for: different purposes never share numbers.</param>
public sealed class EpochOrder(int count, ulong seed, string purpose)
{
    private Epoch current = new(-1, []);

    /// <summary>The index at a position, from 0.</summary>
    public int this[long position] => At(position / count).Order[position % count];

    private Epoch At(long number)
    {
        Epoch known = current;
        if (known.Number == number) return known;
        int[] order = [.. Enumerable.Range(0, count)];
        new CounterRandom(seed, purpose, (ulong)number).Shuffle(order);
        return current = new(number, order);
    }

    private sealed record Epoch(long Number, int[] Order);
}
