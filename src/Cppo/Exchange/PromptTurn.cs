namespace Cppo.Exchange;

/// <summary>Finds the user's words in a prompt that a chat template rendered (ChatML, Qwen's; with or without its special tokens).</summary>
internal static class PromptTurn
{
    private static readonly string[] PictureMarks = ["<|vision_start|>", "<|image_pad|>", "<|vision_end|>"];

    /// <summary>The last user turn, picture marks and blanks around it taken out; the prompt itself where none is recognised.</summary>
    public static string UserOf(string prompt)
    {
        string turn = Between(prompt, "<|im_start|>user\n", "<|im_end|>") ?? Between(prompt, "user\n", "\nassistant") ?? prompt;
        foreach (string mark in PictureMarks) turn = turn.Replace(mark, "");
        return turn.Trim();
    }

    // The opening counts at the start of a line only: the words of a question may hold it too.
    private static string? Between(string prompt, string opening, string closing)
    {
        int start = prompt.StartsWith(opening, StringComparison.Ordinal) ? 0 : prompt.IndexOf("\n" + opening, StringComparison.Ordinal) + 1;
        if (start == 0 && !prompt.StartsWith(opening, StringComparison.Ordinal)) return null;
        start += opening.Length;
        int end = prompt.LastIndexOf(closing, StringComparison.Ordinal);
        return end >= start ? prompt[start..end] : null;
    }
}
