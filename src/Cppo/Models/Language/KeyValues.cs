using static TorchSharp.torch;

namespace Cppo.Models.Language;

/// <summary>What one layer remembers of the tokens it has seen.</summary>
/// <param name="Keys">[B, K, L, D] of K key/value heads, already turned.</param>
/// <param name="Values">[B, K, L, D].</param>
internal sealed record KeyValues(Tensor Keys, Tensor Values) : IDisposable
{
    public void Dispose()
    {
        Keys.Dispose();
        Values.Dispose();
    }
}
