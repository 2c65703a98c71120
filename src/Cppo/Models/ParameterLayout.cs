namespace Cppo.Models;

/// <summary>Names and shapes of every tensor that a configuration calls for, in the order of the published files.</summary>
internal static class ParameterLayout
{
    public const string Embedding = "model.embed_tokens.weight", Head = "lm_head.weight";

    public static IEnumerable<(string Name, long[] Shape)> Of(QwenConfiguration configuration) =>
        Vision(configuration.Vision).Concat(Text(configuration.Text));

    private static IEnumerable<(string, long[])> Vision(VisionConfiguration v)
    {
        long width = v.HiddenSize, inner = v.IntermediateSize, merged = width * v.PatchesPerToken;
        yield return ("visual.patch_embed.proj.weight", [width, v.Channels, v.TemporalPatchSize, v.PatchSize, v.PatchSize]);
        for (int i = 0; i < v.Blocks; i++)
        {
            string block = $"visual.blocks.{i}.";
            yield return (block + "norm1.weight", [width]);
            yield return (block + "norm2.weight", [width]);
            yield return (block + "attn.qkv.weight", [3 * width, width]);
            yield return (block + "attn.qkv.bias", [3 * width]);
            yield return (block + "attn.proj.weight", [width, width]);
            yield return (block + "attn.proj.bias", [width]);
            foreach (string gate in new[] { "gate_proj", "up_proj" })
            {
                yield return ($"{block}mlp.{gate}.weight", [inner, width]);
                yield return ($"{block}mlp.{gate}.bias", [inner]);
            }

            yield return (block + "mlp.down_proj.weight", [width, inner]);
            yield return (block + "mlp.down_proj.bias", [width]);
        }

        yield return ("visual.merger.ln_q.weight", [width]);
        yield return ("visual.merger.mlp.0.weight", [merged, merged]);
        yield return ("visual.merger.mlp.0.bias", [merged]);
        yield return ("visual.merger.mlp.2.weight", [v.OutputSize, merged]);
        yield return ("visual.merger.mlp.2.bias", [v.OutputSize]);
    }

    private static IEnumerable<(string, long[])> Text(TextConfiguration t)
    {
        long width = t.HiddenSize, keys = (long)t.KeyValueHeads * t.HeadSize, inner = t.IntermediateSize;
        yield return (Embedding, [t.VocabularySize, width]);
        for (int i = 0; i < t.Layers; i++)
        {
            string layer = $"model.layers.{i}.";
            yield return (layer + "input_layernorm.weight", [width]);
            foreach ((string name, long size) in new[] { ("q_proj", width), ("k_proj", keys), ("v_proj", keys) })
            {
                yield return ($"{layer}self_attn.{name}.weight", [size, width]);
                yield return ($"{layer}self_attn.{name}.bias", [size]);
            }

            yield return (layer + "self_attn.o_proj.weight", [width, width]);
            yield return (layer + "post_attention_layernorm.weight", [width]);
            yield return (layer + "mlp.gate_proj.weight", [inner, width]);
            yield return (layer + "mlp.up_proj.weight", [inner, width]);
            yield return (layer + "mlp.down_proj.weight", [width, inner]);
        }

        yield return ("model.norm.weight", [width]);
        if (!t.TiedEmbeddings) yield return (Head, [t.VocabularySize, width]);
    }

    /// <summary>The published name of a tensor, whichever style a file is written in.</summary>
    public static string PublishedName(string name) =>
        name.StartsWith("model.visual.", StringComparison.Ordinal) ? name["model.".Length..]
        : name.StartsWith("model.language_model.", StringComparison.Ordinal) ? "model." + name["model.language_model.".Length..]
        : name;
}
