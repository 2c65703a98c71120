namespace Cppo.Training;

/// <summary>Who took part in a step: from all prompts down to the tokens in the contrastive loss.</summary>
/// <param name="Groups">Prompts.</param>
/// <param name="SignalGroups">Prompts whose rewards differ.</param>
/// <param name="ViewedGroups">Prompts whose pictures were perturbed.</param>
/// <param name="Responses">Responses.</param>
/// <param name="SignalResponses">Responses of prompts whose rewards differ.</param>
/// <param name="PositiveResponses">Responses with A &gt; 0.</param>
/// <param name="NegativeResponses">Responses with A &lt; 0.</param>
/// <param name="Tokens">Response tokens.</param>
/// <param name="PositiveTokens">Tokens of responses with A &gt; 0.</param>
/// <param name="Viewed">Summary of the tokens that went through the removing view.</param>
public sealed record Participation(
    int Groups,
    int SignalGroups,
    int ViewedGroups,
    int Responses,
    int SignalResponses,
    int PositiveResponses,
    int NegativeResponses,
    int Tokens,
    int PositiveTokens,
    TokenSummary Viewed)
{
    /// <summary>Mean response length in tokens.</summary>
    public double MeanLength => (double)Tokens / Responses;

    /// <summary>Counts a step.</summary>
    public static Participation Of(StepReport report)
    {
        ResponseRecord[] responses = [.. report.Responses];
        return new(
            report.Groups.Count,
            report.Groups.Count(group => group.HasSignal),
            report.Groups.Count(group => group.Removing.Count > 0),
            responses.Length,
            report.Groups.Where(group => group.HasSignal).Sum(group => group.Responses.Count),
            responses.Count(response => response.Advantage > 0),
            responses.Count(response => response.Advantage < 0),
            responses.Sum(response => response.Response.Length),
            responses.Where(response => response.Advantage > 0).Sum(response => response.Response.Length),
            TokenSummary.Of(responses.SelectMany(r => r.Tokens).Where(token => !double.IsNaN(token.EntropyRemoved))));
    }
}
