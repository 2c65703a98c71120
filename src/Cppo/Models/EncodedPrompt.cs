using Cppo.Images;
using Cppo.Models.Prompts;

namespace Cppo.Models;

/// <summary>
/// A prompt as the model reads it: token ids with every picture placeholder expanded, and the preprocessed pictures. A value:
/// made by Policy.EncodePrompt, never changed, cheap to give other pictures of the same size.
/// </summary>
public sealed record EncodedPrompt
{
    internal EncodedPrompt(IReadOnlyList<int> ids, IReadOnlyList<PixelPatches> pictures, string text, QwenConfiguration configuration)
    {
        (Ids, Pictures, Text) = (ids, pictures, text);
        Require(configuration);
        Positions = MultimodalPositions.Of(
            ids, [.. pictures.Select(picture => picture.Grid)], configuration.Tokens.Image, configuration.Vision.MergeSize);
    }

    /// <summary>Token ids, L of them, without padding.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>In the order of their placeholders.</summary>
    public IReadOnlyList<PixelPatches> Pictures { get; private init; }

    /// <summary>The rendered prompt before its placeholders were expanded.</summary>
    public string Text { get; }

    /// <summary>Length in tokens.</summary>
    public int Length => Ids.Count;

    internal MultimodalPositions Positions { get; }

    /// <summary>The same prompt about other pictures of the same sizes: ids and positions are shared.</summary>
    /// <param name="pictures">As many as before, with the same grids.</param>
    /// <exception cref="ModelException">Another number of pictures, or another size.</exception>
    public EncodedPrompt WithPictures(IReadOnlyList<PixelPatches> pictures)
    {
        if (pictures.Count != Pictures.Count)
            throw new ModelException($"The prompt has {Pictures.Count} pictures; {pictures.Count} cannot take their place.", "Pass one picture for each.");
        for (int i = 0; i < pictures.Count; i++)
        {
            (PatchGrid old, PatchGrid other) = (Pictures[i].Grid, pictures[i].Grid);
            if (old == other) continue;
            throw new ModelException(
                $"Picture {i + 1} has {other.Height} x {other.Width} patches; the prompt was encoded for {old.Height} x {old.Width}.",
                "Keep the picture's size, or encode the prompt again.");
        }

        return this with { Pictures = pictures };
    }

    private void Require(QwenConfiguration configuration)
    {
        const string Advice = "Give the prompt one picture for each placeholder.";
        if (Ids.Count == 0) throw new ModelException("The prompt is empty.", "Encode at least one token.");
        foreach (int id in Ids)
        {
            if (id >= 0 && id < configuration.Text.VocabularySize) continue;
            throw new ModelException($"The prompt holds the token id {id}; the model has 0..{configuration.Text.VocabularySize - 1}.", "Use the tokenizer that belongs to the model.");
        }

        if (Ids.Contains(configuration.Tokens.Video)) throw new ModelException($"The prompt \"{Shorten(Text)}\" has a video placeholder.", "Videos are not supported: pass pictures.");
        foreach (PixelPatches picture in Pictures)
        {
            int merge = configuration.Vision.MergeSize;
            bool fits = picture.RowLength == configuration.Vision.PatchLength && picture.Values.Length == (long)picture.Grid.Patches * picture.RowLength
                && picture.Grid is { Frames: > 0, Height: > 0, Width: > 0 } && picture.Grid.Height % merge == 0 && picture.Grid.Width % merge == 0;
            if (!fits) throw new ModelException($"A picture of {picture.Grid} patches with {picture.RowLength} values each does not fit the vision tower ({configuration.Vision.PatchLength} values).", "Preprocess pictures with the model's own preprocessor_config.json.");
        }

        int placeholders = Ids.Count(id => id == configuration.Tokens.Image);
        int features = Pictures.Sum(picture => picture.Grid.MergedTokens(configuration.Vision.MergeSize));
        if (placeholders != features)
            throw new ModelException($"The prompt \"{Shorten(Text)}\" has {placeholders} picture tokens, but its {Pictures.Count} pictures make {features}.", Advice);
        RequireRuns(configuration, Advice);
    }

    // Each picture's tokens must stand together, or rows and columns would be dealt to the wrong tokens.
    private void RequireRuns(QwenConfiguration configuration, string advice)
    {
        int index = 0;
        foreach (PixelPatches picture in Pictures)
        {
            while (Ids[index] != configuration.Tokens.Image) index++;
            int tokens = picture.Grid.MergedTokens(configuration.Vision.MergeSize);
            for (int i = 0; i < tokens; i++, index++)
            {
                if (index < Ids.Count && Ids[index] == configuration.Tokens.Image) continue;
                throw new ModelException($"The prompt \"{Shorten(Text)}\" has a run of {i} picture tokens where a picture makes {tokens}.", advice);
            }
        }
    }

    /// <summary>The head of a prompt, short enough for an error message.</summary>
    internal static string Shorten(string text) => text.Length <= 120 ? text : text[..120] + "...";
}
