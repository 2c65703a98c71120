using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace Cppo.Tests.Damage;

/// <summary>What can happen to a file.</summary>
public enum ByteEditKind
{
    FlipBit,
    SetByte,
    Truncate,
    Remove,
    Repeat,
    LittleEndianNumber,
    BigEndianNumber,
}

/// <summary>One edit of a sequence of bytes.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Place">Where, in 0..9999 of the file.</param>
/// <param name="InHead">Whether the place is meant within the first 256 bytes instead, where headers are.</param>
/// <param name="Value">A bit, a byte, a length or the index of a number, as the kind needs it.</param>
public sealed record ByteEdit(ByteEditKind Kind, int Place, bool InHead, int Value)
{
    private static readonly ulong[] Numbers = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, int.MaxValue, 1UL << 31, uint.MaxValue, long.MaxValue, 1UL << 63, ulong.MaxValue];

    public byte[] Of(byte[] bytes)
    {
        if (bytes.Length == 0) return bytes;
        int at = (int)((long)Place * (InHead ? Math.Min(256, bytes.Length) : bytes.Length) / 10_000);
        byte[] copy = [.. bytes];
        switch (Kind)
        {
            case ByteEditKind.FlipBit:
                copy[at] ^= (byte)(1 << (Value % 8));
                return copy;
            case ByteEditKind.SetByte:
                copy[at] = (byte)Value;
                return copy;
            case ByteEditKind.Truncate:
                return copy[..at];
            case ByteEditKind.Remove:
                return [.. copy[..at], .. copy[Math.Min(copy.Length, at + 1 + Value)..]];
            case ByteEditKind.Repeat:
                return [.. copy[..Math.Min(copy.Length, at + 1 + Value)], .. copy[at..]];
            default:
                byte[] number = new byte[8];
                if (Kind == ByteEditKind.LittleEndianNumber) BinaryPrimitives.WriteUInt64LittleEndian(number, Numbers[Value % Numbers.Length]);
                else BinaryPrimitives.WriteUInt64BigEndian(number, Numbers[Value % Numbers.Length]);
                int width = 1 << (Value % 4), from = Kind == ByteEditKind.LittleEndianNumber ? 0 : 8 - width;
                for (int i = 0; i < width && at + i < copy.Length; i++) copy[at + i] = number[from + i];
                return copy;
        }
    }
}

/// <summary>A few edits, one after the other.</summary>
public sealed record DamagedBytes(IReadOnlyList<ByteEdit> Edits)
{
    public byte[] Of(byte[] whole) => Edits.Aggregate(whole, (bytes, edit) => edit.Of(bytes));

    public override string ToString() => string.Join(", ", Edits);

    /// <summary>For <c>[Property(Arbitrary = ...)]</c>: one to three edits; a failing case shrinks to fewer.</summary>
    public static Arbitrary<DamagedBytes> Arbitrary()
    {
        Gen<ByteEdit> edit =
            from kind in Gen.Elements(Enum.GetValues<ByteEditKind>())
            from place in Gen.Choose(0, 9_999)
            from head in Gen.Elements(true, false)
            from value in Gen.Choose(0, 255)
            select new ByteEdit(kind, place, head, value);
        Gen<DamagedBytes> damage = from count in Gen.Choose(1, 3) from edits in edit.ListOf(count) select new DamagedBytes([.. edits]);
        return Arb.From(damage, given => given.Edits.Count < 2
            ? []
            : given.Edits.Select((_, left) => new DamagedBytes([.. given.Edits.Where((_, index) => index != left)])));
    }
}
