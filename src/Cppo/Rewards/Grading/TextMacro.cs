namespace Cppo.Rewards.Grading;

/// <summary>The <c>\text{...}</c> around a whole answer.</summary>
internal static class TextMacro
{
    private const string Opening = "\\text{";

    /// <summary>
    /// What stands between <c>\text{</c> at the start and <c>}</c> at the end (or before one final line feed); null where the answer is
    /// not of this form. Not empty, no line feed inside, braces not matched: the reference's <c>^\\text\{(.+?)\}$</c>.
    /// </summary>
    public static string? Unwrap(string text)
    {
        string body = text.EndsWith("}\n", StringComparison.Ordinal) ? text[..^1] : text;
        return body.Length > Opening.Length + 1
            && body.StartsWith(Opening, StringComparison.Ordinal)
            && body[^1] == '}'
            && !body.Contains('\n', StringComparison.Ordinal)
                ? body[Opening.Length..^1]
                : null;
    }
}
