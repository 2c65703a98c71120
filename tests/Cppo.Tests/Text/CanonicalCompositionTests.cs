using Cppo.Text;

namespace Cppo.Tests.Text;

public sealed class CanonicalCompositionTests
{
    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // marks in canonical order
    [InlineData("a\u0323\u0302", "\u1EAD")] // two steps
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("\u0958", "\u0915\u093C")] // never composed again
    [InlineData("\u1100\u1161\u11A8", "\uAC01")] // Hangul
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("a\u0315\u0300", "\u00E0\u0315")] // a mark of a higher class does not block
    [InlineData("a\u0301\u0300", "\u00E1\u0300")]
    [InlineData("\u0301a", "\u0301a")] // no starter before the mark
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U00011099\U000110BA", "\U0001109A")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Text_takes_normal_form_C(string text, string composed) => Assert.Equal(composed, CanonicalComposition.Of(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() => Assert.Equal("\uFFFDx", CanonicalComposition.Of("\uD800x"));
}
