using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>What one update learns from: some prompts of a step with all their responses.</summary>
/// <param name="Step">The whole batch that they are taken from.</param>
/// <param name="Update">Number of the update in its step, from 0.</param>
/// <param name="Epoch">How often the step has been through its batch before.</param>
/// <param name="Prompts">Indices of the prompts in the step.</param>
internal sealed record MiniBatch(StepBatch Step, int Update, int Epoch, IReadOnlyList<int> Prompts)
{
    /// <summary>The prompts with their responses.</summary>
    public ResponseBatch Responses { get; } = Step.Responses.Part(Prompts);

    /// <summary>The rows of this mini-batch: [all, T of all] -> [R, T]; null where there are none.</summary>
    public Tensor? Of(Tensor? values)
    {
        if (values is null) return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = tensor(Prompts.SelectMany(Step.RowsOf).ToArray(), ScalarType.Int64, values.device);
        return values.index_select(0, rows).narrow(1, 0, Responses.Length).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Puts what the first epoch learned of the prompts where they stand in the step.</summary>
    public void Keep(IReadOnlyList<GroupRecord> groups, GroupRecord[] into)
    {
        if (Epoch > 0) return;
        for (int i = 0; i < Prompts.Count; i++) into[Prompts[i]] = groups[i];
    }
}
