namespace Cppo.Training;

/// <summary>What one response token adds to one term of a step's loss.</summary>
/// <param name="Term">"policy", "KL" or "CPL".</param>
/// <param name="Coefficient">1, beta or lambda.</param>
/// <param name="Sample">Its prompt.</param>
/// <param name="Group">Index of the prompt in the step.</param>
/// <param name="Response">Index of its response in the group.</param>
/// <param name="Place">Index of the token in the response.</param>
/// <param name="Token">Its text.</param>
/// <param name="Advantage">Its response's.</param>
/// <param name="Value">Before the coefficient; the sum over a term's shares is the term's value.</param>
public readonly record struct LossShare(
    string Term, double Coefficient, ulong Sample, int Group, int Response, int Place, string Token, double Advantage, double Value)
{
    /// <summary>What it adds to the loss.</summary>
    public double Contribution => Coefficient * Value;

    /// <summary>The terms of a step that are sums over tokens, token by token. PAPO's term is none of them.</summary>
    /// <param name="report">
    /// A step. Where it makes several updates, its terms are means over them, and so are the shares; the tokens are known for the first
    /// epoch, whose mean they add up to.
    /// </param>
    /// <returns>Empty for a report without token records.</returns>
    public static IReadOnlyList<LossShare> Of(StepReport report)
    {
        int updates = Math.Max(1, report.Updates.Count(update => update.Epoch == 0));
        List<LossShare> shares = [];
        foreach (LossTerm term in report.Terms)
        {
            if (Reader(term.Name) is not { } read) continue;
            for (int g = 0; g < report.Groups.Count; g++)
            for (int r = 0; r < report.Groups[g].Responses.Count; r++)
            {
                ResponseRecord response = report.Groups[g].Responses[r];
                for (int place = 0; place < response.Tokens.Count; place++)
                {
                    double value = read(response.Tokens[place]);
                    if (double.IsNaN(value)) continue;
                    shares.Add(new(
                        term.Name, term.Coefficient, report.Groups[g].Group.Sample.Id, g, r, place, response.Tokens[place].Text, response.Advantage, value / updates));
                }
            }
        }

        return shares;
    }

    private static Func<TokenRecord, double>? Reader(string term) => term switch
    {
        "policy" => token => token.PolicyShare,
        "KL" => token => token.KlShare,
        "CPL" => token => token.CplShare,
        _ => null,
    };
}
