using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>One response: its tokens as a strip, every number, and the likeliest alternatives.</summary>
/// <param name="response">The response.</param>
public sealed class TokenTableView(ResponseRecord response) : View
{
    private const int StripBytes = 12 * 1024;
    private const int MostTokens = 64;

    /// <inheritdoc/>
    public override string Name => "strip";

    /// <inheritdoc/>
    public override string Label => "One response, token by token";

    private bool HasViews => response.Tokens.Any(token => !double.IsNaN(token.EntropyRemoved));

    /// <inheritdoc/>
    protected override Html Body()
    {
        Html head = Head("Response", Html.Text(Facts(
            Numbers.Count(response.Response.Length, "token", "tokens"), $"reward {Numbers.Plain(response.Reward.Total, 1)}")));
        Html text = Html.Of($"<p class=\"cppo-p\">{Describe.Response(response.Response.Text)}</p><p class=\"cppo-p\">{Describe.Answer(response.Reward.Grade)}</p>");
        if (response.Tokens.Count == 0) return head + text + Html.Of($"<p class=\"cppo-q\">No forward pass has been made.</p>");
        ResponseRecord shown = response.Tokens.Count <= MostTokens ? response : response with { Tokens = [.. response.Tokens.Take(MostTokens)] };
        return Html.Of(
            $"{head}{text}{TokenStrip.Legend(HasViews, TokenSummary.Of(response.Tokens).HasTruth)}{TokenStrip.Response(response, 1, StripBytes)}{TokenNumbers.Table(shown, "", explain: true)}{Describe.More("rows", shown.Tokens.Count, response.Tokens.Count, "ToData()")}{TokenNumbers.Alternatives([response], StripBytes / 2)}");
    }

    /// <inheritdoc/>
    protected override string PlainText() => TokenNumbers.ToPlainText(response, 1);

    /// <inheritdoc/>
    public override DataFrame ToData() => TokenNumbers.Rows([(0UL, [response])]);
}
