using System.Text.Json;
using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Models.Safetensors;

/// <summary>Writes safetensors files: header padded to eight bytes, tensors in the order given, without gaps.</summary>
internal static class SafetensorsWriter
{
    private const long Piece = 1 << 22;

    public static void Write(string path, IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        byte[] header = Header(tensors);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(BitConverter.GetBytes((ulong)header.Length));
            stream.Write(header);
            foreach ((_, Tensor tensor) in tensors) WriteData(stream, tensor);
        });
    }

    /// <summary>Bytes that a tensor takes in a file.</summary>
    public static long BytesOf(Tensor tensor) => tensor.numel() * ElementTypes.SizeOf(tensor.dtype);

    private static byte[] Header(IReadOnlyList<KeyValuePair<string, Tensor>> tensors)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", ElementTypes.NameOf(tensor.dtype));
                json.WriteStartArray("shape");
                foreach (long size in tensor.shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += BytesOf(tensor));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteData(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor flat = tensor.detach().contiguous().view(-1);
            for (long start = 0; start < flat.numel(); start += Piece)
            {
                using Tensor piece = flat.narrow(0, start, Math.Min(Piece, flat.numel() - start)).cpu();
                stream.Write(piece.bytes);
            }
        }
    }
}
