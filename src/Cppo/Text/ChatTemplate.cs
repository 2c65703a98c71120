using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Text;

/// <summary>
/// Turns a conversation into prompt text. A checkpoint's template is a Jinja program; the two that this library's models use are
/// known by their checksum and written here in C#, any other is refused rather than guessed at.
/// </summary>
public sealed class ChatTemplate
{
    private const string PictureMarks = "<|vision_start|><|image_pad|><|vision_end|>";
    private const string PublishedChecksum = "A0BC6F6FC7A29A80017A433E8F03A1CC1236E838A944A2D034295A60C4F2FDDB";
    private const string StarterChecksum = "B07B5FCBB3303F0089350B8BB238F4B22C2531D6CED0C0F9E2EAA8EF2D0FF7C4";
    private readonly string? defaultSystem;
    private readonly bool onePicturePerUserTurn;

    private ChatTemplate(string? defaultSystem, bool onePicturePerUserTurn) =>
        (this.defaultSystem, this.onePicturePerUserTurn) = (defaultSystem, onePicturePerUserTurn);

    /// <summary>Qwen2.5-VL's published template: a default system turn, pictures where the turn has them.</summary>
    public static ChatTemplate Published { get; } = new("You are a helpful assistant.", onePicturePerUserTurn: false);

    /// <summary>The starter model's: no system turn of its own, exactly one picture at the head of every user turn.</summary>
    public static ChatTemplate Starter { get; } = new(null, onePicturePerUserTurn: true);

    /// <summary>Reads the template of a checkpoint; a folder without one gets the published template, as its models do.</summary>
    /// <param name="folder">A checkpoint's folder (chat_template.jinja, chat_template.json or tokenizer_config.json).</param>
    /// <exception cref="CppoException">The template is not one that this library knows.</exception>
    public static ChatTemplate Load(string folder)
    {
        (string? text, string path) = Find(folder);
        if (text is null) return Published;
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim()))) switch
        {
            PublishedChecksum => Published,
            StarterChecksum => Starter,
            _ => throw new CppoException(
                $"The chat template in {path} is not one that this library knows.",
                "Use the template that Qwen2.5-VL was published with, or pass ChatTemplate.Published yourself if the prompts are meant to look like that."),
        };
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="turns">The turns in order, at least one.</param>
    /// <param name="addGenerationPrompt">Ends with the head of an assistant turn, for the model to continue.</param>
    /// <param name="addVisionId">Writes "Picture N: " before each picture (published template only).</param>
    /// <returns>Prompt text with one <c>&lt;|image_pad|&gt;</c> a picture.</returns>
    /// <exception cref="CppoException">No turns, a role of another name, or pictures where the template has no place for them.</exception>
    public string Render(IReadOnlyList<ChatTurn> turns, bool addGenerationPrompt, bool addVisionId = false)
    {
        if (turns.Count == 0) throw new CppoException("The conversation has no turns.", "Give at least one user turn.");
        StringBuilder text = new();
        if (defaultSystem is not null && turns[0].Role != "system") text.Append($"<|im_start|>system\n{defaultSystem}<|im_end|>\n");
        int pictures = 0;
        foreach (ChatTurn turn in turns)
        {
            RequireKnownShape(turn);
            text.Append($"<|im_start|>{turn.Role}\n");
            foreach (ChatPart part in turn.Parts)
            {
                if (!part.IsPicture)
                {
                    text.Append(part.Text);
                    continue;
                }

                pictures++;
                if (addVisionId && !onePicturePerUserTurn) text.Append($"Picture {pictures}: ");
                text.Append(PictureMarks);
            }

            text.Append("<|im_end|>\n");
        }

        if (addGenerationPrompt) text.Append("<|im_start|>assistant\n");
        return text.ToString();
    }

    private void RequireKnownShape(ChatTurn turn)
    {
        if (turn.Role is not ("system" or "user" or "assistant"))
        {
            throw new CppoException($"A turn has the role \"{turn.Role}\".", "Use system, user or assistant.");
        }

        if (!onePicturePerUserTurn) return;
        int pictures = turn.Parts.Count(part => part.IsPicture);
        bool fits = turn.Role == "user" ? pictures == 1 && turn.Parts[0].IsPicture : pictures == 0;
        if (!fits)
        {
            throw new CppoException(
                $"This model's prompts have exactly one picture, at the head of each user turn; a {turn.Role} turn has {pictures}.",
                "Give each question one picture, before its text, or use a checkpoint with the published template.");
        }
    }

    private static (string? Text, string Path) Find(string folder)
    {
        string jinja = Path.Combine(folder, "chat_template.jinja");
        if (File.Exists(jinja)) return (File.ReadAllText(jinja), jinja);
        foreach (string path in ((string[])["chat_template.json", "tokenizer_config.json"]).Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            if (!JsonFile.Read(path).TryGetProperty("chat_template", out JsonElement template) || template.ValueKind == JsonValueKind.Null) continue;
            return (template.ToString(), path); // a list of named templates is no template that is known
        }

        return (null, folder);
    }
}
