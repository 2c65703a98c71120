using Cppo.Images;
using Cppo.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Models.Vision;

/// <summary>
/// Patches to image tokens, all pictures of a batch at once. The rows of all pictures lie one after the other; only attention
/// knows where a picture or a window ends. Source: transformers, Qwen2_5_VisionTransformerPretrainedModel.
/// </summary>
internal sealed class VisionTower : IDisposable
{
    private readonly VisionConfiguration vision;
    private readonly Parameter patchEmbedding;
    private readonly VisionBlock[] blocks;
    private readonly RootMeanSquareNorm mergerNorm;
    private readonly LinearLayer mergerIn, mergerOut;
    private readonly HashSet<int> fullAttention;
    private VisionLayout? layout; // of the last batch: training sees the same sizes step after step

    public VisionTower(VisionConfiguration vision, ParameterStore parameters)
    {
        this.vision = vision;
        patchEmbedding = parameters["visual.patch_embed.proj.weight"];
        blocks = [.. Enumerable.Range(0, vision.Blocks).Select(i => new VisionBlock(vision, parameters, $"visual.blocks.{i}"))];
        mergerNorm = new(parameters, "visual.merger.ln_q", VisionBlock.NormEpsilon);
        mergerIn = new(parameters, "visual.merger.mlp.0");
        mergerOut = new(parameters, "visual.merger.mlp.2");
        fullAttention = [.. vision.FullAttentionBlocks];
    }

    /// <summary>Runs the tower.</summary>
    /// <param name="pixels">[N, C * T * P * P], the pictures' patches one after the other, in the weights' type.</param>
    /// <param name="grids">Their sizes.</param>
    /// <param name="recomputation">Runs the blocks again in the backward pass, or null.</param>
    /// <param name="trace">Receives the intermediate values, or null.</param>
    /// <returns>[N / 4, D]: the image tokens, in picture order.</returns>
    public Tensor Forward(Tensor pixels, IReadOnlyList<PatchGrid> grids, Recomputation? recomputation, ForwardTrace? trace)
    {
        using DisposeScope scope = NewDisposeScope();
        VisionLayout order = LayoutOf(grids, pixels.device);
        Tensor embedded = nn.functional.linear(pixels, patchEmbedding.view(vision.HiddenSize, -1)); // [N, Dv]
        trace?.Record("vision.patch_embed", embedded);
        Tensor hidden = embedded.index_select(0, order.PatchOrder);
        for (int i = 0; i < blocks.Length; i++)
        {
            int block = i;
            Device device = pixels.device;
            hidden = recomputation is null
                ? Block(block, hidden, order)
                : recomputation.Run($"blocks.{block}", inputs => [Block(block, inputs[0], LayoutOf(grids, device))], [hidden])[0];
            trace?.Record($"vision.block.{i}", hidden);
        }

        Tensor cells = mergerNorm.Apply(hidden).view(-1, (long)vision.HiddenSize * vision.PatchesPerToken); // [N/4, 4 Dv]
        Tensor merged = mergerOut.Apply(nn.functional.gelu(mergerIn.Apply(cells))).index_select(0, order.CellOrder);
        trace?.Record("vision.merged", merged);
        return merged.MoveToOuterDisposeScope();
    }

    private Tensor Block(int index, Tensor hidden, VisionLayout order) =>
        blocks[index].Forward(hidden, fullAttention.Contains(index) ? order.Frames : order.Windows, order.Rotary);

    private VisionLayout LayoutOf(IReadOnlyList<PatchGrid> grids, Device device)
    {
        if (layout is not null && layout.Grids.SequenceEqual(grids)) return layout;
        layout?.Dispose();
        layout = null;
        using (no_grad()) return layout = new(grids, vision, device);
    }

    public void Dispose() => layout?.Dispose();
}
