using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>The right half of a step: terms of the loss as a running sum beside their gradients, and who took part.</summary>
internal static class StepTables
{
    /// <summary>The terms of the loss.</summary>
    public static Html Terms(StepReport report)
    {
        int exponent = Numbers.CommonExponent(report.Terms.Select(term => term.Contribution).Append(report.Loss));
        double unit = Math.Pow(10, exponent);
        HtmlTable table = new(
            Finding(report),
            new("Term"),
            new(exponent == 0 ? "Value" : $"× 10{Numbers.Superscript(exponent)}", right: true),
            new("Gradient norm", right: true),
            new("Running sum"))
        {
            Class = "cppo-wft",
        };

        double[] sums = [.. RunningSums(report.Terms)];
        double low = Math.Min(0, sums.Min()), high = Math.Max(0, sums.Max());
        double width = high > low ? (high - low) * 1.04 : 1;
        double Place(double value) => (value - low) / width;
        for (int i = 0; i < report.Terms.Count; i++)
        {
            LossTerm term = report.Terms[i];
            table.Add(
                Html.Of($"{Symbol(term.Name)}<span class=\"cppo-q cppo-s\">{Note(term)}</span>"),
                Html.Text(Numbers.Signed(term.Contribution / unit, 2)),
                HtmlTable.Number(Numbers.Fixed(term.GradientNorm, 3)),
                Bar(Place(sums[i]), Place(sums[i + 1]), Place(0), term.Name == "CPL" ? " cppo-cpl" : "", term.Contribution < 0));
        }

        table.Add(
            "cppo-sum",
            Html.Text("Loss"),
            Html.Text(Numbers.Plain(report.Loss / unit, 2)),
            Html.Text(Numbers.Plain(report.GradientNorm, 3)),
            Bar(Place(0), Place(sums[^1]), Place(0), " cppo-tot", false));
        return table.ToHtml();
    }

    /// <summary>From all responses down to the tokens in the contrastive loss.</summary>
    public static Html Shares(StepReport report, Participation counts)
    {
        TokenSummary viewed = counts.Viewed;
        bool contrast = report.Term("CPL") is not null;
        Html caption = contrast
            ? Html.Of($"<b>Who took part.</b> The CPL comes from {Numbers.Share((double)viewed.InLoss / counts.Tokens)} of the tokens.")
            : Html.Of($"<b>Who took part.</b>");
        HtmlTable table = new(caption, new(""), new("Count", right: true), new("Share", right: true), new(""))
        {
            Class = "cppo-share cppo-gap",
        };
        void Row(string name, int indent, int count, int whole)
        {
            double share = whole == 0 ? 0 : (double)count / whole;
            Html label = indent == 0 ? Html.Text(name) : Html.Of($"<span class=\"{(indent == 1 ? "cppo-in" : "cppo-in2")}\">{name}</span>");
            table.Add(
                label,
                Html.Text(Numbers.Count(count)),
                Html.Text(Numbers.Share(share)),
                Html.Of($"<i class=\"cppo-bar\" style=\"--v:{Numbers.Css(share, 4)}\"></i>"));
        }

        Row("Responses", 0, counts.Responses, counts.Responses);
        Row("in groups with signal", 1, counts.SignalResponses, counts.Responses);
        Row("with A > 0", 1, counts.PositiveResponses, counts.Responses);
        Row("Response tokens", 0, counts.Tokens, counts.Tokens);
        Row("of responses with A > 0", 1, counts.PositiveTokens, counts.Tokens);
        if (contrast)
        {
            Row("entropy rose (candidates)", 1, viewed.Candidates, counts.Tokens);
            Row("selected, in the CPL", 1, viewed.InLoss, counts.Tokens);
            if (viewed.HasTruth) Row("of these, true perception", 2, viewed.InLossPerception, counts.Tokens);
        }

        return table.ToHtml();
    }

    private static IEnumerable<double> RunningSums(IReadOnlyList<LossTerm> terms)
    {
        double sum = 0;
        yield return sum;
        foreach (LossTerm term in terms) yield return sum += double.IsFinite(term.Contribution) ? term.Contribution : 0;
    }

    private static Html Bar(double from, double to, double zero, string @class, bool negative)
    {
        string start = Numbers.Css(Math.Min(from, to), 4), length = Numbers.Css(Math.Abs(to - from), 4);
        string origin = zero > 0 ? $";--z:{Numbers.Css(zero, 4)}" : "";
        return Html.Of(
            $"<i class=\"cppo-wf{(negative ? " cppo-neg" : "")}{@class}\" style=\"--a:{start};--b:{length};--e:{Numbers.Css(to, 4)}{origin}\"></i>");
    }

    // The finding, not the topic: how much of the loss and how much of the gradient the contrastive term is.
    private static Html Finding(StepReport report)
    {
        if (report.Term("CPL") is not { } cpl || report.Term("policy") is not { } policy)
        {
            return Html.Of($"<b>The terms of the loss.</b>");
        }

        bool cancels = double.IsFinite(report.PolicyGain) && Math.Abs(report.PolicyGain) > 10 * Math.Abs(policy.Value);
        string tail = cancels ? "whose value nearly cancels between A > 0 and A < 0." : "";
        bool positive = report.Loss > 0 && report.Terms.All(term => term.Contribution >= 0);
        double value = cpl.Contribution / report.Loss, gradient = cpl.GradientNorm / policy.GradientNorm;
        string share = positive
            ? $"The CPL is {Numbers.Share(value)} of the loss"
            : $"The CPL adds {Numbers.Scientific(cpl.Contribution)} to the loss";
        if (!double.IsFinite(gradient)) return Html.Of($"<b>{share}.</b>");
        string joint = positive && value > 2 * gradient ? ", but" : ";";
        return Html.Of(
            $"<b>{share}{joint} its gradient is {Numbers.Share(gradient)} of the policy term’s{(cancels ? "," : ".")}</b> {tail}");
    }

    /// <summary>A term's name with its weight.</summary>
    public static string Symbol(string name) => name switch
    {
        "policy" => "Policy term",
        "KL" => "β KL",
        "CPL" => "λ CPL",
        _ => name,
    };

    private static string Note(LossTerm term) => term.Coefficient == 1
        ? "weight 1"
        : $"{Numbers.Css(term.Coefficient, 4)} × {Numbers.Plain(term.Value, 4)}";
}
