using System.Buffers.Binary;
using System.Text;
using Cppo.Runtime;

namespace Cppo.Training.Runs.Events;

/// <summary>Walks the fields of one protocol-buffer message. A field must be read as its kind, or skipped, before the next.</summary>
internal ref struct ProtocolBufferReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> message = message;
    private int position;
    private int wireType;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next(out int field)
    {
        field = 0;
        if (position >= message.Length) return false;
        ulong tag = Variable();
        (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    public long Integer() => Is(0) ? (long)Variable() : 0;

    public double Double() => Is(1) ? BinaryPrimitives.ReadDoubleLittleEndian(Take(8)) : 0;

    public float Single() => Is(5) ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : 0;

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public ReadOnlySpan<byte> Bytes()
    {
        _ = Is(2);
        ulong length = Variable();
        return Take(length <= int.MaxValue ? (int)length : int.MaxValue);
    }

    public void Skip()
    {
        if (wireType == 0) _ = Variable();
        else if (wireType == 1) _ = Take(8);
        else if (wireType == 5) _ = Take(4);
        else _ = Bytes();
    }

    private readonly bool Is(int expected) => wireType == expected ? true : throw Damaged();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > message.Length - position) throw Damaged();
        ReadOnlySpan<byte> part = message.Slice(position, count);
        position += count;
        return part;
    }

    private ulong Variable()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Damaged();
    }

    private static CppoException Damaged() => new("A protocol-buffer message is damaged.", "Restore the file that it came from.");
}
