namespace Cppo.Models;

/// <summary>Patterns of the model's large parts, for freezing and for the targets of an adapter.</summary>
public static class ModelParts
{
    /// <summary>Patch embedding and blocks of the vision tower, without the merger.</summary>
    public const string VisionTower = "visual.patch_embed|visual.blocks";

    /// <summary>The merger, which turns four patches into one token of the language model.</summary>
    public const string Merger = "visual.merger";

    /// <summary>Embeddings, decoder layers and final norm; a tied output head is the embedding itself.</summary>
    public const string LanguageModel = "model";
}
