using System.Text.Json.Nodes;
using Cppo.Text;

namespace Cppo.Tests.Text;

[Trait("Category", "Golden")]
public sealed class GoldenTokenizerTests
{
    private static readonly Lazy<Tokenizer> Qwen = new(() => Tokenizer.Load(Golden.At("tokenizer")));

    [Fact]
    public void Texts_become_the_recorded_ids_and_come_back()
    {
        List<string> wrong = [];
        foreach (JsonNode? wanted in Golden.Json("tokenizer", "cases.json").AsArray())
        {
            string text = wanted!["text"]!.GetValue<string>();
            int[] ids = Numbers(wanted["ids"]!);
            if (!Qwen.Value.Encode(text).SequenceEqual(ids)) wrong.Add($"ids of {text}");
            if (Qwen.Value.Decode(ids) != wanted["decoded"]!.GetValue<string>()) wrong.Add($"text of {text}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Id_by_id_decoding_gives_the_same_text()
    {
        foreach (JsonNode? wanted in Golden.Json("tokenizer", "cases.json").AsArray())
        {
            IncrementalDecoder decoder = Qwen.Value.StartDecoding();
            string text = string.Concat(Numbers(wanted!["ids"]!).Select(decoder.Push)) + decoder.Finish();
            Assert.Equal(wanted["decoded"]!.GetValue<string>(), text);
        }
    }

    [Fact]
    public void Conversations_render_to_the_recorded_text_and_ids()
    {
        foreach (JsonNode? wanted in Golden.Json("tokenizer", "chat.json").AsArray())
        {
            ChatTurn[] turns = [.. wanted!["messages"]!.AsArray().Select(Turn)];
            string text = ChatTemplate.Published.Render(turns, wanted["add_generation_prompt"]!.GetValue<bool>(), wanted["add_vision_id"]!.GetValue<bool>());
            Assert.Equal(wanted["text"]!.GetValue<string>(), text);
            Assert.Equal(Numbers(wanted["ids"]!), Qwen.Value.Encode(text));
        }
    }

    [Fact]
    public void Vocabulary_and_merges_files_alone_give_the_same_ids()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (string name in (string[])["vocab.json", "merges.txt", "added.json"]) File.Copy(Golden.At("tokenizer", name), Path.Combine(folder.FullName, name));
            Tokenizer parts = Tokenizer.Load(folder.FullName);
            Assert.Equal(Qwen.Value.Count, parts.Count);
            foreach (JsonNode? wanted in Golden.Json("tokenizer", "cases.json").AsArray())
            {
                Assert.Equal(Numbers(wanted!["ids"]!), parts.Encode(wanted["text"]!.GetValue<string>()));
            }

            Assert.All(Enumerable.Range(0, parts.Count), id => Assert.Equal(Qwen.Value.IsSpecial(id), parts.IsSpecial(id)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Recorded_prompts_and_answers_of_the_starter_are_reproduced()
    {
        Tokenizer tokenizer = Tokenizer.Load(Golden.At("starter"));
        ChatTemplate template = ChatTemplate.Load(Golden.At("starter"));
        int pad = tokenizer.IdOf("<|image_pad|>")!.Value;
        foreach (JsonNode? sample in Samples())
        {
            string prompt = template.Render([new ChatTurn("user", sample!["question"]!.GetValue<string>(), 1)], addGenerationPrompt: true);
            int[] wanted = Numbers(sample["prompt_ids"]!);
            int copies = wanted.Count(id => id == pad);
            Assert.Equal(wanted, tokenizer.Encode(prompt).SelectMany(id => Enumerable.Repeat(id, id == pad ? copies : 1)));
            Assert.Equal(sample["greedy_response"]!.GetValue<string>(), tokenizer.Decode(Numbers(sample["greedy_ids"]!), skipSpecial: true));
        }
    }

    [Fact]
    public void Recorded_prompts_of_the_small_checkpoints_are_reproduced()
    {
        foreach (string folder in Directory.EnumerateDirectories(Golden.At("model")))
        {
            Tokenizer tokenizer = Tokenizer.Load(Path.Combine(folder, "checkpoint"));
            ChatTemplate template = ChatTemplate.Load(Path.Combine(folder, "checkpoint"));
            JsonNode cases = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")))!;
            foreach ((string name, JsonNode? id) in cases["special"]!.AsObject()) Assert.Equal(id!.GetValue<int>(), tokenizer.IdOf(name));
            foreach (JsonNode? row in cases["cases"]!.AsObject().SelectMany(entry => entry.Value!["rows"]!.AsArray()))
            {
                string prompt = template.Render([new ChatTurn("user", row!["question"]!.GetValue<string>(), row["images"]!.AsArray().Count)], true);
                string collapsed = System.Text.RegularExpressions.Regex.Replace(row["prompt"]!.GetValue<string>(), @"(<\|image_pad\|>)+", "$1");
                Assert.Equal(collapsed, prompt);
                Assert.Equal(row["prompt_length"]!.GetValue<int>(), tokenizer.Encode(row["prompt"]!.GetValue<string>()).Count);
            }
        }
    }

    private static IEnumerable<JsonNode?> Samples()
    {
        JsonNode file = Golden.Json("starter", "samples", "samples.json");
        return file is JsonArray list ? list : file["samples"]!.AsArray();
    }

    private static int[] Numbers(JsonNode list) => [.. list.AsArray().Select(number => number!.GetValue<int>())];

    private static ChatTurn Turn(JsonNode? message)
    {
        string role = message!["role"]!.GetValue<string>();
        return message["content"] is JsonArray parts
            ? new ChatTurn(role, [.. parts.Select(part => part!["type"]!.GetValue<string>() == "image" ? ChatPart.Picture : ChatPart.Of(part["text"]!.GetValue<string>()))])
            : new ChatTurn(role, message["content"]!.GetValue<string>());
    }
}
