using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>Options here and there as rows, for tables and data frames.</summary>
internal static class MappingRows
{
    private const int LongestCell = 80, LongestNote = 160;

    /// <summary>"✓ exact", "≈ nearly", "✕ not there", "○ no effect".</summary>
    public static string Word(Fidelity fidelity) => fidelity switch
    {
        Fidelity.Exact => "✓ exact",
        Fidelity.Approximate => "≈ nearly",
        Fidelity.None => "✕ not there",
        _ => "○ no effect",
    };

    /// <summary>The options in an order that puts what differs first.</summary>
    public static IEnumerable<MappedOption> Sorted(IEnumerable<MappedOption> options) => options.OrderBy(option => option.Fidelity switch
    {
        Fidelity.None => 0,
        Fidelity.Approximate => 1,
        Fidelity.Exact => 2,
        _ => 3,
    });

    public static Html Table(Html caption, IEnumerable<MappedOption> options)
    {
        HtmlTable table = new(caption, new("Option"), new("Here"), new("There"), new("Key", false, "cppo-opt"), new("Carried over"), new("Note", false, "cppo-opt"))
        {
            Scrolls = true,
        };
        foreach (MappedOption option in options)
        {
            table.Add(
                Html.Text(option.Option),
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(option.Value ?? "made in code", LongestCell)}</span>"),
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(option.Theirs ?? Numbers.Missing, LongestCell)}</span>"),
                Html.Of($"<span class=\"cppo-m\">{Describe.Clip(option.Key ?? Numbers.Missing, LongestCell)}</span>"),
                option.Fidelity switch
                {
                    Fidelity.Exact => Html.Of($"<span class=\"cppo-ok\">{Word(option.Fidelity)}</span>"),
                    Fidelity.None => Html.Of($"<span class=\"cppo-no\">{Word(option.Fidelity)}</span>"),
                    _ => Html.Text(Word(option.Fidelity)),
                },
                Html.Of($"<span class=\"cppo-q cppo-s\">{Describe.Clip(option.Note, LongestNote)}</span>"));
        }

        return table.ToHtml();
    }

    public static DataFrame ToFrame(IReadOnlyList<MappedOption> options) => new DataRows<MappedOption>(options)
        .Text("option", option => option.Option)
        .Text("here", option => option.Value)
        .Text("key", option => option.Key)
        .Text("there", option => option.Theirs)
        .Text("fidelity", option => option.Fidelity.ToString())
        .Text("note", option => option.Note)
        .ToFrame();
}
