namespace Cppo.Pages.Tests;

/// <summary>Every committed notebook still runs, from its first cell to its last, with less of everything.</summary>
public sealed class NotebookRunTests
{
    // A notebook that is not named here fails the test: it must say how it is run in short.
    private static readonly IReadOnlyDictionary<string, string[]> Less = new Dictionary<string, string[]>
    {
        ["02-perception-tokens.ipynb"] = ["prompts=6"],
        ["03-contrastive-loss.ipynb"] = ["prompts=8"],
        ["04-perturbations.ipynb"] = ["pictures=12"],
        ["05-train.ipynb"] = ["steps=2", "seeds=2", "pictures=10", "output=train"],
        ["07-your-own-data.ipynb"] = ["count=12", "output=data"],
        ["08-your-own-model.ipynb"] = ["output=model"],
        ["09-speed.ipynb"] = ["prompts=2", "steps=1"],
        ["10-warm-start.ipynb"] = ["shorten=150", "heldOut=10", "output=warm-start"],
    };

    /// <summary>All but the quickstart, which <see cref="ExecutedQuickstart"/> runs for other tests too.</summary>
    public static TheoryData<string> Others => [.. NotebookTests.Committed.Select(row => row.Data).Where(name => !name.StartsWith("01-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_notebook_runs_to_its_end(string name)
    {
        Assert.True(Less.ContainsKey(name), $"{name} has no short form in this test.");
        string folder = Directory.CreateTempSubdirectory("cppo-notebook-").FullName;
        try
        {
            string[] settings = [.. Less[name].Select(setting => setting.Replace("output=", $"output={folder}{Path.DirectorySeparatorChar}"))];
            (int code, string output) = await Repository.Run(
                "dotnet",
                [
                    Repository.Tool, "run", Path.Combine(Repository.Notebooks, name), "--out", Path.Combine(folder, name),
                    .. settings.SelectMany(setting => new[] { "--set", setting }),
                ]);
            Assert.True(code == 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
