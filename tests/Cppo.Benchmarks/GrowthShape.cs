using System.Text.Json.Nodes;

namespace Cppo.Benchmarks;

/// <summary>The sizes that a growth run varies, one at a time.</summary>
/// <param name="Width">Of the decoder; the tower has three quarters of it.</param>
/// <param name="Vocabulary">Ids.</param>
/// <param name="Group">Responses a prompt.</param>
/// <param name="NewTokens">Tokens of every response.</param>
/// <param name="Side">Of the square picture, pixels.</param>
internal sealed record GrowthShape(int Width = 128, int Vocabulary = 512, int Group = 8, int NewTokens = 32, int Side = 112)
{
    private const int Prompts = 4, PromptTextTokens = 32, Layers = 4, TowerBlocks = 3, Heads = 4, KeyValueHeads = 2;

    /// <summary>As a work order.</summary>
    public WorkOrder ToWork()
    {
        int headSize = Width / Heads, turned = headSize / 2, tower = Width * 3 / 4;
        JsonObject configuration = new()
        {
            ["text_config"] = new JsonObject
            {
                ["hidden_size"] = Width,
                ["num_hidden_layers"] = Layers,
                ["num_attention_heads"] = Heads,
                ["num_key_value_heads"] = KeyValueHeads,
                ["intermediate_size"] = 3 * Width,
                ["vocab_size"] = Vocabulary,
                ["rope_parameters"] = new JsonObject
                {
                    ["rope_theta"] = 1_000_000.0,
                    ["mrope_section"] = new JsonArray(turned / 4, turned * 3 / 8, turned * 3 / 8),
                },
            },
            ["vision_config"] = new JsonObject
            {
                ["depth"] = TowerBlocks,
                ["hidden_size"] = tower,
                ["num_heads"] = Heads,
                ["intermediate_size"] = 3 * tower,
                ["fullatt_block_indexes"] = new JsonArray(TowerBlocks - 1),
                ["out_hidden_size"] = Width,
            },
            ["tie_word_embeddings"] = true,
        };
        return new("growth", configuration, Prompts, Group, Side, PromptTextTokens, NewTokens);
    }
}
