namespace Cppo.Rewards;

/// <summary>Finds the final answer in a response (rules of mathruler's extract_boxed_content, section 1 of its description).</summary>
public static class BoxedAnswer
{
    private const string Opening = "\\boxed{";

    /// <summary>
    /// The content of the last <c>\boxed{</c>, white space stripped; braces inside must balance. Null where there is no box or
    /// the last one is never closed: an earlier one is not used instead. A box inside the think part counts when it is the last.
    /// </summary>
    public static string? Last(string text)
    {
        int start = text.LastIndexOf(Opening, StringComparison.Ordinal);
        if (start < 0) return null;
        start += Opening.Length;
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth < 0) return WhiteSpace.Strip(text[start..i]);
        }

        return null;
    }
}
