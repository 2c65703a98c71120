using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>The perception tokens of a batch of responses. Tensors are [R, T], detached, and belong to the caller.</summary>
public sealed record PerceptionSelection : IDisposable
{
    /// <summary>d = Hr - H0, nats, at every position.</summary>
    public required Tensor Shift { get; init; }

    /// <summary>The detector's score at every position.</summary>
    public required Tensor Score { get; init; }

    /// <summary>Bool: may be chosen.</summary>
    public required Tensor Candidates { get; init; }

    /// <summary>Bool: chosen by the rule, before the gate.</summary>
    public required Tensor Selected { get; init; }

    /// <summary>Bool: the response tokens.</summary>
    public required Tensor Response { get; init; }

    /// <summary>For each response the smallest score that was taken; -infinity without candidates.</summary>
    public required IReadOnlyList<double> Threshold { get; init; }

    /// <summary>For each response the number of candidates.</summary>
    public required IReadOnlyList<int> CandidateCounts { get; init; }

    /// <summary>For each response k, the places that the rule gives away (synchronous: ties may take more; at least 1).</summary>
    public required IReadOnlyList<int> Places { get; init; }

    /// <summary>The gate: a token stays only where its advantage is above 0.</summary>
    /// <param name="advantages">[R] or [R, T].</param>
    /// <returns>[R, T] bool: the mask of the contrastive loss.</returns>
    public Tensor Gate(Tensor advantages)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor positive = ResponseMask.PerToken(advantages, Score).gt(0) & Response;
        return (Selected & positive).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors) tensor.Dispose();
    }

    /// <summary>Hands the tensors to the next dispose scope outwards.</summary>
    internal PerceptionSelection MoveToOuterDisposeScope()
    {
        foreach (Tensor tensor in Tensors) tensor.MoveToOuterDisposeScope();
        return this;
    }

    private Tensor[] Tensors => [Shift, Score, Candidates, Selected, Response];
}
