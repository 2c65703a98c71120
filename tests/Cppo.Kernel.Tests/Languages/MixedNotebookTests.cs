using System.Text.Json.Nodes;
using Cppo.Kernel.Headless.Html;
using Cppo.Kernel.Tests.Headless;
using Cppo.Kernel.Tests.Protocol;

namespace Cppo.Kernel.Tests.Languages;

/// <summary>One notebook in all languages, by the headless runner and by the protocol.</summary>
[Collection(KernelCollection.Name)]
public sealed class MixedNotebookTests
{
    private static readonly (string Source, JsonObject? Metadata)[] Cells =
    [
        ("record Point(int Step, double Loss, string Note);\nvar least = 0.2; var curve = Enumerable.Range(0, 8).Select(i => new Point(i, 1.0 / (1 + i), \"<b>\" + i)).ToList();", null),
        ("SELECT Step, Note FROM curve WHERE Loss < $least ORDER BY Step", new() { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "sql" } }),
        ("#!sql --name best\nSELECT count(*) AS n FROM curve WHERE Loss < $least", null),
        ("#!share --from csharp best\nbest.Rows.Count + int64 3", new() { ["dotnet_interactive"] = new JsonObject { ["language"] = "fsharp" } }),
        ("#!javascript\n#!share --from csharp curve\nconsole.log(curve.length);", null),
        ("#!markdown\n*read*", null),
        ("#!mermaid\nflowchart LR", null),
    ];

    [Fact]
    public async Task The_headless_runner_runs_it_and_its_page_names_the_languages()
    {
        NotebookDocument document = Notebooks.OfCode([.. Cells.Select(cell => cell.Source)]);
        for (int i = 0; i < Cells.Length; i++) document.Cells[i].Node["metadata"] = Cells[i].Metadata?.DeepClone() ?? new JsonObject();
        FailedCell? failed = await new HeadlessRunner(new QuietProgress(), null).RunAsync(document);
        Assert.Null(failed);
        Assert.Equal("4", NotebookText.Join(document.Cells[3].Outputs[0]!["data"]!["text/plain"]));
        string page = NotebookHtml.Render(document, "mixed.ipynb");
        Assert.All(["SQL", "F#", "JavaScript", "Markdown", "Mermaid"], label => Assert.Contains($"<span class=\"nb-language\">{label}</span>", page));
        Assert.DoesNotContain("<b>5", page);
        Assert.Contains("<em>read</em>", page);
    }

    [Fact]
    public void The_kernel_runs_it_where_requests_carry_the_language()
    {
        using KernelClient client = new();
        ExecutedCell[] ran = [.. Cells.Select(cell => client.Execute(cell.Source, metadata: cell.Metadata))];
        Assert.All(ran, cell => Assert.Equal("ok", cell.Status));
        Assert.Equal("4", ran[3].Result);
        Assert.Equal("flowchart LR", ran[6].Outputs.Single(output => output.Type == "execute_result").Content["data"]!["text/vnd.mermaid"]!.GetValue<string>());
    }
}
