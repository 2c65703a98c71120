namespace Cppo.Models.Lora;

/// <summary>What an adapter does in the pass that runs.</summary>
/// <param name="Enabled">Whether it acts.</param>
/// <param name="Drops">Whether its dropout acts.</param>
/// <param name="Step">The training step; part of the dropout's address.</param>
/// <param name="Draw">Masks drawn in this step so far.</param>
/// <param name="Rehearses">Whether the dropout acts in a pass without gradients, too: the pass will be repeated with them.</param>
internal readonly record struct LoraState(bool Enabled, bool Drops, ulong Step, ulong Draw, bool Rehearses = false);
