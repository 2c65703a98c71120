namespace Cppo.Rewards;

/// <summary>The form that the instruction asks for: think first inside think tags, then a box.</summary>
public static class ResponseFormat
{
    /// <summary>
    /// Whether the whole response matches <c>&lt;think&gt;.*&lt;/think&gt;.*\boxed{.*}.*</c>, dot matching line feeds, nothing cleaned up
    /// first: it starts with the tag, and the closing tag, a box and a closing brace follow in this order (paper's reward).
    /// </summary>
    public static bool Matches(string response)
    {
        if (!response.StartsWith("<think>", StringComparison.Ordinal)) return false;
        int thought = response.IndexOf("</think>", "<think>".Length, StringComparison.Ordinal);
        if (thought < 0) return false;
        int box = response.IndexOf("\\boxed{", thought + "</think>".Length, StringComparison.Ordinal);
        return box >= 0 && response.IndexOf('}', box + "\\boxed{".Length) >= 0;
    }
}
