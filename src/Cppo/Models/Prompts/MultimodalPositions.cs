using Cppo.Images;

namespace Cppo.Models.Prompts;

/// <summary>
/// Where each token stands on the three axes of M-RoPE. Text counts 0, 1, 2, ... on all of them; a picture with merged grid
/// (t, H, W) at base b gets (b, b + y, b + x), and the text behind it starts at the maximum + 1.
/// Source: transformers, Qwen2_5_VLModel.get_rope_index.
/// </summary>
/// <param name="Axes">[3 * L]: time, height, width, one after the other.</param>
/// <param name="Next">The position of the token that follows the row: maximum + 1.</param>
internal sealed record MultimodalPositions(int[] Axes, int Next)
{
    /// <summary>Tokens in the row.</summary>
    public int Length => Axes.Length / 3;

    /// <summary>Next less the row's length: what a later token's position differs by from its index.</summary>
    public int Delta => Next - Length;

    /// <summary>Positions of a row without padding, whose placeholders are known to fit the pictures.</summary>
    public static MultimodalPositions Of(IReadOnlyList<int> ids, IReadOnlyList<PatchGrid> grids, int imageToken, int mergeSize)
    {
        int length = ids.Count, next = 0, picture = 0;
        int[] axes = new int[3 * length];
        for (int i = 0; i < length;)
        {
            if (ids[i] != imageToken)
            {
                axes[i] = axes[length + i] = axes[(2 * length) + i] = next++;
                i++;
                continue;
            }

            PatchGrid grid = grids[picture++];
            int height = grid.Height / mergeSize, width = grid.Width / mergeSize, first = next;
            for (int frame = 0; frame < grid.Frames; frame++)
            for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++, i++)
            {
                // Frames of a still picture share one moment: the reference gives pictures a time step of zero.
                (axes[i], axes[length + i], axes[(2 * length) + i]) = (first, first + y, first + x);
            }

            next = first + Math.Max(height, width);
        }

        return new(axes, next);
    }
}
