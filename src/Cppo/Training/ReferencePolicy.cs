using Cppo.Models;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// What the KL term measures from: a frozen copy of the policy as it was, or, where only a LoRA adapter is trained, the policy
/// itself with the adapter switched off, which costs no memory.
/// </summary>
internal sealed class ReferencePolicy : IDisposable
{
    private readonly Policy policy;
    private readonly bool isShared;

    private ReferencePolicy(Policy policy, bool isShared) => (this.policy, this.isShared) = (policy, isShared);

    /// <summary>The reference of a policy that is about to be trained.</summary>
    public static ReferencePolicy Of(Policy policy)
    {
        bool isBaseFrozen = policy.Parameters.Values.All(parameter => !parameter.requires_grad);
        if (policy.Model.Adapter is not null && isBaseFrozen) return new(policy, isShared: true);
        Policy copy = policy.Clone();
        copy.Model.RemoveAdapter();
        return new(copy, isShared: false);
    }

    /// <summary>Log-probabilities of some responses of a batch, without gradient.</summary>
    public ResponseScores Score(ResponseBatch batch, IReadOnlyList<ViewedRow> rows)
    {
        using IDisposable none = no_grad();
        if (!isShared) return batch.Score(policy, rows);
        bool was = policy.Model.Adapter?.Enabled ?? false;
        Switch(false);
        try
        {
            return batch.Score(policy, rows);
        }
        finally
        {
            Switch(was);
        }
    }

    private void Switch(bool on)
    {
        if (policy.Model.Adapter is { } adapter) adapter.Enabled = on;
    }

    public void Dispose()
    {
        if (!isShared) policy.Dispose();
    }
}
