using System.Text.Json;
using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Models;

/// <summary>What ends a response and what a response never contains.</summary>
/// <param name="EndTokens">Ids that end a response, from generation_config.json, else config.json.</param>
/// <param name="UnsayableTokens">Vision, image and video ids, which sampling never emits; ascending.</param>
public sealed record GenerationDefaults(IReadOnlyList<int> EndTokens, IReadOnlyList<int> UnsayableTokens)
{
    private static readonly string[] UnsayableNames =
        ["<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"];

    /// <summary>Reads generation_config.json where there is one.</summary>
    internal static GenerationDefaults Load(string folder, QwenConfiguration configuration, Tokenizer tokenizer)
    {
        string path = Path.Combine(folder, "generation_config.json");
        List<string> problems = [];
        IReadOnlyList<int> end = [];
        if (File.Exists(path) && JsonFile.Read(path).TryGetProperty("eos_token_id", out JsonElement found))
            end = TokenIds.Read(found, "eos_token_id", problems);
        if (end.Count == 0) end = configuration.Tokens.End;
        if (end.Count == 0 && tokenizer.IdOf("<|im_end|>") is int turnEnd) end = [turnEnd];
        if (end.Count == 0) problems.Add("no eos_token_id says what ends a response");
        problems.AddRange(end.Where(id => id >= configuration.Text.VocabularySize).Select(id => $"eos_token_id {id} lies beyond the vocabulary"));
        if (problems.Count > 0) throw new ModelException(path, problems, "Restore the published generation_config.json.");
        int[] unsayable = [.. UnsayableNames.Select(tokenizer.IdOf).OfType<int>().Concat(configuration.Tokens.Unsayable).Distinct().Order()];
        return new(end, unsayable);
    }
}
