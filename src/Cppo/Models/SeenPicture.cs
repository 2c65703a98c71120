using Cppo.Images;
using Cppo.Models.Vision;
using Cppo.Runtime;

namespace Cppo.Models;

/// <summary>Neighbouring merged cells that attend to each other in the blocks with windows.</summary>
/// <param name="Left">First column of cells.</param>
/// <param name="Top">First row of cells.</param>
/// <param name="Width">Columns of cells.</param>
/// <param name="Height">Rows of cells.</param>
public readonly record struct AttentionWindow(int Left, int Top, int Width, int Height)
{
    /// <summary>Cells in it: image tokens.</summary>
    public int Cells => Width * Height;
}

/// <summary>
/// A picture as the model sees it: resized, cut into patches, patches merged into cells (one image token each), cells
/// gathered in attention windows.
/// </summary>
public sealed record SeenPicture
{
    private SeenPicture()
    {
    }

    /// <summary>The picture as it was given.</summary>
    public required Picture Original { get; init; }

    /// <summary>The picture whose pixels the patches are cut from.</summary>
    public required Picture Resized { get; init; }

    /// <summary>Rows and columns of patches.</summary>
    public required PatchGrid Grid { get; init; }

    /// <summary>Side of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Side of a merged cell in patches.</summary>
    public required int MergeSize { get; init; }

    /// <summary>The windows in the order in which the vision tower runs them; those at the right and lower edge may be smaller.</summary>
    public required IReadOnlyList<AttentionWindow> Windows { get; init; }

    /// <summary>Blocks of the vision tower that attend inside windows.</summary>
    public required int WindowedBlocks { get; init; }

    /// <summary>Blocks of the vision tower.</summary>
    public required int Blocks { get; init; }

    /// <summary>Columns of merged cells.</summary>
    public int CellColumns => Grid.Width / MergeSize;

    /// <summary>Rows of merged cells.</summary>
    public int CellRows => Grid.Height / MergeSize;

    /// <summary>Image tokens in the prompt.</summary>
    public int Tokens => Grid.MergedTokens(MergeSize);

    /// <summary>Looks at a picture with a policy's image processor and vision tower.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="picture">Any picture that it accepts.</param>
    /// <exception cref="CppoException">The picture's aspect ratio is over 200.</exception>
    public static SeenPicture Of(Policy policy, Picture picture)
    {
        VisionConfiguration vision = policy.Model.Configuration.Vision;
        Picture resized = policy.ImageProcessor.Resize(picture);
        PatchGrid grid = new(1, resized.Height / vision.PatchSize, resized.Width / vision.PatchSize);
        int full = vision.FullAttentionBlocks.Count(block => block >= 0 && block < vision.Blocks);
        return new()
        {
            Original = picture,
            Resized = resized,
            Grid = grid,
            PatchSize = vision.PatchSize,
            MergeSize = vision.MergeSize,
            Windows = WindowsOf(grid, vision),
            WindowedBlocks = vision.Blocks - full,
            Blocks = vision.Blocks,
        };
    }

    // Read off the order that the vision tower itself uses: a window's cells are consecutive there.
    private static IReadOnlyList<AttentionWindow> WindowsOf(PatchGrid grid, VisionConfiguration vision)
    {
        WindowOrder order = WindowOrder.Of(grid, vision);
        int across = grid.Width / vision.MergeSize, next = 0;
        List<AttentionWindow> windows = [];
        foreach (int patches in order.WindowPatches)
        {
            int cells = patches / vision.PatchesPerToken;
            int first = order.Cells[next], last = order.Cells[next + cells - 1];
            windows.Add(new(first % across, first / across, (last % across) - (first % across) + 1, (last / across) - (first / across) + 1));
            next += cells;
        }

        return windows;
    }
}
