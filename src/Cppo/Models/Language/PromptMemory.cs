using Cppo.Models.Prompts;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>What left-padded prompts leave behind for their responses. With gradients on, gradients flow back through it.</summary>
/// <param name="Layers">Keys and values of each layer, [P, K, L, D].</param>
/// <param name="LastHidden">[P, D]: the hidden state that predicts the first response token.</param>
internal sealed record PromptMemory(IReadOnlyList<KeyValues> Layers, Tensor LastHidden) : IDisposable
{
    /// <summary>Runs the prompts and their pictures once.</summary>
    public static PromptMemory Of(QwenModel model, TokenBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalAttention attention = new(batch.Padded ? batch.Mask : null, model.Type, model.Configuration.Text.Layers);
        Tensor hidden = model.Forward(batch, attention); // [P, L, D]
        return new(attention.Memory, hidden.select(1, -1).DetachFromDisposeScope());
    }

    public void Dispose()
    {
        foreach (KeyValues layer in Layers) layer.Dispose();
        LastHidden.Dispose();
    }
}
