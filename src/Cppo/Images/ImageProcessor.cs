namespace Cppo.Images;

/// <summary>Qwen2-VL's image processor: smart resize, bicubic, normalisation, patches (transformers, models/qwen2_vl).</summary>
public sealed partial record ImageProcessor
{
    /// <summary>Longest side over shortest side that is still accepted.</summary>
    public const int LargestAspectRatio = 200;

    private const int Channels = 3;

    /// <summary>Fewest pixels after resizing; smaller pictures are enlarged.</summary>
    public int MinPixels { get; init; } = 56 * 56;

    /// <summary>Most pixels after resizing; larger pictures are reduced.</summary>
    public int MaxPixels { get; init; } = 28 * 28 * 16384;

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Side of a merged cell in patches.</summary>
    public int MergeSize { get; init; } = 2;

    /// <summary>Frames in a temporal patch; a still picture is repeated.</summary>
    public int TemporalPatchSize { get; init; } = 2;

    /// <summary>Mean of each channel, of values in 0..1.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Standard deviation of each channel, of values in 0..1.</summary>
    public IReadOnlyList<float> Std { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>The size that a picture is resized to ("smart_resize"): multiples of a merged cell, within the limits.</summary>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <exception cref="PictureException">A side below 1, or an aspect ratio over 200.</exception>
    public (int Height, int Width) TargetSize(int height, int width)
    {
        if (height < 1 || width < 1)
        {
            throw new PictureException($"A picture of {width} x {height} pixels has no content.", "Use pictures of at least 1 x 1 pixels.");
        }

        if ((double)Math.Max(height, width) / Math.Min(height, width) > LargestAspectRatio)
        {
            throw new PictureException(
                $"A picture of {width} x {height} pixels has an aspect ratio over {LargestAspectRatio}.",
                "Crop it or cut it into several pictures.");
        }

        int factor = PatchSize * MergeSize;
        // Halves go to the even neighbour, as Python's round does.
        long newHeight = (long)Math.Round((double)height / factor, MidpointRounding.ToEven) * factor;
        long newWidth = (long)Math.Round((double)width / factor, MidpointRounding.ToEven) * factor;
        if (newHeight * newWidth > MaxPixels)
        {
            double shrink = Math.Sqrt((double)height * width / MaxPixels);
            newHeight = Math.Max(factor, (long)Math.Floor(height / shrink / factor) * factor);
            newWidth = Math.Max(factor, (long)Math.Floor(width / shrink / factor) * factor);
        }
        else if (newHeight * newWidth < MinPixels)
        {
            double grow = Math.Sqrt(MinPixels / ((double)height * width));
            newHeight = (long)Math.Ceiling(height * grow / factor) * factor;
            newWidth = (long)Math.Ceiling(width * grow / factor) * factor;
        }

        return ((int)newHeight, (int)newWidth);
    }

    /// <summary>The picture whose pixels are cut into patches: bicubic, in the target size.</summary>
    /// <param name="picture">The picture, of any size that <see cref="TargetSize"/> accepts.</param>
    /// <exception cref="PictureException">An aspect ratio over 200.</exception>
    public Picture Resize(Picture picture)
    {
        (int height, int width) = TargetSize(picture.Height, picture.Width);
        return picture.Resize(width, height, ResamplingFilter.Bicubic);
    }

    /// <summary>Resizes, normalises and cuts a picture into patches.</summary>
    /// <param name="picture">The picture, of any size that <see cref="TargetSize"/> accepts.</param>
    /// <exception cref="PictureException">An aspect ratio over 200.</exception>
    public PixelPatches Process(Picture picture)
    {
        Picture resized = Resize(picture);
        (int width, int height) = (resized.Width, resized.Height);
        ReadOnlySpan<byte> rgb = resized.Rgb;
        PatchGrid grid = new(1, height / PatchSize, width / PatchSize);
        int rowLength = Channels * TemporalPatchSize * PatchSize * PatchSize;
        float[] values = new float[(long)grid.Patches * rowLength];
        float[][] normalised = NormalisedLevels();
        int row = 0;
        for (int cellY = 0; cellY < grid.Height; cellY += MergeSize)
        {
            for (int cellX = 0; cellX < grid.Width; cellX += MergeSize)
            {
                for (int y = cellY; y < cellY + MergeSize; y++)
                {
                    for (int x = cellX; x < cellX + MergeSize; x++, row++)
                    {
                        FillPatch(rgb, width, y * PatchSize, x * PatchSize, normalised, values.AsSpan(row * rowLength, rowLength));
                    }
                }
            }
        }

        return new PixelPatches(values, grid, rowLength);
    }

    // patch: [C, T, P, P]
    private void FillPatch(ReadOnlySpan<byte> rgb, int width, int top, int left, float[][] normalised, Span<float> patch)
    {
        int frameLength = PatchSize * PatchSize, rowBytes = PatchSize * Channels;
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<float> frames = patch.Slice(channel * TemporalPatchSize * frameLength, TemporalPatchSize * frameLength);
            ReadOnlySpan<float> levels = normalised[channel];
            for (int y = 0; y < PatchSize; y++)
            {
                ReadOnlySpan<byte> pixels = rgb.Slice((((top + y) * width) + left) * Channels, rowBytes);
                Span<float> row = frames.Slice(y * PatchSize, PatchSize);
                for (int x = 0; x < row.Length; x++) row[x] = levels[pixels[(x * Channels) + channel]];
            }

            for (int frame = 1; frame < TemporalPatchSize; frame++) frames[..frameLength].CopyTo(frames[(frame * frameLength)..]);
        }
    }

    // [C, 256]: the value of every grey level, in the reference's steps: each one rounded to float32.
    private float[][] NormalisedLevels() =>
        [.. Enumerable.Range(0, Channels).Select(channel =>
            Enumerable.Range(0, 256).Select(level => ((level / 255f) - Mean[channel]) / Std[channel]).ToArray())];
}
