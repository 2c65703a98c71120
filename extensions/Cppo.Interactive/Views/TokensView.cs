using System.Globalization;
using Cppo.Interactive.Rendering;
using Cppo.Text;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A text as its tokens, each with its id; neighbours alternate between two tints, so that every boundary shows.</summary>
/// <param name="text">The text and its tokens.</param>
public sealed class TokensView(TokenizedText text) : View
{
    private const int StripBytes = 24 * 1024, TableBytes = 10 * 1024, LongestText = 1000;

    /// <inheritdoc/>
    public override string Name => "tokens";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(text.Tokens.Count, "token", "tokens");

    private int Special => text.Tokens.Count(token => token.IsSpecial);

    private string HeadFacts => Facts(
        Numbers.Count(text.Text.EnumerateRunes().Count(), "character", "characters"),
        Numbers.Count(text.Tokens.Sum(token => (long)token.Bytes), "byte", "bytes"),
        Special == 0 ? null : Numbers.Count(Special, "special token", "special tokens"));

    // Special tokens are long names of no content: they would make any text look well compressed.
    private string Finding
    {
        get
        {
            TextToken[] plain = [.. text.Tokens.Where(token => !token.IsSpecial)];
            return plain.Length == 0
                ? "no text beside special tokens"
                : $"{Numbers.Plain((double)plain.Sum(token => token.Bytes) / plain.Length, 1)} bytes a token, {Numbers.Count(plain.Select(token => token.Id).Distinct().Count(), "different id", "different ids")}";
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        List<Html> columns = [];
        int room = StripBytes;
        foreach (TextToken token in text.Tokens)
        {
            Html column = Column(token, columns.Count);
            room -= column.Bytes;
            if (room < 0) break;
            columns.Add(column);
        }

        return Html.Of(
            $"{Head("Tokens", Html.Text(HeadFacts))}<p class=\"cppo-p cppo-s cppo-q\"><b>{Numbers.Count(text.Tokens.Count, "token", "tokens")}</b>: {Finding}. Below each token its id.</p><div class=\"cppo-tks\">{columns}</div>{Describe.More("tokens", columns.Count, text.Tokens.Count, "ToData()")}{Table()}<details class=\"cppo-d\"><summary>The text</summary><span class=\"cppo-m\">{Describe.Clip(text.Text, LongestText)}</span></details>");
    }

    private static Html Column(TextToken token, int index)
    {
        string @class = "cppo-tk" + (index % 2 == 1 ? " cppo-odd" : "") + (token.IsSpecial ? " cppo-spt" : "");
        return Html.Of($"<span class=\"{@class}\"><b>{Glyphs(token)}</b><i>{token.Id}</i></span> ");
    }

    private static Html Glyphs(TextToken token) => new(TextEncoder.Token(Describe.Token(token.Text)));

    private Html Table()
    {
        if (text.Tokens.Count == 0) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>How often each id occurs,</b> the most frequent first."),
            new("Token"),
            new("Id", right: true),
            new("Bytes", right: true),
            new("Times", right: true),
            new("Kind", false, "cppo-q"));
        int room = TableBytes, rows = 0;
        IGrouping<TextToken, TextToken>[] groups = [.. text.Tokens.GroupBy(token => token).OrderByDescending(group => group.Count())];
        foreach (IGrouping<TextToken, TextToken> group in groups)
        {
            Html[] cells =
            [
                Html.Of($"<span class=\"cppo-m\">{Glyphs(group.Key)}</span>"),
                Html.Text(group.Key.Id.ToString(CultureInfo.InvariantCulture)),
                Html.Text(Numbers.Count(group.Key.Bytes)),
                Html.Text(Numbers.Count(group.Count())),
                Html.Text(Kind(group.Key)),
            ];
            room -= cells.Sum(cell => cell.Bytes) + 120;
            if (room < 0) break;
            table.Add(cells);
            rows++;
        }

        return Html.Of(
            $"<details class=\"cppo-d\"><summary>Ids as a table; <span class=\"cppo-m\">ToData()</span> has them in order</summary>{table.ToHtml()}{Describe.More("ids", rows, groups.Length, "ToData()")}</details>");
    }

    private static string Kind(TextToken token) => token.IsSpecial ? "special" : token.Bytes == 0 ? "unknown id" : "";

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">#", "Token", ">Id", ">Bytes", "Kind");
        for (int i = 0; i < text.Tokens.Count; i++)
        {
            TextToken token = text.Tokens[i];
            table.Add(Numbers.Count(i), Describe.Token(token.Text), token.Id.ToString(CultureInfo.InvariantCulture), Numbers.Count(token.Bytes), Kind(token));
        }

        return $"Tokens  {HeadFacts}\n{Label}: {Finding}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<TextToken>(text.Tokens)
        .Integer("id", token => token.Id)
        .Text("text", token => token.Text)
        .Integer("bytes", token => token.Bytes)
        .Flag("special", token => token.IsSpecial)
        .ToFrame();
}
