namespace Cppo.Training.Runs;

/// <summary>What a run directory keeps beside the run's description, metrics and state. None of it changes what is learned, so all may differ on resume.</summary>
public sealed record KeepOptions
{
    /// <summary>Write a TensorBoard event file.</summary>
    public bool Events { get; init; } = true;

    /// <summary>Keep the responses of every so many steps as <c>rollouts/step-NNNNNN.parquet</c>; 0 never. Text and 8 bytes a token, before compression.</summary>
    public int RolloutsEvery { get; init; } = 1;

    /// <summary>Keep every response token's numbers of every so many steps as <c>tokens/step-NNNNNN.parquet</c>; 0 never. About 20 bytes a token without views, 60 with.</summary>
    public int TokensEvery { get; init; } = 10;

    /// <summary>
    /// Save the model after every so many steps as <c>checkpoints/step-NNNNNN</c>, in Hugging Face's layout (PEFT's where it has an adapter);
    /// 0 never. Resuming needs none of them.
    /// </summary>
    public int CheckpointsEvery { get; init; }

    /// <summary>How many checkpoints stay: the last ones, and beside them the one with the best evaluation. At least 1.</summary>
    public int LastCheckpoints { get; init; } = 3;
}
