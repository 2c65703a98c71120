using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Languages;

/// <summary>A session that lasts for the tests of a class, and what its cells came to.</summary>
public sealed class Cells : IDisposable
{
    private readonly ConsoleRedirection console = new();
    private int count;

    internal NotebookSession Session { get; } = new();

    /// <summary>Runs a cell.</summary>
    internal async Task<RanCell> RunAsync(string code, string? language = null)
    {
        NotebookCellOutput output = new(new DisplayRegistry());
        CellOutcome outcome = await Session.ExecuteAsync(code, ++count, output, language);
        return new(outcome, output.ToJson());
    }

    public void Dispose()
    {
        Session.Dispose();
        console.Dispose();
    }
}

/// <summary>What a cell came to.</summary>
internal sealed record RanCell(CellOutcome Outcome, JsonArray Outputs)
{
    public string Text => Part("text/plain");

    public string Html => Part("text/html");

    public CellError Error => Outcome.Error ?? throw new InvalidOperationException("The cell did not fail.");

    public string Stdout => string.Concat(Outputs.Where(output => output!["output_type"]!.GetValue<string>() == "stream").Select(output => NotebookText.Join(output!["text"])));

    public string Part(string type)
    {
        Assert.True(Outcome.Error is null, string.Join('\n', Outcome.Error?.Traceback ?? []));
        return Outcome.Value?.Data[type] ?? throw new InvalidOperationException("The cell has no value.");
    }
}
