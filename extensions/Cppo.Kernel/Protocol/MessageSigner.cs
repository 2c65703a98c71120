using System.Security.Cryptography;
using System.Text;

namespace Cppo.Kernel.Protocol;

/// <summary>Signs messages as Jupyter does: HMAC-SHA256 over the four parts, in hexadecimal.</summary>
/// <param name="key">The key; empty means that nothing is signed and everything is accepted.</param>
internal sealed class MessageSigner(byte[] key)
{
    /// <summary>The signature of the parts: header, parent header, metadata, content.</summary>
    public string Sign(IEnumerable<byte[]> parts)
    {
        if (key.Length == 0) return "";
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (byte[] part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a signature is that of the parts; takes the same time whatever the answer.</summary>
    public bool Verify(IEnumerable<byte[]> parts, byte[] signature) =>
        key.Length == 0 || CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(parts)), signature);
}
