using System.Globalization;
using Cppo.Interactive.Rendering;
using Cppo.Rollouts;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Responses as they were drawn, before anyone scored them.</summary>
/// <param name="groups">Groups in the order of the prompts.</param>
public sealed class ResponsesView(IReadOnlyList<RolloutGroup> groups) : View
{
    private const int MostGroups = 3;
    private const int RoomBytes = 40 * 1024;

    /// <inheritdoc/>
    public override string Name => "rollout";

    /// <inheritdoc/>
    public override string Label => Numbers.Count(groups.Count, "group of responses", "groups of responses");

    private string HeadFacts => Facts(
        Numbers.Count(groups.Count, "prompt", "prompts"),
        Numbers.Count(groups.Sum(group => group.Responses.Count), "response", "responses"),
        Describe.Sampling(groups.FirstOrDefault()?.Sampling),
        "not scored yet");

    /// <inheritdoc/>
    protected override Html Body()
    {
        List<Html> shown = [];
        int room = RoomBytes;
        foreach (RolloutGroup group in groups.Take(MostGroups))
        {
            shown.Add(Group(group, ref room));
            if (room <= 0) break;
        }

        return Html.Of($"{Head("Responses", Html.Text(HeadFacts))}{shown}{Describe.More("groups", shown.Count, groups.Count, "groups[i]")}");
    }

    private static Html Group(RolloutGroup group, ref int room)
    {
        HtmlTable table = new(
            Html.Of($"<b>{Numbers.Count(group.Responses.Count, "response", "responses")}.</b> Log-probability of the whole response, nats."),
            new("#", right: true),
            new("Response"),
            new("Log-probability", true, "cppo-opt"),
            new("Tokens", right: true),
            new("Stop", false, "cppo-opt"))
        {
            RowHeader = 1,
            Scrolls = true,
        };
        int rows = 0;
        foreach (Response response in group.Responses)
        {
            Html text = Describe.Response(response.Text);
            room -= text.Bytes + 200;
            if (room < 0 && rows > 0) break;
            table.Add(
                Html.Of($"<i class=\"cppo-z\">{rows}</i>"),
                text,
                Html.Text(Describe.LogProbability(response)),
                Html.Text(Numbers.Count(response.Length)),
                Html.Text(Describe.Stop(response.Stop)));
            rows++;
        }

        Html content = group.Responses.Count == 0
            ? Html.Of($"<p class=\"cppo-q\">{Describe.NoResponse(group)}</p>")
            : Html.Of($"{table.ToHtml()}{Describe.More("responses", rows, group.Responses.Count, "group.Responses[i]")}");
        return group.Sample.Pictures.Count == 0
            ? Html.Of($"<div class=\"cppo-group\">{content}</div>")
            : Html.Of($"<div class=\"cppo-group cppo-side\">{Describe.Figure(group.Sample)}<div>{content}</div></div>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Question", ">#", "Response", ">Tokens", "Stop");
        foreach (RolloutGroup group in groups)
        {
            for (int i = 0; i < group.Responses.Count; i++)
            {
                Response response = group.Responses[i];
                table.Add(
                    i == 0 ? group.Sample.Question : "",
                    i.ToString(CultureInfo.InvariantCulture),
                    response.Text,
                    Numbers.Count(response.Length),
                    Describe.Stop(response.Stop));
            }
        }

        return $"Responses  {TextEncoder.Terminal(HeadFacts)}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() =>
        new DataRows<(Sample Sample, Response Response, int Index)>(
            [.. groups.SelectMany(group => group.Responses.Select((response, i) => (group.Sample, response, i)))])
            .Text("sample", row => row.Sample.Id.ToString(CultureInfo.InvariantCulture))
            .Text("question", row => row.Sample.Question)
            .Integer("response", row => row.Index)
            .Text("text", row => row.Response.Text)
            .Number("log_probability", row => row.Response.LogProbabilities.Count == 0 ? double.NaN : row.Response.LogProbabilities.Sum(value => (double)value))
            .Integer("tokens", row => row.Response.Length)
            .Text("stop", row => Describe.Stop(row.Response.Stop))
            .ToFrame();
}
