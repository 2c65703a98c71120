using System.IO.MemoryMappedFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Safetensors;

/// <summary>
/// A safetensors file behind a memory map: tensors are copied out piece by piece, and only the piece that is copied is mapped, so that
/// the file's pages never count beside the weights.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    // Elements copied at a time where a conversion or a device needs a staging tensor.
    private const long Piece = 1 << 22;

    private readonly MemoryMappedFile map;

    /// <summary>Opens and validates a file.</summary>
    /// <exception cref="ModelException">The file is missing, truncated or inconsistent; everything found is listed.</exception>
    public SafetensorsFile(string path)
    {
        Path = path;
        if (!File.Exists(path)) throw new ModelException($"{System.IO.Path.GetFileName(path)} is missing in {System.IO.Path.GetDirectoryName(path)}.", "Download the file, or correct the index that names it.");
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Entries = SafetensorsHeader.Read(stream, stream.Length, path);
            map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            map?.Dispose();
            throw new ModelException($"{path} cannot be read: {error.Message.TrimEnd('.')}.", "Check the file's permissions and the disk.", error);
        }
    }

    public string Path { get; }

    public IReadOnlyList<TensorEntry> Entries { get; }

    /// <summary>Copies a tensor out, converted.</summary>
    public Tensor Read(TensorEntry entry, ScalarType type, Device device)
    {
        Tensor result = empty(entry.Shape, type, device); // leaves by the caller's scope
        using DisposeScope scope = NewDisposeScope();
        using (no_grad())
        {
            Tensor flat = result.view(-1);
            bool direct = type == entry.Type && device.type == DeviceType.CPU;
            for (long start = 0; start < entry.Elements; start += Piece)
            {
                long count = Math.Min(Piece, entry.Elements - start);
                using Tensor target = flat.narrow(0, start, count);
                using Tensor staging = direct ? target.alias() : empty(count, entry.Type);
                Copy(entry.Offset + (start * ElementTypes.SizeOf(entry.Type)), staging.bytes);
                if (!direct) target.copy_(staging).Dispose();
            }
        }

        return result;
    }

    private unsafe void Copy(long offset, Span<byte> target)
    {
        if (target.IsEmpty) return;
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(offset, target.Length, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            new ReadOnlySpan<byte>(pointer + view.PointerOffset, target.Length).CopyTo(target);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    public void Dispose() => map.Dispose();
}
