using Cppo.Runtime;
using Cppo.Text;
using FsCheck.Xunit;

namespace Cppo.Tests.Text;

public sealed class TokenizerTests
{
    private static readonly Tokenizer Starter = Tokenizer.Load(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "starter"));

    [Fact]
    public void Tokens_have_readable_names()
    {
        int half = Starter.Encode("é")[0];
        Assert.Equal("<0xC3>", Starter.TokenText(half));
        Assert.Equal("<|im_end|>", Starter.TokenText(Starter.IdOf("<|im_end|>")!.Value));
        Assert.Equal(" red", Starter.TokenText(Starter.IdOf(" red")!.Value));
        Assert.Equal($"<id {Starter.Count}>", Starter.TokenText(Starter.Count));
    }

    [Fact]
    public void Think_marks_are_text_and_turn_marks_are_special()
    {
        int think = Starter.IdOf("<think>")!.Value, end = Starter.IdOf("<|im_end|>")!.Value;
        Assert.False(Starter.IsSpecial(think));
        Assert.True(Starter.IsSpecial(end));
        Assert.Equal("<think><|im_end|>", Starter.Decode([think, end]));
        Assert.Equal("<think>", Starter.Decode([think, end], skipSpecial: true));
    }

    [Fact]
    public void Text_that_is_no_single_token_has_no_id() => Assert.Null(Starter.IdOf("two words"));

    [Fact]
    public void Ids_that_no_token_has_are_left_out() => Assert.Equal("a", Starter.Decode([-1, Starter.IdOf("a")!.Value, 1_000_000]));

    [Fact]
    public void A_stream_gives_characters_only_when_they_are_complete()
    {
        IncrementalDecoder decoder = Starter.StartDecoding();
        IReadOnlyList<int> ids = Starter.Encode("né🙂");
        Assert.Equal(7, ids.Count);
        Assert.Equal(["n", "", "é", "", "", "", "🙂"], ids.Select(decoder.Push));
        Assert.Equal("", decoder.Finish());
    }

    [Fact]
    public void A_stream_that_ends_inside_a_character_says_so()
    {
        IncrementalDecoder decoder = Starter.StartDecoding();
        Assert.Equal("", decoder.Push(Starter.Encode("é")[0]));
        Assert.Equal("\uFFFD", decoder.Finish());
    }

    [Property]
    public void Whatever_is_encoded_comes_back_in_normal_form(FsCheck.NonNull<string> text)
    {
        Assert.Equal(CanonicalComposition.Of(Printable(text.Get)), Starter.Decode(Starter.Encode(Printable(text.Get))));
    }

    [Property]
    public void Streams_and_whole_decoding_agree(ushort[] numbers)
    {
        int[] ids = [.. numbers.Select(number => number % Starter.Count)];
        IncrementalDecoder decoder = Starter.StartDecoding();
        Assert.Equal(Starter.Decode(ids), string.Concat(ids.Select(decoder.Push)) + decoder.Finish());
    }

    [Fact]
    public void A_folder_without_tokenizer_is_named()
    {
        CppoException error = Assert.Throws<CppoException>(() => Tokenizer.Load("no/such/folder"));
        Assert.Contains("no/such/folder", error.Message);
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}", "not laid out")]
    [InlineData("""{"model": {"type": "WordPiece"}}""", "WordPiece")]
    [InlineData("""{"model": {"type": "BPE"}, "normalizer": null}""", "NFC")]
    [InlineData("""{"model": {"type": "BPE", "vocab": 3, "merges": []}, "normalizer": {"type": "NFC"}, "added_tokens": []}""", "not laid out")]
    [InlineData("""{"model": {"type": "BPE"}, "normalizer": {"type": "NFC"}, "added_tokens": [{"id": 1, "content": "<x>", "lstrip": true}]}""", "lstrip")]
    public void A_damaged_or_different_tokenizer_is_refused(string json, string named)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "tokenizer.json"), json);
            CppoException error = Assert.Throws<CppoException>(() => Tokenizer.Load(folder.FullName));
            Assert.Contains(named, error.Message);
            Assert.NotEmpty(error.Advice);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A surrogate without its partner is no character, so it cannot come back.
    private static string Printable(string text) => new([.. text.Where(unit => !char.IsSurrogate(unit))]);
}
