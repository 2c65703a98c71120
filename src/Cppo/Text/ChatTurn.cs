using Cppo.Runtime;

namespace Cppo.Text;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">"system", "user" or "assistant".</param>
/// <param name="Parts">Its content in order.</param>
public sealed record ChatTurn(string Role, IReadOnlyList<ChatPart> Parts)
{
    /// <summary>A turn with its pictures before its text, as Qwen2.5-VL was trained.</summary>
    /// <param name="role">"system", "user" or "assistant".</param>
    /// <param name="text">The text.</param>
    /// <param name="pictures">How many pictures stand before the text.</param>
    public ChatTurn(string role, string text, int pictures = 0)
        : this(role, [.. Enumerable.Repeat(ChatPart.Picture, pictures), ChatPart.Of(text)])
    {
    }

    /// <summary>A turn with its pictures inside its text.</summary>
    /// <param name="role">"system", "user" or "assistant".</param>
    /// <param name="text">The text, without placeholders.</param>
    /// <param name="places">For each picture the number of characters before it, never falling.</param>
    /// <exception cref="CppoException">A place lies outside the text, or before the one ahead of it.</exception>
    public static ChatTurn WithPlaces(string role, string text, IReadOnlyList<int> places)
    {
        List<ChatPart> parts = [];
        int start = 0;
        foreach (int place in places)
        {
            if (place < start || place > text.Length)
            {
                throw new CppoException(
                    $"A picture stands at character {place} of a text of {text.Length}, after one at {start}.",
                    "Give places in order, from 0 to the text's length.");
            }

            if (place > start) parts.Add(ChatPart.Of(text[start..place]));
            parts.Add(ChatPart.Picture);
            start = place;
        }

        if (start < text.Length || parts.Count == 0) parts.Add(ChatPart.Of(text[start..]));
        return new(role, parts);
    }
}

/// <summary>A piece of a turn: text, or a place for a picture.</summary>
/// <param name="Text">The text; null for a picture.</param>
public readonly record struct ChatPart(string? Text)
{
    /// <summary>A place for a picture.</summary>
    public static ChatPart Picture => default;

    /// <summary>Whether it is a place for a picture.</summary>
    public bool IsPicture => Text is null;

    /// <summary>A piece of text.</summary>
    /// <param name="text">The text.</param>
    public static ChatPart Of(string text) => new(text);
}
