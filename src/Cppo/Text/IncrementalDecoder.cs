using System.Text;

namespace Cppo.Text;

/// <summary>Decodes ids one by one: text appears as soon as its bytes form whole characters. Made by <see cref="Tokenizer.StartDecoding"/>.</summary>
public sealed class IncrementalDecoder
{
    private readonly Tokenizer tokenizer;
    private readonly bool skipSpecial;
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    internal IncrementalDecoder(Tokenizer tokenizer, bool skipSpecial) => (this.tokenizer, this.skipSpecial) = (tokenizer, skipSpecial);

    /// <summary>Takes the next id.</summary>
    /// <param name="id">A token id.</param>
    /// <returns>The text that is now certain; empty while a character is incomplete.</returns>
    public string Push(int id) => skipSpecial && tokenizer.IsSpecial(id) ? "" : Convert(tokenizer.BytesOf(id), flush: false);

    /// <summary>Ends the stream.</summary>
    /// <returns>What was left: empty, or U+FFFD for a character that was never completed.</returns>
    public string Finish() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        char[] characters = new char[decoder.GetCharCount(bytes, flush)];
        int count = decoder.GetChars(bytes, characters, flush);
        return new string(characters, 0, count);
    }
}
