using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cppo.Runtime;

namespace Cppo.Models;

/// <summary>Says whether two model folders hold the same model, without reading gigabytes.</summary>
public static class ModelFingerprint
{
    private const int Piece = 1 << 20;
    private static readonly string[] Read = [".json", ".safetensors", ".jinja", ".txt"];

    /// <summary>
    /// SHA-256, shortened, over the folder's files in the order of their names: name, size, first and last MiB. Training changes every
    /// weight, so that these show it.
    /// </summary>
    /// <param name="folder">A folder in Hugging Face layout.</param>
    /// <returns>"sha256 0123456789abcdef, 3,660,480 bytes".</returns>
    /// <exception cref="CppoException">There is no such folder, or a file cannot be read.</exception>
    public static string Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new ModelException($"There is no folder {folder}.", "Point to a folder that holds a model in Hugging Face layout.");
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long bytes = 0;
            foreach (string file in Directory.GetFiles(folder).Where(file => Read.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal))
            {
                using FileStream stream = File.OpenRead(file);
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}\n{stream.Length}\n")));
                Append(hash, stream, 0);
                if (stream.Length > Piece) Append(hash, stream, Math.Max(Piece, stream.Length - Piece));
                bytes += stream.Length;
            }

            return string.Create(CultureInfo.InvariantCulture, $"sha256 {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}, {bytes:N0} bytes");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"The model in {folder} cannot be read: {error.Message}", "Check the folder and its permissions.", error);
        }
    }

    private static void Append(IncrementalHash hash, FileStream stream, long from)
    {
        stream.Position = from;
        byte[] piece = new byte[(int)Math.Min(Piece, stream.Length - from)];
        stream.ReadExactly(piece);
        hash.AppendData(piece);
    }
}
