using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cppo.Kernel.Protocol;

/// <summary>Turns messages into frames and back: identities, a delimiter, the signature, four parts of JSON.</summary>
internal sealed class MessageCodec(MessageSigner signer)
{
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The frames of a message.</summary>
    public IReadOnlyList<byte[]> Encode(JupyterMessage message)
    {
        byte[][] parts = [Bytes(message.Header), Bytes(message.Parent), Bytes(message.Metadata), Bytes(message.Content)];
        return [.. message.Identities, Delimiter, Encoding.ASCII.GetBytes(signer.Sign(parts)), .. parts];
    }

    /// <summary>Reads a message; false for frames that are not one, or that are signed by someone else.</summary>
    public bool TryDecode(IReadOnlyList<byte[]> frames, [NotNullWhen(true)] out JupyterMessage? message)
    {
        message = null;
        int delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter)) delimiter++;
        if (frames.Count < delimiter + 6) return false;

        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(4)];
        if (!signer.Verify(parts, frames[delimiter + 1])) return false;
        try
        {
            JsonObject?[] read = [.. parts.Select(part => JsonNode.Parse(part) as JsonObject)];
            if (read is not [{ } header, { } parent, { } metadata, { } content]) return false;
            message = new([.. frames.Take(delimiter)], header, parent, content) { Metadata = metadata };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Bytes(JsonObject part) => JsonSerializer.SerializeToUtf8Bytes(part, Plain);
}
