using System.Buffers.Binary;
using System.Text;

namespace Cppo.Training.Runs.Events;

/// <summary>Writes the few kinds of protocol-buffer fields that an event needs (protobuf encoding, wire types 0, 1, 2 and 5).</summary>
internal sealed class ProtocolBufferWriter
{
    private readonly MemoryStream bytes = new();

    public byte[] ToBytes() => bytes.ToArray();

    public void Integer(int field, long value)
    {
        Tag(field, 0);
        Variable((ulong)value);
    }

    public void Double(int field, double value)
    {
        Tag(field, 1);
        Span<byte> fixed64 = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(fixed64, value);
        bytes.Write(fixed64);
    }

    public void Single(int field, float value)
    {
        Tag(field, 5);
        Span<byte> fixed32 = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(fixed32, value);
        bytes.Write(fixed32);
    }

    public void Text(int field, string value) => Content(field, Encoding.UTF8.GetBytes(value));

    public void Message(int field, ProtocolBufferWriter message) => Content(field, message.ToBytes());

    private void Content(int field, byte[] content)
    {
        Tag(field, 2);
        Variable((ulong)content.Length);
        bytes.Write(content);
    }

    private void Tag(int field, int wireType) => Variable(((ulong)field << 3) | (uint)wireType);

    private void Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.WriteByte((byte)(value | 0x80));
        bytes.WriteByte((byte)value);
    }
}
