using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>A run that was written for another trainer: the files, and what became of every option.</summary>
/// <param name="run">The export.</param>
public sealed class ExportView(ExportedRun run) : View
{
    private const int MostFiles = 40, MostFolded = 120;

    /// <inheritdoc/>
    public override string Name => "export";

    /// <inheritdoc/>
    public override string Label => $"Export to {run.TrainerName}";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    private string HeadFacts => Facts(
        run.Method.Name,
        $"for {run.TrainerName}",
        run.Folder,
        $"{Numbers.Count(run.Train, "training sample", "training samples")}, {Numbers.Count(run.Test)} for validation");

    private string Finding =>
        $"{Numbers.Count(run.Count(Fidelity.Exact), "option is", "options are")} the same there, {Numbers.Count(run.Count(Fidelity.Approximate))} nearly, "
        + (run.Lost.Count == 0 ? "none is missing." : $"{Numbers.Count(run.Lost.Count)} not: it will be another run in these points.");

    private IReadOnlyList<MappedOption> Different => [.. MappingRows.Sorted(run.Options.Where(option => option.Fidelity is Fidelity.None or Fidelity.Approximate))];

    /// <inheritdoc/>
    protected override Html Body()
    {
        HtmlTable files = new(
            Html.Of($"<b>{Numbers.Count(run.Files.Count, "file", "files")}.</b> It starts with <span class=\"cppo-code\">{run.Command}</span>"), new("File"), new("Bytes", right: true));
        foreach (ExportedFile file in run.Files.Take(MostFiles)) files.Add(Html.Text(Describe.Clip(file.Name, 120)), Html.Text(Numbers.Count(file.Bytes)));
        MappedOption[] same = [.. MappingRows.Sorted(run.Options.Except(Different))];
        Html differing = Different.Count == 0 ? Html.Of($"<p class=\"cppo-finding\"><b>{Finding}</b></p>") : MappingRows.Table(Html.Of($"<b>{Finding}</b> What differs:"), Different);
        return Html.Of(
            $"{Head("Export", Html.Text(HeadFacts))}{files.ToHtml()}{Describe.More("files", Math.Min(MostFiles, run.Files.Count), run.Files.Count, "export.Files")}<div class=\"cppo-gap\">{differing}</div><details class=\"cppo-d\"><summary>{Numbers.Count(same.Length, "option", "options")} that make no difference</summary>{MappingRows.Table(Html.Of($"The same there, or without effect here."), same.Take(MostFolded))}</details>");
    }

    /// <inheritdoc/>
    protected override string PlainText()
    {
        TextTable files = new("File", ">Bytes"), options = new("Carried over", "Option", "Here", "There", "Note");
        foreach (ExportedFile file in run.Files) files.Add(file.Name, Numbers.Count(file.Bytes));
        foreach (MappedOption option in Different)
            options.Add(MappingRows.Word(option.Fidelity), option.Option, option.Value ?? "made in code", option.Theirs ?? Numbers.Missing, option.Note);
        return $"Export  {TextEncoder.Terminal(HeadFacts)}\n{files}\n\n{Finding}{(Different.Count == 0 ? "" : $"\n{options}")}\n\nIt starts with: {TextEncoder.Terminal(run.Command)}";
    }

    /// <inheritdoc/>
    public override DataFrame ToData() => MappingRows.ToFrame(run.Options);
}
