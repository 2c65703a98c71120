using Cppo.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Prompts;

/// <summary>Several rows padded to one length, and all their pictures: the input of one forward pass.</summary>
internal sealed class TokenBatch : IDisposable
{
    /// <summary>Places rows in a rectangle.</summary>
    /// <param name="rows">Without padding.</param>
    /// <param name="offsets">Where each row begins: the number of padding tokens on its left.</param>
    /// <param name="length">L, at least offset + length of every row.</param>
    /// <param name="configuration">For the special ids.</param>
    /// <param name="type">Of the pixels: the weights' type.</param>
    /// <param name="device">Where the tensors go.</param>
    public TokenBatch(
        IReadOnlyList<EncodedPrompt> rows, IReadOnlyList<int> offsets, int length, QwenConfiguration configuration, ScalarType type, Device device)
    {
        int count = rows.Count, padding = Math.Max(configuration.Tokens.Padding, 0);
        long[] ids = new long[count * length], positions = new long[3 * count * length];
        bool[] mask = new bool[count * length];
        List<long> placeholders = [];
        Array.Fill(ids, padding);
        Array.Fill(positions, 1); // the reference's value at padding
        for (int row = 0; row < count; row++)
        {
            EncodedPrompt prompt = rows[row];
            int start = (row * length) + offsets[row];
            for (int i = 0; i < prompt.Length; i++)
            {
                ids[start + i] = prompt.Ids[i];
                mask[start + i] = true;
                if (prompt.Ids[i] == configuration.Tokens.Image) placeholders.Add(start + i);
                for (int axis = 0; axis < 3; axis++)
                    positions[(axis * count * length) + start + i] = prompt.Positions.Axes[(axis * prompt.Length) + i];
            }
        }

        PixelPatches[] pictures = [.. rows.SelectMany(row => row.Pictures)];
        Grids = [.. pictures.Select(picture => picture.Grid)];
        using DisposeScope scope = NewDisposeScope();
        Ids = Keep(tensor(ids, [count, length], device: device));
        Positions = Keep(tensor(positions, [3, count, length], device: device));
        Mask = Keep(tensor(mask, [count, length], device: device));
        Padded = mask.Contains(false);
        Placeholders = Keep(tensor(placeholders.ToArray(), device: device));
        Pixels = pictures.Length == 0 ? null : Keep(Join(pictures).to(type, device));
    }

    /// <summary>Pads on the left, so that every row ends in the last column.</summary>
    public static TokenBatch LeftPadded(IReadOnlyList<EncodedPrompt> rows, QwenConfiguration configuration, ScalarType type, Device device)
    {
        int length = rows.Max(row => row.Length);
        return new(rows, [.. rows.Select(row => length - row.Length)], length, configuration, type, device);
    }

    public Tensor Ids { get; } // [B, L]

    public Tensor Positions { get; } // [3, B, L]

    public Tensor Mask { get; } // [B, L], true at tokens

    /// <summary>Whether the mask is false anywhere.</summary>
    public bool Padded { get; }

    /// <summary>Picture tokens: indices into the flattened batch, in the order of the pictures' features.</summary>
    public Tensor Placeholders { get; } // [N / 4]

    public Tensor? Pixels { get; } // [N, C * T * P * P]

    public IReadOnlyList<PatchGrid> Grids { get; }

    private static Tensor Join(PixelPatches[] pictures)
    {
        Tensor joined = empty(pictures.Sum(picture => picture.Grid.Patches), pictures[0].RowLength, ScalarType.Float32);
        Span<float> target = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(joined.bytes);
        foreach (PixelPatches picture in pictures)
        {
            picture.Values.CopyTo(target);
            target = target[picture.Values.Length..];
        }

        return joined;
    }

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();

    public void Dispose()
    {
        foreach (Tensor? tensor in new[] { Ids, Positions, Mask, Placeholders, Pixels }) tensor?.Dispose();
    }
}
