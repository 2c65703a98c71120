using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A method that was read from another trainer's configuration: its preset, what differs from it, and what was not understood.</summary>
/// <param name="method">The method with what was left over.</param>
public sealed class ImportedMethodView(ImportedMethod method) : View
{
    private const int MostRows = 60, LongestText = 120;

    /// <inheritdoc/>
    public override string Name => "imported";

    /// <inheritdoc/>
    public override string Label => "Method of another trainer's configuration";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string HeadFacts => Facts(
        method.Method.Preset,
        Numbers.Count(method.Changes.Count, "option differs", "options differ"),
        Numbers.Count(method.Left.Count, "key of machine and files", "keys of machine and files"));

    private string Finding => method.NotUnderstood.Count == 0
        ? "Every key was understood."
        : $"{Numbers.Count(method.NotUnderstood.Count, "key was", "keys were")} not understood: their run may differ in these points.";

    /// <inheritdoc/>
    protected override Html Body()
    {
        Html head = Head("Method", Html.Text(HeadFacts));
        if (method.Changes.Count > 0)
        {
            HtmlTable changes = new(Html.Of($"<b>{method.Method.Name}</b> with other values of these."), new("Option"), new("Value"));
            foreach (OptionValue change in method.Changes.Take(MostRows))
                changes.Add(Html.Text(change.Name), Html.Of($"<span class=\"cppo-m\">{Describe.Clip(change.Value ?? "made in code", LongestText)}</span>"));
            head += changes.ToHtml();
        }

        if (method.NotUnderstood.Count == 0) return head + Html.Of($"<p class=\"cppo-finding\"><b>{Finding}</b></p>");
        HtmlTable unread = new(Html.Of($"<b>{Finding}</b>"), new("Key"), new("Value"), new("Reason"));
        foreach (UnreadKey key in method.NotUnderstood.Take(MostRows))
            unread.Add(Html.Text(Describe.Clip(key.Key, LongestText)), Html.Of($"<span class=\"cppo-m\">{Describe.Clip(key.Value, LongestText)}</span>"), Html.Text(Describe.Clip(key.Reason, LongestText)));
        return head + Html.Of($"<div class=\"cppo-gap\">{unread.ToHtml()}</div>") + Describe.More("keys", Math.Min(MostRows, method.NotUnderstood.Count), method.NotUnderstood.Count, "NotUnderstood");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable unread = new("Key", "Value", "Reason");
        foreach (UnreadKey key in method.NotUnderstood) unread.Add(key.Key, key.Value, key.Reason);
        string changes = string.Concat(method.Changes.Select(change => $"\n  {TextEncoder.Terminal(change.ToString())}"));
        return $"Method  {TextEncoder.Terminal(HeadFacts)}{changes}\n{Finding}{(method.NotUnderstood.Count == 0 ? "" : $"\n{unread}")}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<MethodOption>(MethodOptions.All(method.Method))
        .Text("option", option => option.Name)
        .Text("value", option => option.Value)
        .ToFrame();
}
