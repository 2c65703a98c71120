using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The groups of a step: one line each, and the first ones in full: rollouts, or token strips once entropies are known.</summary>
/// <param name="groups">Groups in the order of the prompts.</param>
public sealed class GroupsView(IReadOnlyList<GroupRecord> groups) : View
{
    private const int MostRows = 40;
    private const int MostInFull = 2;
    private const int RowsBytes = 18 * 1024;
    private const int FullBytes = 11 * 1024;

    /// <inheritdoc/>
    public override string Name => "rollout";

    /// <inheritdoc/>
    public override string Label => $"{groups.Count} rollout groups";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => HasTokens ? ["rollout", "strip"] : ["rollout"];

    private bool HasTokens => groups.Any(group => group.Responses.Any(response => response.Tokens.Count > 0));

    private string HeadFacts
    {
        get
        {
            int responses = groups.Sum(group => group.Responses.Count);
            return Facts(
                Numbers.Count(groups.Count, "prompt", "prompts"),
                Numbers.Count(responses, "response", "responses"),
                Describe.Sampling(groups.FirstOrDefault()?.Group.Sampling));
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        Html head = Head("Rollouts", Html.Text(HeadFacts));
        if (groups.Count == 0) return head;
        int withSignal = groups.Count(Differs);
        HtmlTable table = new(
            Html.Of($"<b>{withSignal} of {Numbers.Count(groups.Count, "group", "groups")} {(withSignal == 1 ? "carries" : "carry")} signal.</b> In a group whose rewards are all equal every advantage is 0."),
            new("#", right: true),
            new("Question"),
            new("Target", false, "cppo-opt"),
            new("Right", right: true),
            new("Mean reward", true, "cppo-opt"),
            new("Signal"))
        {
            RowHeader = 1,
        };
        for (int i = 0; i < Math.Min(groups.Count, MostRows); i++)
        {
            GroupRecord group = groups[i];
            table.Add(
                Html.Of($"<i class=\"cppo-z\">{i}</i>"),
                Html.Text(Describe.Clip(group.Group.Sample.Question, 100)),
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(group.Group.Sample.Answer, 40)}</span>"),
                Html.Text(Describe.Right(group)),
                Html.Text(group.Responses.Count == 0 ? Numbers.Missing : Numbers.Plain(group.MeanReward, 2)),
                Differs(group) ? Html.Text("● yes") : Html.Of($"<span class=\"cppo-q\">○ none</span>"));
        }

        IEnumerable<Html> full = InFull().Select(view => Html.Of($"<div class=\"cppo-group\">{view.Inner()}</div>"));
        return Html.Of(
            $"{head}{table.ToHtml()}{Describe.More("groups", Math.Min(groups.Count, MostRows), groups.Count, $"groups.Skip({MostRows})")}<div class=\"cppo-group cppo-gap\"></div>{full}{Describe.More("groups in full", InFull().Count(), groups.Count, "groups[i]")}");
    }

    // A group in the loss first, or the first with signal and the first without, so that both are explained.
    private IEnumerable<View> InFull()
    {
        if (HasTokens)
        {
            GroupRecord? best = groups.FirstOrDefault(group => group.Responses.Any(r => r.Tokens.Any(token => token.InLoss)));
            return [new StripView(best ?? groups[0]) { Limit = MarkupLimit - RowsBytes }];
        }

        GroupRecord?[] chosen = [groups.FirstOrDefault(Differs), groups.FirstOrDefault(group => !Differs(group))];
        GroupRecord[] found = [.. chosen.OfType<GroupRecord>()];
        return (found.Length == MostInFull ? found : [.. groups.Take(MostInFull)]).Select(group => new RolloutView(group) { Room = FullBytes });
    }

    // Also true between scoring and comparing, when every advantage is still 0.
    private static bool Differs(GroupRecord group) => group.HasSignal || group.RewardsDiffer;

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new(">#", "Question", "Target", ">Right", ">Mean reward", "Signal");
        for (int i = 0; i < groups.Count; i++)
        {
            GroupRecord group = groups[i];
            table.Add(
                i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                group.Group.Sample.Question,
                group.Group.Sample.Answer,
                Describe.Right(group),
                group.Responses.Count == 0 ? Numbers.Missing : Numbers.Plain(group.MeanReward, 2),
                Differs(group) ? "yes" : "none");
        }

        return $"Rollouts  {TextEncoder.Terminal(HeadFacts)}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => HasTokens ? TokenNumbers.Rows(groups) : RolloutView.Rows(groups);
}
