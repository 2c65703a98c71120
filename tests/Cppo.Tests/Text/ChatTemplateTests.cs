using System.Text.Json;
using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Tests.Text;

public sealed class ChatTemplateTests
{
    private const string PublishedText =
        "{% set image_count = namespace(value=0) %}{% set video_count = namespace(value=0) %}{% for message in messages %}"
        + "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
        + "<|im_start|>{{ message['role'] }}\n{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}"
        + "{% for content in message['content'] %}{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}"
        + "{% set image_count.value = image_count.value + 1 %}{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}"
        + "<|vision_start|><|image_pad|><|vision_end|>{% elif content['type'] == 'video' or 'video' in content %}"
        + "{% set video_count.value = video_count.value + 1 %}{% if add_vision_id %}Video {{ video_count.value }}: {% endif %}"
        + "<|vision_start|><|video_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n"
        + "{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    [Fact]
    public void The_shipped_models_have_the_starter_template()
    {
        foreach (string folder in Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "Checkpoints")))
        {
            Assert.Same(ChatTemplate.Starter, ChatTemplate.Load(folder));
        }
    }

    [Theory]
    [InlineData("chat_template.jinja")]
    [InlineData("chat_template.json")]
    [InlineData("tokenizer_config.json")]
    public void The_published_template_is_recognised_in_every_file_that_may_hold_it(string name) => InFolder(folder =>
    {
        string text = name.EndsWith("json", StringComparison.Ordinal) ? JsonSerializer.Serialize(new { chat_template = PublishedText }) : PublishedText + "\n";
        File.WriteAllText(Path.Combine(folder, name), text);
        Assert.Same(ChatTemplate.Published, ChatTemplate.Load(folder));
    });

    [Fact]
    public void A_folder_without_template_gets_the_published_one() => InFolder(folder => Assert.Same(ChatTemplate.Published, ChatTemplate.Load(folder)));

    [Fact]
    public void An_unknown_template_is_refused_with_advice() => InFolder(folder =>
    {
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{{ messages }}");
        CppoException error = Assert.Throws<CppoException>(() => ChatTemplate.Load(folder));
        Assert.Contains("chat_template.jinja", error.Message);
        Assert.Contains("ChatTemplate.Published", error.Advice);
    });

    [Fact]
    public void The_published_prompt_has_a_default_system_turn_and_the_picture_first()
    {
        Assert.Equal(
            "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Why?<|im_end|>\n<|im_start|>assistant\n",
            ChatTemplate.Published.Render([new ChatTurn("user", "Why?", 1)], addGenerationPrompt: true));
    }

    [Fact]
    public void The_starter_prompt_has_no_system_turn()
    {
        Assert.Equal(
            "<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Why?<|im_end|>\n<|im_start|>assistant\n",
            ChatTemplate.Starter.Render([new ChatTurn("user", "Why?", 1)], addGenerationPrompt: true));
    }

    [Theory]
    [InlineData("user", 0)]
    [InlineData("user", 2)]
    [InlineData("assistant", 1)]
    public void The_starter_refuses_another_number_of_pictures(string role, int pictures)
    {
        CppoException error = Assert.Throws<CppoException>(() => ChatTemplate.Starter.Render([new ChatTurn(role, "Why?", pictures)], true));
        Assert.Contains("one picture", error.Message);
    }

    [Fact]
    public void An_unknown_role_and_an_empty_conversation_are_refused()
    {
        Assert.Contains("tool", Assert.Throws<CppoException>(() => ChatTemplate.Published.Render([new ChatTurn("tool", "x")], true)).Message);
        Assert.Throws<CppoException>(() => ChatTemplate.Published.Render([], true));
    }

    private static void InFolder(Action<string> test)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            test(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
