using System.Text.Json.Nodes;
using Cppo.Evaluation.Stores;
using Cppo.Images;
using Cppo.Worlds;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class EvalStoreTests
{
    [Fact]
    public async Task A_stored_evaluation_that_was_stopped_from_outside_goes_on_and_reports_the_same()
    {
        using TemporaryFolder folder = new();
        string parts = folder.File("parts"), whole = folder.File("whole");
        string[] Command(string store) => ["eval", "--model", "starter", "--samples", "400", "--batch", "4", "--store", store, "--json"];
        Finished stopped = await Tool.InterruptAsync(() => Directory.Exists(Path.Combine(parts, "answers")) && Directory.GetFiles(Path.Combine(parts, "answers")).Length > 1, Command(parts));
        Assert.True(stopped.Code == 130, stopped.Error);
        Assert.Contains("the same command goes on", stopped.Error, StringComparison.Ordinal);
        StoredEvaluation growing = StoredEvaluation.Open(parts);
        Assert.InRange(growing.Answered, 1, 399);
        Finished now = await InProcess.RunAsync("eval", "--report", parts);
        Assert.Contains("answered so far", now.Output, StringComparison.Ordinal);

        Finished resumed = await InProcess.RunAsync(Command(parts)), uninterrupted = await InProcess.RunAsync(Command(whole));
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(uninterrupted.Output, resumed.Output);
        Finished other = await InProcess.RunAsync("eval", "--model", "starter", "--samples", "300", "--store", parts);
        Assert.Equal(1, other.Code);
        Assert.Contains("samples 400 there, 300 here", string.Join(' ', other.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Finished guesser = await InProcess.RunAsync("eval", "--model", "guesser", "--samples", "400", "--store", parts);
        Assert.Equal(1, guesser.Code);
    }

    [Fact]
    public async Task A_stored_evaluation_is_judged_again_and_compared_without_a_model()
    {
        using TemporaryFolder folder = new();
        string starter = folder.File("starter"), guesser = folder.File("guesser");
        foreach ((string model, string store) in new[] { ("starter", starter), ("guesser", guesser) })
            Assert.Equal(0, (await InProcess.RunAsync("eval", "--model", model, "--samples", "40", "--store", store)).Code);
        JsonNode exact = JsonNode.Parse((await InProcess.RunAsync("eval", "--report", starter, "--grader", "exact", "--json")).Output)!;
        Assert.Equal(StoredEvaluation.Open(starter).Report(new Cppo.Rewards.ExactGrader()).All.Correct, (int)exact["reports"]![0]!["all"]!["correct"]!);
        Finished compared = await InProcess.RunAsync("eval", "--report", guesser, "--against", starter, "--against", starter);
        Assert.Contains("not distinguishable", compared.Output, StringComparison.Ordinal);
        Assert.Contains("is worse than starter", compared.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await InProcess.RunAsync("eval", "--report", folder.File("none"))).Code);
        Assert.Equal(2, (await InProcess.RunAsync("eval", "--report", starter, "--benchmark", "wemath")).Code);
        Assert.Equal(2, (await InProcess.RunAsync("eval", "--grader", "kind")).Code);
    }

    [Fact]
    public async Task Benchmarks_are_run_from_their_files_one_or_all()
    {
        using TemporaryFolder folder = new();
        string picture = Convert.ToBase64String(new ProceduralWorld(1).Sample(0).Pictures[0].ToPng());
        File.WriteAllLines(folder.File("WeMath.tsv"), ["index\timage\tquestion\tA\tB\tanswer\tkey", $"0\t{picture}\tHow many?\t3\t4\tB\t2steps_1", $"1\t{picture}\tHow many?\t3\t4\tX\t2steps_2"]);
        string[] fast = ["--max-tokens", "8", "--no-instruction"];
        Finished one = await InProcess.RunAsync(["eval", "--benchmark", "wemath", "--data", folder.File("WeMath.tsv"), .. fast]);
        Assert.True(one.Code == 0, one.Error);
        Assert.Contains("no option", one.Error, StringComparison.Ordinal);
        Assert.Contains("greedy, 1 samples", one.Output, StringComparison.Ordinal);
        Finished all = await InProcess.RunAsync(["eval", "--benchmarks", folder.Path, "--store", folder.File("store"), "--json", .. fast]);
        JsonNode table = JsonNode.Parse(all.Output)!;
        Assert.Equal(7, table["benchmarks"]!.AsArray().Count);
        Assert.Equal(1, table["benchmarks"]!.AsArray().Count(row => row!["report"] is not null));
        Assert.True(StoredEvaluation.Open(folder.File("store/wemath")).IsComplete);
        Finished text = await InProcess.RunAsync(["eval", "--benchmarks", folder.Path, "--store", folder.File("store"), .. fast]);
        Assert.Contains("Not there: LogicVista.tsv", text.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await InProcess.RunAsync("eval", "--benchmark", "wemath")).Code);
        Assert.Equal(2, (await InProcess.RunAsync("eval", "--benchmark", "nothing", "--data", folder.Path)).Code);
        Assert.Equal(2, (await InProcess.RunAsync("eval", "--benchmark", "mathvista", "--data", folder.Path)).Code);
    }
}
