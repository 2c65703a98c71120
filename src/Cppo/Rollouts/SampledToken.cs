namespace Cppo.Rollouts;

/// <summary>A token at the moment it is drawn, for showing text while it appears.</summary>
/// <param name="Sample">Index of the sample.</param>
/// <param name="Row">Which of the sample's responses, from 0.</param>
/// <param name="TokenId">The token.</param>
/// <param name="Text">The text that is certain now: empty while a character is incomplete and for special tokens. A response's pieces add up to its text.</param>
/// <param name="IsLast">Whether the response ends here.</param>
public readonly record struct SampledToken(int Sample, int Row, int TokenId, string Text, bool IsLast);
