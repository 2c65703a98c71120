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
