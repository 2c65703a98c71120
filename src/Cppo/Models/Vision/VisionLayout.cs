using Cppo.Images;
using Cppo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Vision;

/// <summary>Everything about a batch of pictures that depends on their sizes only: order, segments, rotary table.</summary>
internal sealed class VisionLayout : IDisposable
{
    private const double RotaryBase = 10000; // fixed in the architecture

    public VisionLayout(IReadOnlyList<PatchGrid> grids, VisionConfiguration vision, Device device)
    {
        Grids = [.. grids];
        Dictionary<PatchGrid, WindowOrder> orders = Grids.Distinct().ToDictionary(grid => grid, grid => WindowOrder.Of(grid, vision));
        int perToken = vision.PatchesPerToken;
        long[] patches = new long[Grids.Sum(grid => grid.Patches)], cellOf = new long[patches.Length / perToken];
        float[] rows = new float[patches.Length], columns = new float[patches.Length];
        int next = 0, firstCell = 0;
        foreach (PatchGrid grid in Grids)
        {
            int cellsAcross = grid.Width / vision.MergeSize, cellsDown = grid.Height / vision.MergeSize;
            foreach (int cell in orders[grid].Cells)
            {
                cellOf[firstCell + cell] = next / perToken;
                (int cellRow, int cellColumn) = (cell / cellsAcross % cellsDown, cell % cellsAcross);
                for (int inside = 0; inside < perToken; inside++, next++)
                {
                    patches[next] = ((firstCell + cell) * (long)perToken) + inside;
                    rows[next] = (cellRow * vision.MergeSize) + (inside / vision.MergeSize);
                    columns[next] = (cellColumn * vision.MergeSize) + (inside % vision.MergeSize);
                }
            }

            firstCell += grid.MergedTokens(vision.MergeSize);
        }

        using DisposeScope scope = NewDisposeScope();
        PatchOrder = tensor(patches, device: device).DetachFromDisposeScope();
        CellOrder = tensor(cellOf, device: device).DetachFromDisposeScope();
        Windows = new([.. Grids.SelectMany(grid => orders[grid].WindowPatches)], device);
        Frames = new([.. Grids.SelectMany(grid => orders[grid].FramePatches)], device);
        Rotary = Table(rows, columns, vision.HeadSize, device);
    }

    public PatchGrid[] Grids { get; }

    /// <summary>[N]: old index of each patch in window order.</summary>
    public Tensor PatchOrder { get; }

    /// <summary>[N / 4]: where each merged cell, in picture order, lies in window order.</summary>
    public Tensor CellOrder { get; }

    public Segments Windows { get; }

    public Segments Frames { get; }

    /// <summary>[N, 1, 1, D], float32: broadcasts over queries and keys and over heads.</summary>
    public RotaryTable Rotary { get; }

    // Angles [y f | x f] with f_i = 10000^(-2i / (D/2)), i < D/4.
    private static RotaryTable Table(float[] rows, float[] columns, int headSize, Device device)
    {
        Tensor exponents = arange(0, headSize / 2, 2, ScalarType.Float32, device) / (headSize / 2);
        Tensor frequencies = 1.0 / pow(RotaryBase, exponents); // [D/4]
        Tensor angles = cat(
            [
                tensor(rows, device: device).unsqueeze(1) * frequencies,
                tensor(columns, device: device).unsqueeze(1) * frequencies,
            ],
            -1); // [N, D/2]
        RotaryTable table = RotaryTable.Of(angles.unsqueeze(1).unsqueeze(1), ScalarType.Float32);
        return new(table.Cosine.DetachFromDisposeScope(), table.SignedSine.DetachFromDisposeScope());
    }

    public void Dispose()
    {
        PatchOrder.Dispose();
        CellOrder.Dispose();
        Windows.Dispose();
        Frames.Dispose();
        Rotary.Dispose();
    }
}
