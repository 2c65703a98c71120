using System.Text.Json;

namespace Cppo.Pages.Tests;

/// <summary>A notebook whose cells show hostile texts in every way a notebook has, with a hostile name.</summary>
internal static class HostileNotebook
{
    public const string Name = "<img src=x onerror=alert(1)>.ipynb";

    // The text is built in the cell, so that the code of the cell is as hostile as its outputs.
    private const string Text = "var text = \"</script><img src=//evil.example/x onerror=alert(1)>\\\" onmouseover=\\\"alert(1)\\u202E\\u001B[31m\";";

    private static readonly string[] Cells =
    [
        Text,
        "text",
        "Console.WriteLine(text); Console.Error.WriteLine(text + \"</pre>\");",
        "display(text);",
        "new Microsoft.Data.Analysis.DataFrame(new Microsoft.Data.Analysis.StringDataFrameColumn(text, new[] { text, \"x\" }))",
        "new[] { text, text }",
        "new Dictionary<string, string> { [text] = text }",
        "new { Name = text, </NAME> }".Replace("</NAME>", "Value = new[] { text }", StringComparison.Ordinal),
        "new Cppo.Rollouts.Sample(1, [new Cppo.Images.Picture(28, 28, new byte[28 * 28 * 3])], text, text) { Kind = text }",
        "new Cppo.Runtime.CppoException(text, text, new InvalidOperationException(text))",
        "#!sql\nSELECT '</script><img src=//evil.example/x onerror=alert(1)>' AS \"<svg onload=alert(1)>\"",
        "#!cppo-perturb --row 1 --seed 7",
        "throw new InvalidOperationException(text + \"</pre></section>\");",
    ];

    /// <summary>Writes the notebook into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string Write(string folder) => Write(Path.Combine(folder, Name), Cells);

    /// <summary>Writes a notebook of code cells for our kernel.</summary>
    public static string Write(string path, params string[] cells)
    {
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            cells = cells.Select((source, i) => new
            {
                cell_type = "code", id = $"cell{i}", source, outputs = Array.Empty<object>(), metadata = new { }, execution_count = (int?)null,
            }),
            metadata = new { kernelspec = new { name = "cppo", display_name = "C# (CPPO)", language = "C#" } },
            nbformat = 4,
            nbformat_minor = 5,
        }));
        return path;
    }
}
