namespace Cppo.Kernel.Tests.Protocol;

public sealed class StreamLimitTests
{
    [Fact]
    public void Text_that_fits_passes_as_it_is()
    {
        StreamLimit limit = new(most: 10, end: 4);
        Assert.Equal("0123456789", limit.Pass("01234") + limit.Pass("56789"));
        Assert.Equal("", limit.Rest());
    }

    [Fact]
    public void What_is_too_much_is_counted_and_its_end_is_kept_whatever_the_pieces()
    {
        foreach (int piece in new[] { 1, 3, 7, 100 })
        {
            StreamLimit limit = new(most: 10, end: 4);
            string text = string.Concat(Enumerable.Range(0, 100).Select(i => (char)('a' + (i % 26))));
            string shown = string.Concat(text.Chunk(piece).Select(part => limit.Pass(new string(part))));
            Assert.StartsWith(text[..10] + "\n[This cell has written 10 characters.", shown);
            Assert.Equal("[86 characters are left out here; the last 4 follow.]\n" + text[^4..], limit.Rest());
            Assert.Equal("", limit.Rest());
        }
    }

    [Fact]
    public void No_character_is_cut_in_two_and_clearing_begins_anew()
    {
        StreamLimit limit = new(most: 3, end: 3);
        Assert.StartsWith("ab\n[", limit.Pass("ab\U0001F600c\U0001F600\U0001F600"));
        Assert.EndsWith("follow.]\n\U0001F600", limit.Rest());
        limit.Reset();
        Assert.Equal("xyz", limit.Pass("xyz"));
    }
}
