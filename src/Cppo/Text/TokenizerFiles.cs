using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Text;

/// <summary>What the tokenizer files of a Hugging Face folder say, in either layout.</summary>
/// <param name="Vocabulary">Byte-level entries and their ids.</param>
/// <param name="Merges">"left right", best first.</param>
/// <param name="Added">Tokens beside the vocabulary.</param>
/// <param name="Pattern">The regular expression that splits text before merging.</param>
internal sealed record TokenizerFiles(
    IReadOnlyDictionary<string, int> Vocabulary,
    IReadOnlyList<string> Merges,
    IReadOnlyList<AddedToken> Added,
    string Pattern)
{
    /// <summary>Qwen2's splitting expression, for folders without tokenizer.json.</summary>
    private const string QwenPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string UseQwen = "Use the tokenizer of a Qwen2.5 checkpoint: byte-level BPE with NFC and a splitting expression.";

    public static TokenizerFiles Read(string folder)
    {
        string whole = Path.Combine(folder, "tokenizer.json");
        string vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        if (File.Exists(whole)) return Whole(whole);
        if (File.Exists(vocabulary) && File.Exists(merges)) return Parts(folder, vocabulary, merges);
        throw new CppoException(
            $"{folder} has no tokenizer: neither tokenizer.json nor vocab.json with merges.txt.",
            "Copy the tokenizer files of the checkpoint into the folder.");
    }

    private static TokenizerFiles Whole(string path)
    {
        JsonElement file = JsonFile.Read(path);
        try
        {
            JsonElement model = file.GetProperty("model");
            Require(Text(model, "type") is null or "BPE", path, $"its model is {Text(model, "type")}, not BPE");
            Require(Kind(file, "normalizer") == "NFC", path, "its normalizer is not NFC");
            AddedToken[] added =
                [.. file.GetProperty("added_tokens").EnumerateArray().Select(entry => OneAdded(entry, entry.GetProperty("id").GetInt32(), path))];
            return new TokenizerFiles(
                Ids(model.GetProperty("vocab")),
                [.. model.GetProperty("merges").EnumerateArray().Select(Merge)],
                added,
                SplittingPattern(file.GetProperty("pre_tokenizer"), path));
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException or ArgumentException)
        {
            throw new CppoException($"{path} is not laid out as a tokenizer.json: {error.Message}", UseQwen, error);
        }
    }

    private static TokenizerFiles Parts(string folder, string vocabularyPath, string mergesPath)
    {
        JsonElement vocabulary = JsonFile.Read(vocabularyPath);
        List<string> merges = [.. File.ReadLines(mergesPath).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))];
        try
        {
            return new TokenizerFiles(Ids(vocabulary), merges, AddedParts(folder), QwenPattern);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new CppoException($"The tokenizer files in {folder} are damaged: {error.Message}", "Restore the published files.", error);
        }
    }

    // tokenizer_config.json knows which added tokens are special; the plain lists (added_tokens.json, added.json) do not say.
    private static IReadOnlyList<AddedToken> AddedParts(string folder)
    {
        string configuration = Path.Combine(folder, "tokenizer_config.json");
        if (File.Exists(configuration) && JsonFile.Read(configuration).TryGetProperty("added_tokens_decoder", out JsonElement decoder))
        {
            return [.. decoder.EnumerateObject().Select(entry => OneAdded(entry.Value, int.Parse(entry.Name), configuration))];
        }

        string? list = ((string[])["added_tokens.json", "added.json"]).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return list is null
            ? []
            : [.. JsonFile.Read(list).EnumerateObject().Select(entry => new AddedToken(entry.Value.GetInt32(), entry.Name, IsMark(entry.Name)))];
    }

    // In Qwen2.5's own configuration the special tokens are the turn and vision marks up to <|video_pad|>; the rest is ordinary.
    private static bool IsMark(string content) =>
        content.StartsWith("<|", StringComparison.Ordinal) && !content.StartsWith("<|fim_", StringComparison.Ordinal)
        && content is not ("<|repo_name|>" or "<|file_sep|>");

    private static AddedToken OneAdded(JsonElement entry, int id, string path)
    {
        string content = entry.GetProperty("content").GetString()!;
        foreach (string flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
        {
            Require(!(entry.TryGetProperty(flag, out JsonElement value) && value.ValueKind == JsonValueKind.True), path, $"its added token {content} sets {flag}");
        }

        return new AddedToken(id, content, entry.TryGetProperty("special", out JsonElement special) && special.GetBoolean());
    }

    private static string SplittingPattern(JsonElement preTokenizer, string path)
    {
        JsonElement[] steps = preTokenizer.TryGetProperty("pretokenizers", out JsonElement sequence) ? [.. sequence.EnumerateArray()] : [preTokenizer];
        bool known = steps.Length == 2
            && Text(steps[0], "type") == "Split" && Text(steps[0], "behavior") == "Isolated" && !steps[0].GetProperty("invert").GetBoolean()
            && Text(steps[1], "type") == "ByteLevel" && !steps[1].GetProperty("add_prefix_space").GetBoolean() && !steps[1].GetProperty("use_regex").GetBoolean();
        Require(known, path, "its pre-tokenizer is not a splitting expression followed by bytes");
        return steps[0].GetProperty("pattern").GetProperty("Regex").GetString()!;
    }

    private static Dictionary<string, int> Ids(JsonElement vocabulary) =>
        vocabulary.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32(), StringComparer.Ordinal);

    // Older files write "left right", newer ones ["left", "right"].
    private static string Merge(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.String ? entry.GetString()! : $"{entry[0].GetString()} {entry[1].GetString()}";

    private static string? Kind(JsonElement file, string name) =>
        file.TryGetProperty(name, out JsonElement step) && step.ValueKind == JsonValueKind.Object ? Text(step, "type") : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Require(bool condition, string path, string reason)
    {
        if (!condition) throw new CppoException($"{path} describes a tokenizer that this library does not have: {reason}.", UseQwen);
    }
}
