namespace Cppo.Text;

/// <summary>One token of a text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it stands for, in words (<see cref="Tokenizer.TokenText"/>).</param>
/// <param name="IsSpecial">Whether it is a turn, vision or other mark that is not part of the text.</param>
/// <param name="Bytes">Bytes of UTF-8 that it stands for; 0 for an id that no token has.</param>
public readonly record struct TextToken(int Id, string Text, bool IsSpecial, int Bytes);

/// <summary>A text cut into its tokens: what the model reads instead of it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens in order.</param>
public sealed record TokenizedText(string Text, IReadOnlyList<TextToken> Tokens)
{
    /// <summary>The ids alone.</summary>
    public IReadOnlyList<int> Ids => [.. Tokens.Select(token => token.Id)];

    /// <summary>Cuts a text.</summary>
    /// <param name="tokenizer">Whose tokens.</param>
    /// <param name="text">Any text; added tokens are recognised wherever they stand.</param>
    public static TokenizedText Of(Tokenizer tokenizer, string text) => new(text, Describe(tokenizer, tokenizer.Encode(text)));

    /// <summary>Describes ids, for instance a response's.</summary>
    /// <param name="tokenizer">Whose tokens.</param>
    /// <param name="ids">Token ids; also ids that no token has.</param>
    public static TokenizedText Of(Tokenizer tokenizer, IReadOnlyList<int> ids) => new(tokenizer.Decode(ids), Describe(tokenizer, ids));

    private static IReadOnlyList<TextToken> Describe(Tokenizer tokenizer, IEnumerable<int> ids) =>
        [.. ids.Select(id => new TextToken(id, tokenizer.TokenText(id), tokenizer.IsSpecial(id), tokenizer.BytesOf(id).Length))];
}
