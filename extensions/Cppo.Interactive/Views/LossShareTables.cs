using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>A term of the loss followed to the responses and the tokens that make it: tables whose last row is the term.</summary>
internal static class LossShareTables
{
    private const int MostResponses = 10, MostTokens = 48, Strongest = 4, LongestText = 90;

    /// <summary>One details a term; nothing where no token has a share.</summary>
    /// <param name="shares">The shares of one or more terms.</param>
    /// <param name="terms">The terms of the step, which the sums are compared with; empty where they are not known.</param>
    /// <param name="open">Whether the tables are shown at once.</param>
    public static Html Details(IReadOnlyList<LossShare> shares, IReadOnlyList<LossTerm> terms, bool open = false) => Html.Join(
        shares.GroupBy(share => share.Term).Select(term => Term([.. term], terms.Where(one => one.Name == term.Key).Select(one => (LossTerm?)one).FirstOrDefault(), open)));

    private static Html Term(LossShare[] shares, LossTerm? term, bool open)
    {
        double sum = shares.Sum(share => share.Contribution);
        LossShare[][] responses = [.. Responses(shares)];
        int counted = shares.Count(share => share.Value != 0);
        int exponent = Numbers.CommonExponent(responses.Select(Sum).Append(sum));
        double unit = Math.Pow(10, exponent);
        string size = exponent == 0 ? "Contribution" : $"× 10{Numbers.Superscript(exponent)}";
        HtmlTable table = new(
            Html.Of($"<b>{Equality(sum, term)}</b> Largest responses first, with their strongest tokens."),
            new("Response"), new("A", right: true), new("Tokens", true, "cppo-opt"), new(size, right: true), new("Strongest tokens", false, "cppo-opt"))
        {
            Scrolls = true,
        };
        foreach (LossShare[] one in responses.Take(MostResponses))
        {
            table.Add(
                Html.Text(Name(one[0])),
                Html.Text(Numbers.Signed(one[0].Advantage, 2)),
                Html.Text(Numbers.Count(one.Count(share => share.Value != 0))),
                Html.Text(Numbers.Signed(Sum(one) / unit, 3)),
                StrongestOf(one, unit));
        }

        LossShare[][] rest = responses[Math.Min(MostResponses, responses.Length)..Math.Max(Taking(responses), Math.Min(MostResponses, responses.Length))];
        if (rest.Length > 0)
        {
            table.Add(
                Html.Of($"<span class=\"cppo-q\">{Numbers.Count(rest.Length, "other response", "other responses")}</span>"),
                Html.Empty,
                Html.Text(Numbers.Count(rest.Sum(one => one.Count(share => share.Value != 0)))),
                Html.Text(Numbers.Signed(rest.Sum(Sum) / unit, 3)),
                Html.Of($"<span class=\"cppo-code\">LossShare.Of(step)</span>"));
        }

        table.Add("cppo-sum", Html.Text("Sum"), Html.Empty, Html.Text(Numbers.Count(counted)), Html.Text(Numbers.Signed(sum / unit, 3)), Html.Empty);
        Html attribute = open ? Html.Of($" open=\"open\"") : Html.Empty;
        Html summary = Html.Of(
            $"{StepTables.Symbol(shares[0].Term)} {Numbers.Scientific(sum)}: from {Numbers.Count(counted, "token", "tokens")} of {Numbers.Count(Taking(responses), "response", "responses")}");
        return Html.Of($"<details class=\"cppo-d\"{attribute}><summary>{summary}</summary>{table.ToHtml()}{Tokens(responses[0])}</details>");
    }

    // Where one update serves the batch, every ratio is 1 and all tokens of a response add the same.
    private static Html StrongestOf(LossShare[] response, double unit)
    {
        LossShare[] strongest = [.. response.Where(share => share.Value != 0).OrderByDescending(share => Math.Abs(share.Value))];
        if (strongest.Length > 1 && Math.Abs(strongest[0].Value - strongest[^1].Value) <= 1e-5 * Math.Abs(strongest[0].Value))
            return Html.Of($"<span class=\"cppo-q\">each {Numbers.Signed(strongest[0].Contribution / unit, 3)}</span>");
        return Html.Join(strongest.Take(Strongest).Select(share => Html.Of(
            $"<span class=\"cppo-nb\"><b class=\"cppo-m\">{new Html(TextEncoder.Token(Describe.Token(share.Token)))}</b> {Numbers.Signed(share.Contribution / unit, 3)}</span>")), " ");
    }

    // The whole way down for the response that adds most: every token, and their sum.
    private static Html Tokens(LossShare[] response)
    {
        int exponent = Numbers.CommonExponent(response.Select(share => share.Contribution).Append(Sum(response)));
        double unit = Math.Pow(10, exponent);
        LossShare[] shown = [.. response.Take(MostTokens)];
        double largest = Math.Max(response.Max(share => Math.Abs(share.Contribution)), double.Epsilon);
        HtmlTable table = new(
            Html.Of($"<b>Every token of response {Name(response[0])}.</b> They add up to its {Numbers.Scientific(Sum(response))}."),
            new("#", right: true), new("Token"), new(exponent == 0 ? "Contribution" : $"× 10{Numbers.Superscript(exponent)}", right: true), new(""))
        {
            RowHeader = 1,
            Class = "cppo-time cppo-gap",
        };
        foreach (LossShare share in shown)
        {
            table.Add(
                share.Value != 0 ? "" : "cppo-q",
                Html.Text(Numbers.Count(share.Place + 1)),
                Html.Of($"<span class=\"cppo-m\">{new Html(TextEncoder.Token(Describe.Token(share.Token)))}</span>"),
                HtmlTable.Number(Numbers.Signed(share.Contribution / unit, 3)),
                Html.Of($"<i class=\"cppo-bar\" style=\"--v:{Numbers.Css(Math.Abs(share.Contribution) / largest, 3)}\"></i>"));
        }

        table.Add("cppo-sum", Html.Empty, Html.Text("Sum"), Html.Text(Numbers.Signed(Sum(response) / unit, 3)), Html.Empty);
        return table.ToHtml() + Describe.More("tokens", shown.Length, response.Length, "LossShare.Of(step)");
    }

    /// <summary>The tables of the terms for a terminal.</summary>
    public static string ToPlainText(IReadOnlyList<LossShare> shares) => string.Join("\n\n", shares.GroupBy(share => share.Term).Select(term =>
    {
        LossShare[][] responses = [.. Responses(term)];
        TextTable table = new("Response", ">A", ">Tokens", ">Contribution", "Strongest token");
        foreach (LossShare[] one in responses.Take(MostResponses))
        {
            LossShare strongest = one.MaxBy(share => Math.Abs(share.Value));
            table.Add(Name(one[0]), Numbers.Signed(one[0].Advantage, 2), Numbers.Count(one.Length), Numbers.Scientific(Sum(one)), Describe.Token(strongest.Token).Replace(' ', '␣'));
        }

        LossShare[][] rest = responses[Math.Min(MostResponses, responses.Length)..];
        if (rest.Length > 0) table.Add($"{rest.Length} others", "", "", Numbers.Scientific(rest.Sum(Sum)), "");
        table.Add("sum", "", Numbers.Count(term.Count()), Numbers.Scientific(term.Sum(share => share.Contribution)), "");
        return $"{TextEncoder.Terminal(term.Key)}, followed to its tokens\n{table}";
    }));

    private static IEnumerable<LossShare[]> Responses(IEnumerable<LossShare> shares) => shares
        .GroupBy(share => (share.Group, share.Response))
        .Select(response => response.ToArray())
        .OrderByDescending(response => response.Any(share => share.Value != 0)) // a response with A = 0 adds nothing to the policy term
        .ThenByDescending(response => Math.Abs(Sum(response)));

    private static int Taking(LossShare[][] responses) => responses.Count(response => response.Any(share => share.Value != 0));

    private static double Sum(LossShare[] shares) => shares.Sum(share => share.Contribution);

    private static string Name(LossShare share) => Describe.Clip($"{share.Group}·{share.Response} (sample {share.Sample})", LongestText);

    // Tokens are those of the first epoch; a step of several epochs has a mean over all.
    private static string Equality(double sum, LossTerm? term)
    {
        if (term is not { } known) return $"The tokens add up to {Numbers.Scientific(sum)}.";
        bool isSame = Math.Abs(sum - known.Contribution) <= 1e-5 * (Math.Abs(sum) + Math.Abs(known.Contribution)) + 1e-9;
        return isSame
            ? $"The tokens add up to {Numbers.Scientific(sum)}, the term’s part of the loss."
            : $"The tokens of the first epoch add up to {Numbers.Scientific(sum)}; the mean over all updates is {Numbers.Scientific(known.Contribution)}.";
    }
}
