using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Benchmarks;

/// <summary>A model's sizes and the work to be measured on it, from bench-NAME.json.</summary>
/// <param name="Name">"starter", "small", "medium", "vocabulary".</param>
/// <param name="Configuration">text_config, vision_config and tie_word_embeddings as transformers writes them.</param>
/// <param name="Prompts">Prompts of a step.</param>
/// <param name="Group">Responses a prompt.</param>
/// <param name="Image">Side of the square picture, pixels.</param>
/// <param name="PromptTextTokens">Tokens of a prompt besides the picture's and the two marks around them.</param>
/// <param name="NewTokens">Tokens of every response.</param>
internal sealed record WorkOrder(string Name, JsonObject Configuration, int Prompts, int Group, int Image, int PromptTextTokens, int NewTokens)
{
    /// <summary>Reads FOLDER/bench-NAME.json.</summary>
    /// <exception cref="CppoException">There is no such folder or work.</exception>
    public static WorkOrder Read(string name)
    {
        string path = PathOf(name) + ".json";
        if (!File.Exists(path)) throw new CppoException($"There is no work {path}.", "Name one that is there: starter, small, medium, vocabulary.");
        JsonObject root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        JsonNode work = root["work"]!;
        int Number(string key) => work[key]!.GetValue<int>();
        return new(name, root, Number("prompts"), Number("group"), Number("image"), Number("prompt_text_tokens"), Number("new_tokens"));
    }

    /// <summary>Where the files of this work lie, without what their names end in.</summary>
    public string Files => PathOf(Name);

    /// <summary>
    /// A policy of these sizes with random weights. Tokenizer and special ids are the starter's, which every vocabulary here has room for.
    /// A response ends only at the image token, which is never sampled: all have full length.
    /// </summary>
    public Policy CreatePolicy(ulong seed)
    {
        using GeneratedModel model = new(Resize);
        string generation = Path.Combine(model.Path, "generation_config.json");
        File.SetAttributes(generation, FileAttributes.Normal);
        int image = QwenConfiguration.Load(model.Path).Tokens.Image;
        File.WriteAllText(generation, JsonSerializer.Serialize(new { eos_token_id = image }));
        return Policy.Create(model.Path, seed);
    }

    /// <summary>A random picture of the ordered size.</summary>
    public Picture Picture(int index)
    {
        CounterRandom random = new(1, "bench picture", (ulong)index);
        byte[] rgb = [.. Enumerable.Range(0, Image * Image * 3).Select(_ => (byte)random.Integer(0, 255))];
        return new(Image, Image, rgb);
    }

    /// <summary>Random pictures, and a question that brings the prompt to the ordered length, or as near above it as the template allows.</summary>
    public Sample[] Samples(Policy policy)
    {
        int cells = Image / (policy.Model.Configuration.Vision.PatchSize * policy.Model.Configuration.Vision.MergeSize);
        int length = PromptTextTokens + 2 + (cells * cells);
        Sample Of(int index, string question) => new((ulong)index, [Picture(index)], question, "1");
        string question = "?";
        while (Of(0, question).Encode(policy).Length < length) question += "?";
        return [.. Enumerable.Range(0, Prompts).Select(index => Of(index, question))];
    }

    private void Resize(JsonObject root)
    {
        foreach ((string key, JsonNode? value) in Configuration["text_config"]!.AsObject())
        {
            if (key.EndsWith("_token_id", StringComparison.Ordinal)) continue; // the starter's stay
            if (key != "rope_parameters") root[key] = value!.DeepClone();
        }

        JsonNode rotary = Configuration["text_config"]!["rope_parameters"]!;
        root["rope_theta"] = rotary["rope_theta"]!.DeepClone();
        root["rope_scaling"]!["mrope_section"] = rotary["mrope_section"]!.DeepClone();
        root["tie_word_embeddings"] = Configuration["tie_word_embeddings"]!.DeepClone();
        foreach ((string key, JsonNode? value) in Configuration["vision_config"]!.AsObject()) root["vision_config"]![key] = value!.DeepClone();
    }

    private static string PathOf(string name) => Path.Combine(Folder(), $"bench-{name}");

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("CPPO_BENCH") is { Length: > 0 } named) return named;
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string candidate = Path.Combine(above.FullName, "shared", "bench");
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new CppoException("There is no folder shared/bench above the benches.", "Set CPPO_BENCH to the folder that holds bench-starter.json.");
    }
}
