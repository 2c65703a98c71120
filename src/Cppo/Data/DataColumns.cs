namespace Cppo.Data;

/// <summary>Which column holds what.</summary>
/// <param name="Question">The question's text.</param>
/// <param name="Answer">The answer: text, or a number.</param>
/// <param name="Pictures">One picture or a list: bytes, base64, data URLs, paths, or structures of bytes and path; null for a data set without.</param>
public sealed record DataColumns(string Question, string Answer, string? Pictures)
{
    /// <summary>What kind of question it is, for filters and for tables by category; null for none.</summary>
    public string? Category { get; init; }
}
