using System.Numerics;

namespace Cppo.Training.Runs.Events;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), and the masked form that TFRecord files hold.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>Rotated by 15 bits plus a constant: the checksum of data that holds checksums would be weak otherwise.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Of(bytes), 15) + MaskDelta;
}
