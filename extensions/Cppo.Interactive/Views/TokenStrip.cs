using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>One response as a row of token columns, and the legend that explains a column.</summary>
internal static class TokenStrip
{
    private static readonly double[] Edges = [0.05, 0.2, 0.5, 1];

    /// <summary>The class of a shift on the fixed scale in nats: "cppo-p1".."cppo-p4", "cppo-m1".."cppo-m4", or empty.</summary>
    public static string ShiftClass(double shift)
    {
        int level = Edges.Count(edge => Math.Abs(shift) >= edge); // NaN reaches no edge
        return level == 0 ? "" : $"cppo-{(shift > 0 ? 'p' : 'm')}{level}";
    }

    /// <summary>Classes of a token's column.</summary>
    public static string Classes(TokenRecord token) => string.Join(' ', new[]
    {
        "cppo-k",
        ShiftClass(token.Shift),
        token.Selected ? "cppo-sel" : "",
        token.Selected && !token.InLoss ? "cppo-shut" : "",
        token.IsPerception == true ? "cppo-gt" : "",
        token.Shift < 0 ? "cppo-dn" : "",
        token.IsSpecial ? "cppo-sp" : "",
    }.Where(name => name.Length > 0));

    /// <summary>Heading and tokens of a response; a long one is cut at a number of bytes, and says so.</summary>
    public static Html Response(ResponseRecord response, int number, int room)
    {
        List<Html> columns = [];
        foreach (TokenRecord token in response.Tokens)
        {
            Html column = Column(token);
            room -= column.Bytes;
            if (room < 0) break;
            columns.Add(column);
        }

        TokenSummary counts = TokenSummary.Of(response.Tokens);
        bool open = counts.InLoss > 0;
        Html facts = Html.Of(
            $"<b>{number}</b> A {Numbers.Signed(response.Advantage, 2)} {Describe.Verdict(response.Reward.Grade.Correct)}{(Selection(counts))}");
        Html more = Describe.More("tokens", columns.Count, response.Tokens.Count, "ToData()");
        return Html.Of(
            $"<div class=\"cppo-r{(open ? " cppo-open" : "")}\"><p class=\"cppo-rh\">{facts}</p><div class=\"cppo-line\"><span class=\"cppo-axis\" aria-hidden=\"true\"></span>{columns}</div>{more}</div>\n");
    }

    private static string Selection(TokenSummary counts)
    {
        if (counts.Tokens == 0) return " · no forward pass";
        if (counts.Viewed == 0) return " · not run with the other pictures: the gate is shut";
        if (counts.Selected == 0) return counts.Candidates == 0 ? " · no candidates" : " · none selected";
        string text = $" · selected {counts.Selected} of {counts.Tokens}";
        if (counts.HasTruth) text += $", {counts.SelectedPerception} of the {counts.Perception} perception tokens";
        return counts.InLoss == 0 ? text + " · gate shut" : text;
    }

    private static Html Column(TokenRecord token)
    {
        bool hasView = !double.IsNaN(token.EntropyRemoved);
        string title = hasView
            ? $"H₀ {Numbers.Nats(token.Entropy)} → Hᵣ {Numbers.Nats(token.EntropyRemoved)}, {Numbers.Signed(token.Shift, 3)} nats"
            : $"H₀ {Numbers.Nats(token.Entropy)} nats";
        string a = Numbers.Css(token.Entropy), b = hasView ? Numbers.Css(token.EntropyRemoved) : a;
        return Html.Of(
            $"<span class=\"{Classes(token)}\" title=\"{title}\"><b>{Glyphs(token)}</b><i style=\"--a:{a};--b:{b}\"></i></span>");
    }

    /// <summary>The token's text with visible white space.</summary>
    public static Html Glyphs(TokenRecord token) => new(TextEncoder.Token(Describe.Token(token.Text)));

    /// <summary>Explains tints, frames, marks and bars.</summary>
    public static Html Legend(bool hasViews, bool hasTruth)
    {
        if (!hasViews) return Html.Empty;
        Html Swatch(string @class, string text) => Html.Of($" <span class=\"cppo-k {@class}\"><b>{text}</b></span>");
        Html truth = hasTruth
            ? Html.Of($"<span><span class=\"cppo-k cppo-gt\"><b>a</b></span> perception token (ground truth)</span> ")
            : Html.Empty;
        return Html.Of(
            $"""
            <div class="cppo-legend"><span><span>Entropy shift <i>H</i>ᵣ − <i>H</i>₀, nats</span><span class="cppo-swatch">{Swatch("cppo-m4", "≤ −1")}{Swatch("cppo-m3", "−0.5")}{Swatch("cppo-m2", "−0.2")}{Swatch("cppo-m1", "−0.05")}{Swatch("cppo-z2", "< 0.05")}{Swatch("cppo-p1", "0.05")}{Swatch("cppo-p2", "0.2")}{Swatch("cppo-p3", "0.5")}{Swatch("cppo-p4", "≥ 1")}</span></span> <span class="cppo-brk"></span><span><span class="cppo-k cppo-sel"><b>a</b></span> in the contrastive loss</span> <span><span class="cppo-k cppo-sel cppo-shut"><b>a</b></span> selected, gate shut</span> {truth}<span><span class="cppo-tickkey" aria-hidden="true"></span><span>tick <i>H</i>₀, bar to <i>H</i>ᵣ, scale in nats</span></span></div>
            """);
    }
}
