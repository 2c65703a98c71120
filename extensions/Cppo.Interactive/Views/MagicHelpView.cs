using Cppo.Interactive.Magics;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>What a magic does, its options with their defaults, and an example.</summary>
/// <param name="magic">The magic.</param>
public sealed class MagicHelpView(IMagic magic) : View
{
    /// <inheritdoc/>
    public override string Name => "help";

    /// <inheritdoc/>
    public override string Label => $"Help for {magic.Name}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable table = new(
            Html.Of($"For example <code class=\"cppo-code\">{magic.Example}</code>"),
            new("Option"),
            new("Meaning"),
            new("Default"))
        {
            Scrolls = true,
        };
        foreach (MagicOption option in magic.Options)
        {
            table.Add(
                Html.Of($"<span class=\"cppo-m cppo-nb\">{option.Name}</span> <span class=\"cppo-q\">{option.Value}</span>"),
                Html.Text(Meaning(option)),
                option.Default.Length > 0 ? Html.Of($"<span class=\"cppo-m\">{option.Default}</span>") : HtmlTable.Number(Numbers.Missing));
        }

        return Head(magic.Name, Html.Text(magic.Summary)) + table.ToHtml();
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Option", "Meaning", "Default");
        foreach (MagicOption option in magic.Options) table.Add($"{option.Name} {option.Value}".Trim(), Meaning(option), option.Default);
        return $"{magic.Name}  {magic.Summary}\n{table}\nFor example: {magic.Example}";
    }

    private static string Meaning(MagicOption option) =>
        option.Choices.Count > 0 ? $"{option.Summary}: {string.Join(", ", option.Choices)}" : option.Summary;

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<MagicOption>(magic.Options)
        .Text("option", option => option.Name)
        .Text("value", option => option.Value)
        .Text("meaning", Meaning)
        .Text("default", option => option.Default)
        .ToFrame();
}
