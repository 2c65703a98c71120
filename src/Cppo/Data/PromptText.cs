using System.Text;

namespace Cppo.Data;

/// <summary>A row's question as the model is asked: without placeholders, with the places where they stood.</summary>
/// <param name="Question">The user's text.</param>
/// <param name="Places">For each picture the number of characters before it.</param>
internal sealed record PromptText(string Question, IReadOnlyList<int> Places)
{
    /// <summary>Stands in a question where a picture belongs.</summary>
    public const string Placeholder = "<image>";

    // What the tokenizer would read as a picture that is not there.
    private static readonly string[] Marks = ["<|image_pad|>", "<|video_pad|>"];

    /// <summary>Composes the text of a row.</summary>
    /// <exception cref="DataRowException">Placeholders and pictures differ in number, or the text holds the model's own marks.</exception>
    public static PromptText Of(DataRow row, DataSet data)
    {
        string text = WithInstruction(data.Options.Question?.Invoke(row) ?? WithOptions(row), data.Options.Instruction);
        if (Marks.FirstOrDefault(mark => text.Contains(mark, StringComparison.Ordinal)) is { } found)
            throw row.Wrong($"has the model's own mark {found} in its question", "Take it out, or leave the row out.");
        string[] pieces = text.Split(Placeholder);
        int pictures = row.Pictures.Count;
        if (pieces.Length == 1 && pictures > 0)
        {
            // The recipe puts <image> and a line feed in front; VLMEvalKit and folders have pictures in front and nothing between.
            bool lineFeed = data.Options.Question is null && data.Layout is not (DataLayout.VlmEvalKit or DataLayout.EasyVqa or DataLayout.ImageFolder);
            return new(lineFeed ? "\n" + text : text, [.. Enumerable.Repeat(0, pictures)]);
        }

        if (pieces.Length - 1 != pictures)
        {
            throw row.Wrong(
                $"has {pieces.Length - 1} {Placeholder} in its question and {(pictures == 1 ? "1 picture" : $"{pictures} pictures")}",
                $"Give every picture one {Placeholder}, or none at all.");
        }

        List<int> places = [];
        StringBuilder question = new();
        foreach (string piece in pieces)
        {
            question.Append(piece);
            places.Add(question.Length);
        }

        return new(question.ToString(), places[..pictures]);
    }

    // As VLMEvalKit's ImageMCQDataset.build_prompt writes it, the blank before the last line feed included.
    private static string WithOptions(DataRow row)
    {
        IReadOnlyList<KeyValuePair<string, string>> options = row.Options;
        if (options.Count == 0) return row.Question;
        StringBuilder text = new();
        if (row.TextIn("hint") is { Length: > 0 } hint) text.Append($"Hint: {hint}\n");
        text.Append($"Question: {row.Question}\nOptions:\n");
        foreach ((string letter, string option) in options) text.Append($"{letter}. {option}\n");
        return text.Append("Please select the correct answer from the options above. \n").ToString();
    }

    private static string WithInstruction(string text, string? instruction)
    {
        if (string.IsNullOrEmpty(instruction) || text.EndsWith(instruction, StringComparison.Ordinal)) return text; // verl's files have it already
        return text.EndsWith('\n') ? text + instruction : $"{text} {instruction}";
    }
}
