using Cppo.Images;

namespace Cppo.Models.Vision;

/// <summary>
/// Where the merged cells of one picture go when they are reordered window by window, and how large the windows are. Windows
/// are cut row-major from the grid of cells; those at the right and lower edge are smaller, none is empty.
/// </summary>
/// <param name="Cells">Old index of each cell in the new order.</param>
/// <param name="WindowPatches">Patches in each window.</param>
/// <param name="FramePatches">Patches in each frame.</param>
internal sealed record WindowOrder(int[] Cells, int[] WindowPatches, int[] FramePatches)
{
    public static WindowOrder Of(PatchGrid grid, VisionConfiguration vision)
    {
        int side = vision.WindowCells, height = grid.Height / vision.MergeSize, width = grid.Width / vision.MergeSize;
        List<int> cells = new(grid.Frames * height * width), windows = [];
        for (int frame = 0; frame < grid.Frames; frame++)
        for (int top = 0; top < height; top += side)
        for (int left = 0; left < width; left += side)
        {
            int before = cells.Count;
            for (int y = top; y < Math.Min(top + side, height); y++)
            for (int x = left; x < Math.Min(left + side, width); x++)
                cells.Add((((frame * height) + y) * width) + x);
            windows.Add((cells.Count - before) * vision.PatchesPerToken);
        }

        return new([.. cells], [.. windows], [.. Enumerable.Repeat(grid.Height * grid.Width, grid.Frames)]);
    }
}
