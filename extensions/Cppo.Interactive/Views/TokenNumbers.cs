using System.Globalization;
using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Every number of every token: as a table in details, for terminals, and as rows.</summary>
internal static class TokenNumbers
{
    private static readonly Html Groups = new(
        "<tr><td colspan=\"3\"></td><th scope=\"colgroup\" colspan=\"4\" class=\"cppo-grp\">Entropy</th><th scope=\"colgroup\" colspan=\"3\" class=\"cppo-grp\">Log-probability</th><th scope=\"colgroup\" colspan=\"4\" class=\"cppo-grp\">Contrast</th><td></td></tr>");

    private static readonly HtmlColumn[] Columns =
        [.. new[] { "#", "Token", "Truth", "H₀", "Hᵣ", "shift", "score", "orig.", "pres.", "rem.", "KL⁺", "KL⁻", "margin", "CPL", "Mask" }
            .Select(name => new HtmlColumn(name))];

    /// <summary>The table of one response behind a summary of its means.</summary>
    public static Html Details(ResponseRecord response, int number, string contrast, bool open)
    {
        Html summary = Html.Of($"All numbers of response {number}{Means(response)}");
        Html attribute = open ? Html.Of($" open=\"open\"") : Html.Empty;
        return Html.Of($"<details class=\"cppo-d\"{attribute}><summary>{summary}</summary>{Table(response, contrast, open)}</details>\n");
    }

    /// <summary>The table of one response.</summary>
    public static Html Table(ResponseRecord response, string contrast, bool explain)
    {
        TokenSummary counts = TokenSummary.Of(response.Tokens);
        string estimator = contrast.Length > 0 ? $"; estimator {contrast}" : "";
        string explanation = explain
            ? $" CPL is ln 2 = 0.693 where the margin is 0{estimator}. Entropies, log-probabilities and KL in nats; 0 is below 0.0005."
            : "";
        string means = counts.Selected > 0 ? "; CPL and margin are means over them" : "";
        HtmlTable table = new(
            Html.Of($"<b>{counts.Selected} of {counts.Tokens} tokens selected{means}.</b>{explanation}"),
            Columns)
        {
            RowHeader = 1,
            Class = "cppo-et",
            Groups = Groups,
            Scrolls = true,
            Bare = true,
        };
        for (int i = 0; i < response.Tokens.Count; i++)
        {
            TokenRecord token = response.Tokens[i];
            table.Add(
                token.InLoss ? "cppo-hit" : "",
                [
                    Html.Of($"{i + 1}"),
                    explain
                        ? Html.Of($"<span class=\"{TokenStrip.Classes(token).Replace(" cppo-gt", "")}\"><b>{TokenStrip.Glyphs(token)}</b></span>")
                        : TokenStrip.Glyphs(token),
                    Html.Text(Truth(token)),
                    .. Values(token).Select(Quiet),
                    Html.Text(Mask(token)),
                ]);
        }

        return table.ToHtml();
    }

    /// <summary>Likeliest tokens with both pictures, for the first response that has them.</summary>
    public static Html Alternatives(IReadOnlyList<ResponseRecord> responses, int room)
    {
        int index = Enumerable.Range(0, responses.Count).FirstOrDefault(i => responses[i].Tokens.Any(t => t.Alternatives.Count > 0), -1);
        if (index < 0) return Html.Empty;
        HtmlTable table = new(
            Html.Of($"<b>Likeliest tokens</b> at the sampling temperature, with their probabilities."),
            new("#", right: true),
            new("Token"),
            new("Original picture"),
            new("Removing view"))
        {
            RowHeader = 1,
            Class = "cppo-alt",
            Scrolls = true,
        };
        IReadOnlyList<TokenRecord> tokens = responses[index].Tokens;
        int shown = 0;
        room -= 700;
        for (; shown < tokens.Count; shown++)
        {
            Html original = List(tokens[shown].Alternatives), removed = List(tokens[shown].AlternativesRemoved);
            room -= original.Bytes + removed.Bytes + 100;
            if (room < 0) break;
            table.Add(Html.Of($"<i class=\"cppo-z\">{shown + 1}</i>"), Html.Of($"<span class=\"cppo-m\">{TokenStrip.Glyphs(tokens[shown])}</span>"), original, removed);
        }

        if (shown == 0) return Html.Empty;
        return Html.Of(
            $"<details class=\"cppo-d\"><summary>Top alternatives of response {index + 1} under both pictures</summary>{table.ToHtml()}{Describe.More("tokens", shown, tokens.Count, "token.Alternatives")}</details>");
    }

    /// <summary>A table for a terminal.</summary>
    public static string ToPlainText(ResponseRecord response, int number)
    {
        TextTable table = new(
            ">#", "Token", "Truth", ">H0", ">Hr", ">shift", ">score", ">lp", ">lp+", ">lp-", ">KL+", ">KL-", ">margin", ">CPL", "Mask");
        for (int i = 0; i < response.Tokens.Count; i++)
        {
            TokenRecord token = response.Tokens[i];
            string text = Describe.Token(token.Text).Replace(' ', '␣');
            table.Add([(i + 1).ToString(CultureInfo.InvariantCulture), text, Truth(token), .. Values(token), Mask(token)]);
        }

        return $"Response {number}  A {Numbers.Signed(response.Advantage, 2)} {(response.Reward.Grade.Correct ? "✓ right" : "✕ wrong")}{Means(response)}\n{table}";
    }

    /// <summary>One row a token.</summary>
    public static DataFrame Rows(IReadOnlyList<GroupRecord> groups) =>
        Rows([.. groups.Select(group => (group.Group.Sample.Id, group.Responses))]);

    /// <summary>One row a token.</summary>
    public static DataFrame Rows(IReadOnlyList<(ulong Sample, IReadOnlyList<ResponseRecord> Responses)> groups) =>
        new DataRows<(ulong Sample, int Response, int Place, double Advantage, TokenRecord Token)>(
            [.. groups.SelectMany(group => group.Responses.SelectMany((response, r) =>
                response.Tokens.Select((token, t) => (group.Sample, r, t, response.Advantage, token))))])
            .Text("sample", row => row.Sample.ToString(CultureInfo.InvariantCulture))
            .Integer("response", row => row.Response)
            .Integer("place", row => row.Place)
            .Integer("id", row => row.Token.TokenId)
            .Text("token", row => row.Token.Text)
            .Number("advantage", row => row.Advantage)
            .Number("entropy", row => row.Token.Entropy)
            .Number("entropy_removed", row => row.Token.EntropyRemoved)
            .Number("entropy_preserved", row => row.Token.EntropyPreserved)
            .Number("shift", row => row.Token.Shift)
            .Number("score", row => row.Token.Score)
            .Number("log_probability", row => row.Token.LogProbability)
            .Number("log_probability_preserved", row => row.Token.LogProbabilityPreserved)
            .Number("log_probability_removed", row => row.Token.LogProbabilityRemoved)
            .Number("kl_preserved", row => row.Token.KlPreserved)
            .Number("kl_removed", row => row.Token.KlRemoved)
            .Number("margin", row => row.Token.Margin)
            .Number("cpl", row => row.Token.Cpl)
            .Number("policy_share", row => row.Token.PolicyShare)
            .Number("kl_share", row => row.Token.KlShare)
            .Number("cpl_share", row => row.Token.CplShare)
            .Flag("candidate", row => row.Token.Candidate)
            .Flag("selected", row => row.Token.Selected)
            .Flag("in_loss", row => row.Token.InLoss)
            .Flag("is_perception", row => row.Token.IsPerception)
            .ToFrame();

    private static string Means(ResponseRecord response)
    {
        TokenSummary summary = TokenSummary.Of(response.Tokens);
        return double.IsNaN(summary.Cpl)
            ? ""
            : $": CPL {Numbers.Plain(summary.Cpl, 3)}, margin {Numbers.Signed(summary.Margin, 3)}";
    }

    private static IEnumerable<string> Values(TokenRecord token) =>
    [
        Numbers.Nats(token.Entropy),
        Numbers.Nats(token.EntropyRemoved),
        Numbers.Signed(token.Shift, 3),
        Numbers.Nats(token.Score),
        Numbers.Nats(token.LogProbability),
        Numbers.Nats(token.LogProbabilityPreserved),
        Numbers.Nats(token.LogProbabilityRemoved),
        Numbers.Nats(token.KlPreserved),
        Numbers.Nats(token.KlRemoved),
        Numbers.Signed(token.Margin, 3),
        Numbers.Nats(token.Cpl),
    ];

    private static Html Quiet(string number) =>
        number is "0" or Numbers.Missing ? Html.Of($"<i>{number}</i>") : Html.Text(number);

    private static string Truth(TokenRecord token) => token.IsPerception == true ? "▼" : "";

    private static string Mask(TokenRecord token) => token switch
    {
        { InLoss: true } => "● in loss",
        { Selected: true } => "○ gate shut",
        _ => Numbers.Missing,
    };

    private static Html List(IReadOnlyList<TokenAlternative> alternatives) => Html.Join(
        alternatives.Where(a => a.Probability >= 0.005).Take(5).Select(a => Html.Of(
            $"<span><b>{new Html(TextEncoder.Token(Describe.Token(a.Text)))}</b> {Numbers.Plain(a.Probability, 2)}</span>")),
        " ");
}
