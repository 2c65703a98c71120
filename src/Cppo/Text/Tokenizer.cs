using System.Text;
using System.Text.RegularExpressions;
using Cppo.Runtime;
using Microsoft.ML.Tokenizers;

namespace Cppo.Text;

/// <summary>Qwen2.5's tokenizer: byte-level BPE after NFC and a splitting expression, with added tokens found first. Safe to share.</summary>
public sealed class Tokenizer
{
    private readonly BpeTokenizer merging;
    private readonly Dictionary<string, AddedToken> added;
    private readonly Regex? addedPattern;
    private readonly HashSet<int> special;
    private readonly Dictionary<string, int> vocabulary;
    private readonly Dictionary<int, byte[]> bytes = [];

    private Tokenizer(TokenizerFiles files)
    {
        vocabulary = new Dictionary<string, int>(files.Vocabulary, StringComparer.Ordinal);
        added = files.Added.ToDictionary(token => token.Content, StringComparer.Ordinal);
        special = [.. files.Added.Where(token => token.Special).Select(token => token.Id)];
        foreach ((string entry, int id) in vocabulary) bytes[id] = ByteAlphabet.BytesOf(entry) ?? Encoding.UTF8.GetBytes(entry);
        foreach (AddedToken token in files.Added) bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
        Count = bytes.Keys.DefaultIfEmpty(-1).Max() + 1;
        // The longest wins where several start at one place, as in the reference.
        string[] contents = [.. added.Keys.OrderByDescending(content => content.Length).Select(Regex.Escape)];
        addedPattern = contents.Length == 0 ? null : new Regex(string.Join('|', contents), RegexOptions.CultureInvariant);
        merging = BpeTokenizer.Create(new BpeOptions(files.Vocabulary)
        {
            Merges = files.Merges,
            ByteLevel = true,
            PreTokenizer = new PatternPreTokenizer(new Regex(files.Pattern, RegexOptions.CultureInvariant)),
        });
    }

    /// <summary>How many ids there are: the largest id plus 1. A model's vocabulary may be larger (padding rows).</summary>
    public int Count { get; }

    /// <summary>Reads tokenizer.json, or vocab.json with merges.txt and the added tokens of tokenizer_config.json.</summary>
    /// <param name="folder">A checkpoint's folder.</param>
    /// <exception cref="CppoException">The files are missing, damaged, or describe another kind of tokenizer.</exception>
    public static Tokenizer Load(string folder)
    {
        TokenizerFiles files = TokenizerFiles.Read(folder);
        try
        {
            return new Tokenizer(files);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or FormatException)
        {
            throw new CppoException($"The tokenizer in {folder} is inconsistent: {error.Message}", "Restore the published files.", error);
        }
    }

    /// <summary>Text to ids. Added tokens are recognised wherever they stand in the text.</summary>
    /// <param name="text">Any text.</param>
    public IReadOnlyList<int> Encode(string text)
    {
        List<int> ids = [];
        int covered = 0;
        if (addedPattern is not null)
        {
            foreach (ValueMatch match in addedPattern.EnumerateMatches(text))
            {
                Merge(text[covered..match.Index], ids);
                ids.Add(added[text.Substring(match.Index, match.Length)].Id);
                covered = match.Index + match.Length;
            }
        }

        Merge(text[covered..], ids);
        return ids;
    }

    /// <summary>Ids to text; bytes that are no UTF-8 become U+FFFD, ids that no token has are left out.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipSpecial">Leaves special tokens (turn and vision marks) out.</param>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = false)
    {
        using MemoryStream joined = new();
        foreach (int id in ids.Where(id => !skipSpecial || !IsSpecial(id))) joined.Write(BytesOf(id));
        return Encoding.UTF8.GetString(joined.GetBuffer(), 0, (int)joined.Length);
    }

    /// <summary>
    /// One token in words, for views: its decoded text, special tokens by name; bytes that are only part of a character as
    /// <c>&lt;0xE4&gt;</c>, an id that no token has as <c>&lt;id 42&gt;</c>.
    /// </summary>
    /// <param name="id">A token id.</param>
    public string TokenText(int id) => bytes.TryGetValue(id, out byte[]? value) ? ReadableText(value) : $"<id {id}>";

    /// <summary>Whether the token is a turn, vision or other mark that is not part of the text.</summary>
    /// <param name="id">A token id.</param>
    public bool IsSpecial(int id) => special.Contains(id);

    /// <summary>The id of a token by its text: an added token's name, or text that is exactly one vocabulary entry.</summary>
    /// <param name="tokenText">For instance "&lt;|im_end|&gt;" or " red".</param>
    /// <returns>Nothing where it is no single token.</returns>
    public int? IdOf(string tokenText)
    {
        if (added.TryGetValue(tokenText, out AddedToken? token)) return token.Id;
        string entry = string.Concat(Encoding.UTF8.GetBytes(tokenText).Select(ByteAlphabet.CharacterOf));
        return vocabulary.TryGetValue(entry, out int id) ? id : null;
    }

    /// <summary>Starts decoding a stream of ids.</summary>
    /// <param name="skipSpecial">Leaves special tokens out.</param>
    public IncrementalDecoder StartDecoding(bool skipSpecial = false) => new(this, skipSpecial);

    /// <summary>The bytes that a token stands for; none for an id that no token has.</summary>
    /// <param name="id">A token id.</param>
    public ReadOnlySpan<byte> BytesOf(int id) => bytes.GetValueOrDefault(id, []);

    private static string ReadableText(ReadOnlySpan<byte> rest)
    {
        StringBuilder text = new();
        while (!rest.IsEmpty)
        {
            bool whole = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (whole) text.Append(rune.ToString());
            else foreach (byte value in rest[..length]) text.Append($"<0x{value:X2}>");
            rest = rest[length..];
        }

        return text.ToString();
    }

    private void Merge(string text, List<int> ids)
    {
        if (text.Length > 0) ids.AddRange(merging.EncodeToIds(CanonicalComposition.Of(text), considerPreTokenization: true, considerNormalization: false));
    }
}
