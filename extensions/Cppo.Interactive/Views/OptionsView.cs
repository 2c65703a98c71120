using Cppo.Interactive.Rendering;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A configuration: what differs from its preset and from the paper, then every option in groups with what it means.</summary>
public sealed class OptionsView : View
{
    private const int ShortValue = 24, LongestValue = 60, LongestMeaning = 180, RowBytes = 260;
    private readonly string title, subtitle;
    private readonly IReadOnlyList<MethodOption> options;
    private readonly string preset;
    private readonly Dictionary<string, string?> ofPreset, ofPaper;

    /// <summary>A method beside its preset and the paper's method.</summary>
    /// <param name="method">The method.</param>
    public OptionsView(Method method)
        : this("Method", method.Name, method.Preset, MethodOptions.All(method), MethodOptions.All(Methods.Named(method.Preset)), MethodOptions.All(Method.Cppo))
    {
    }

    /// <summary>Options of a run beside those of a new record.</summary>
    /// <param name="run">The options.</param>
    public OptionsView(TrainerOptions run)
        : this("Options of a run", "", "default", RunOptions.All(run), RunOptions.All(new()), [])
    {
    }

    private OptionsView(
        string title, string subtitle, string preset, IReadOnlyList<MethodOption> options, IReadOnlyList<MethodOption> ofPreset, IReadOnlyList<MethodOption> ofPaper)
    {
        (this.title, this.subtitle, this.preset, this.options) = (title, subtitle, preset, [.. options.Where(option => option.Name != "Name")]);
        this.ofPreset = ofPreset.ToDictionary(option => option.Name, option => option.Value);
        this.ofPaper = ofPaper.ToDictionary(option => option.Name, option => option.Value);
    }

    /// <inheritdoc/>
    public override string Name => "options";

    /// <inheritdoc/>
    public override string Label => title;

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private bool HasPaper => ofPaper.Count > 0;

    private MethodOption[] Different => [.. options.Where(option => IsChanged(option) || IsNotPaper(option))];

    private string HeadFacts => Facts(subtitle, HasPaper ? $"preset {preset}" : "", Numbers.Count(options.Count, "option", "options"));

    private string Finding
    {
        get
        {
            int changed = options.Count(IsChanged), apart = options.Count(IsNotPaper);
            string own = changed == 0
                ? $"As the {(HasPaper ? $"preset {preset}" : "default")}."
                : $"{Numbers.Count(changed, "option differs", "options differ")} from the {(HasPaper ? $"preset {preset}" : "default")}.";
            return !HasPaper ? own
                : apart == 0 ? $"{own} Every option is the paper’s."
                : $"{own} {Numbers.Count(apart, "option differs", "options differ")} from the paper’s CPPO.";
        }
    }

    /// <inheritdoc/>
    protected override Html Body()
    {
        int room = MarkupLimit - StyleSheets.Elements(Sheets).Bytes - 3000;
        int shown = 0;
        Html differences = Different.Length == 0
            ? Html.Of($"<p class=\"cppo-finding\"><b>{Finding}</b></p>")
            : Table(Html.Of($"<b>{Finding}</b>"), Different, ref room, ref shown);
        List<Html> groups = [];
        shown = 0;
        foreach (IGrouping<string, MethodOption> group in options.GroupBy(Group))
        {
            int before = shown;
            Html table = Table(Html.Of($"<b>{group.Key}.</b>"), [.. group], ref room, ref shown);
            if (shown == before) break;
            int changes = group.Count(option => IsChanged(option) || IsNotPaper(option));
            string marks = changes == 0 ? "" : $", {Numbers.Count(changes, "differs", "differ")}";
            groups.Add(Html.Of($"<details class=\"cppo-d\"><summary>{group.Key}: {Numbers.Count(group.Count(), "option", "options")}{marks}</summary>{table}</details>"));
        }

        string all = HasPaper ? "MethodOptions.All(method)" : "RunOptions.All(options)";
        return Html.Of($"{Head(title, Html.Text(HeadFacts))}{differences}{groups}{Describe.More("options", shown, options.Count, all)}");
    }

    private Html Table(Html caption, IReadOnlyList<MethodOption> rows, ref int room, ref int shown)
    {
        HtmlTable table = new(caption, Columns()) { RowHeader = 0, Scrolls = true };
        foreach (MethodOption option in rows)
        {
            string meaning = Describe.Clip(option.Meaning, LongestMeaning), value = Value(option.Value);
            room -= RowBytes + Html.Text(meaning).Bytes + (2 * Html.Text(value).Bytes);
            if (room < 0) break;
            shown++;
            List<Html> cells = [Html.Text(option.Name), Cell(value, IsChanged(option) ? "◆ " : ""), Cell(Value(ofPreset.GetValueOrDefault(option.Name), ofPreset.ContainsKey(option.Name)))];
            if (HasPaper) cells.Add(Cell(Value(ofPaper.GetValueOrDefault(option.Name), ofPaper.ContainsKey(option.Name))));
            table.Add([.. cells, Html.Of($"<span class=\"cppo-q cppo-s\">{meaning}</span>")]);
        }

        return table.ToHtml();
    }

    private HtmlColumn[] Columns()
    {
        HtmlColumn first = new("Option"), here = new("Here"), means = new("What it is", false, "cppo-opt");
        return HasPaper ? [first, here, new(preset == "cppo" ? "Preset" : preset, false, "cppo-opt2"), new("Paper", false, "cppo-opt2"), means] : [first, here, new("Default"), means];
    }

    private static Html Cell(string value, string mark = "") => mark.Length == 0
        ? Html.Of($"<span class=\"cppo-m{Whole(value)}\">{value}</span>")
        : Html.Of($"<b class=\"cppo-m cppo-b{Whole(value)}\">{mark}{value}</b>");

    private static string Whole(string value) => value.Length <= ShortValue ? " cppo-nb" : "";

    private static string Value(string? value, bool exists = true) => !exists ? Numbers.Missing : Describe.Clip(value ?? "made in code", LongestValue);

    private static string Group(MethodOption option) => option.Name.IndexOf('.') is > 0 and var dot ? option.Name[..dot] : "Step";

    private bool IsChanged(MethodOption option) => Differs(option, ofPreset);

    private bool IsNotPaper(MethodOption option) => HasPaper && Differs(option, ofPaper);

    // A value without a text was made in code; whether it is the other's cannot be told from the text alone, so its name counts.
    private static bool Differs(MethodOption option, Dictionary<string, string?> others) =>
        !others.TryGetValue(option.Name, out string? other) || !string.Equals(other, option.Value, StringComparison.Ordinal);

    private string Marks(MethodOption option) => string.Join(", ", new[] { IsChanged(option) ? HasPaper ? "not the preset's" : "not the default" : "", IsNotPaper(option) ? "not the paper's" : "" }.Where(mark => mark.Length > 0));

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable table = new("Option", "Here", HasPaper ? "Preset" : "Default", "Differs");
        foreach (MethodOption option in options)
            table.Add(option.Name, Value(option.Value), Value(ofPreset.GetValueOrDefault(option.Name), ofPreset.ContainsKey(option.Name)), Marks(option));
        return $"{title}  {TextEncoder.Terminal(HeadFacts)}\n{Finding}\n{table}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<MethodOption>(options)
        .Text("option", option => option.Name)
        .Text("group", Group)
        .Text("value", option => option.Value)
        .Text("preset", option => ofPreset.GetValueOrDefault(option.Name))
        .Text("paper", option => ofPaper.GetValueOrDefault(option.Name))
        .Flag("changed", option => IsChanged(option))
        .Text("meaning", option => option.Meaning)
        .Text("takes", option => option.Allowed)
        .ToFrame();
}
