namespace Cppo.Images;

/// <summary>The size of a preprocessed picture in patches.</summary>
/// <param name="Frames">Temporal patches; 1 for a still picture.</param>
/// <param name="Height">Rows of patches.</param>
/// <param name="Width">Columns of patches.</param>
public readonly record struct PatchGrid(int Frames, int Height, int Width)
{
    /// <summary>How many patches: rows of the vision tower's input.</summary>
    public int Patches => Frames * Height * Width;

    /// <summary>How many image tokens stand for the picture in the prompt.</summary>
    /// <param name="mergeSize">Patches a merged cell has on a side (2).</param>
    public int MergedTokens(int mergeSize) => Patches / (mergeSize * mergeSize);
}

/// <summary>A preprocessed picture: what the vision tower reads.</summary>
/// <param name="Values">
/// [N, C * T * P * P], normalised. The patches of one merged cell are consecutive, cells row by row; inside a row
/// channel, frame, patch row, patch column.
/// </param>
/// <param name="Grid">N = Grid.Patches.</param>
/// <param name="RowLength">C * T * P * P; 1176 for the published sizes.</param>
public sealed record PixelPatches(float[] Values, PatchGrid Grid, int RowLength);
