using System.Text.Json.Nodes;
using Cppo.Data;
using Cppo.Worlds;

namespace Cppo.Kernel.Tests.Commands;

[Collection(KernelCollection.Name)]
public sealed class TrainCommandTests
{
    private static readonly string[] Small =
        ["Prompts=2", "Sampling.GroupSize=2", "Sampling.MaxNewTokens=4", "EvaluateSamples=3", "LearningRate=1e-4", "Perturbations=mild", "Keep.TokensEvery=0"];

    [Theory]
    [InlineData("Did you mean Steps?", "Stepz=3")]
    [InlineData("Did you mean Prompts?", "promts=3")]
    [InlineData("Did you mean LearningRate?", "LearningRat=1")]
    [InlineData("Sampling.GroupSize", "GroupSize=4")]
    [InlineData("Did you mean cppo?", "--method", "cpppo")]
    [InlineData("name=value", "nonsense")]
    [InlineData("whole number", "Prompts=0")]
    [InlineData("cannot act", "--method", "grpo", "Gate=false")]
    public async Task Options_that_do_not_exist_or_cannot_act_are_wrong_usage_with_advice(string advice, params string[] arguments)
    {
        Finished run = await InProcess.RunAsync(["train", "--dry-run", .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Contains(advice, run.Error);
    }

    [Fact]
    public async Task A_dry_run_prints_an_options_file_that_gives_the_same_run()
    {
        using TemporaryFolder folder = new();
        Finished first = await InProcess.RunAsync("train", "--dry-run", "--method", "gspo", "Seed=3", "LearningRate=4e-5", "Objective.Policy.ClipHigh=0.0005", "Keep.TokensEvery=7");
        Assert.True(first.Code == 0, first.Error);
        Assert.Contains("\"LearningRate\": \"4E-05\", // changed", first.Output);
        Assert.Contains("--method gspo", first.Output);
        Finished again = await InProcess.RunAsync("train", "--dry-run", "--method", "gspo", "--options", folder.Write("options.json", first.Output));
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(first.Output, again.Output);
    }

    [Fact]
    public async Task Files_take_dotted_names_nested_objects_and_comments_and_the_command_line_wins()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("options.json", """{ "Steps": 7, /* of the run */ "Sampling": { "GroupSize": 6, "Temperature": 0.5 }, "Perception.TopShare": 0.25, }""");
        Finished run = await InProcess.RunAsync("train", "--dry-run", "--options", file, "Sampling.GroupSize=3");
        Assert.True(run.Code == 0, run.Error);
        foreach (string line in new[] { "\"Steps\": \"7\"", "\"Sampling.GroupSize\": \"3\"", "\"Sampling.Temperature\": \"0.5\"", "\"Perception.TopShare\": \"0.25\"" })
            Assert.Contains(line, run.Output);
        Finished broken = await InProcess.RunAsync("train", "--dry-run", "--options", folder.Write("broken.json", "{"));
        Assert.Equal(1, broken.Code);
        Assert.Contains("is not valid JSON", broken.Error);
    }

    [Fact]
    public async Task Data_in_files_gets_longer_responses_unless_told_otherwise()
    {
        Finished files = await InProcess.RunAsync("train", "--dry-run", "--data", "some.parquet"), told = await InProcess.RunAsync("train", "--dry-run", "--data", "some.parquet", "Sampling.MaxNewTokens=99");
        Assert.Contains("\"Sampling.MaxNewTokens\": \"2048\"", files.Output);
        Assert.Contains("nothing held out", files.Output);
        Assert.Contains("\"Sampling.MaxNewTokens\": \"99\"", told.Output);
    }

    [Fact]
    public async Task Help_lists_the_methods_and_examples()
    {
        Finished help = await InProcess.RunAsync("train", "--help");
        foreach (string part in new[] { "Examples:", "cppo resume RUN", "dapo", "cppo-async", "contrastive" }) Assert.Contains(part, help.Output);
    }

    [Fact]
    public async Task A_run_trains_evaluates_saves_its_model_and_is_not_begun_twice()
    {
        using TemporaryFolder folder = new();
        string run = folder.File("runs/first");
        Finished trained = await InProcess.RunAsync(["train", "--out", run, "Steps=2", .. Small]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Contains("held-out accuracy at step 2", trained.Output);
        Assert.Contains("step 2 of 2", trained.Error);
        Assert.True(File.Exists(Path.Combine(run, "model", "model.safetensors")));
        Assert.Equal(0, (await InProcess.RunAsync("runs", run, "--check")).Code);

        Finished twice = await InProcess.RunAsync(["train", "--out", run, "Steps=2", .. Small]), resumed = await InProcess.RunAsync("resume", run);
        Assert.Equal((2, 0), (twice.Code, resumed.Code));
        Assert.Contains($"cppo resume {run}", twice.Error);
        Assert.Contains("nothing is left", resumed.Error);
        Finished asked = await InProcess.RunAsync("eval", "--model", run, "--samples", "2");
        Assert.True(asked.Code == 0, asked.Error);
    }

    [Fact]
    public async Task Data_sets_in_files_train_and_evaluate()
    {
        using TemporaryFolder folder = new();
        string data = folder.File("world.jsonl");
        SampleWriter.WriteJsonLines(data, new ProceduralWorld(1).Samples(0, 6));
        string run = folder.File("files");
        Finished trained = await InProcess.RunAsync(["train", "--out", run, "--data", data, "--held-out", data, "Steps=1", .. Small]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Contains("6 rows: 6 kept", trained.Error);
        Finished asked = await InProcess.RunAsync("eval", "--data", data, "--samples", "4", "--max-tokens", "8", "--json");
        Assert.Equal(4, (int)JsonNode.Parse(asked.Output)!["reports"]![0]!["all"]!["total"]!);
    }

    [Fact]
    public async Task An_interrupted_training_ends_with_130_says_how_to_go_on_and_goes_on()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The signal is sent by a shell.");
        using TemporaryFolder folder = new();
        string run = folder.File("[red] run"), metrics = Path.Combine(run, "metrics.jsonl");
        Finished first = await Tool.InterruptAsync(() => Steps() >= 1, ["train", "--out", run, "Steps=100000", .. Small]);
        Assert.True(first.Code == 130, first.Error);
        Assert.Contains($"It goes on with: cppo resume {run}", first.Error);
        Assert.Contains("of 100000", first.Error);
        Assert.DoesNotContain('\u001b', first.Error);
        int made = Steps();

        Finished second = await Tool.InterruptAsync(() => Steps() > made, "resume", run);
        Assert.True(second.Code == 130, second.Error);
        Assert.True(Steps() > made);
        Finished state = await InProcess.RunAsync("runs", run, "--json");
        Assert.Equal("interrupted", (string)JsonNode.Parse(state.Output)![0]!["state"]!);

        int Steps() => File.Exists(metrics) ? File.ReadLines(metrics).Count() : 0;
    }

    [Fact]
    public async Task A_run_of_another_program_cannot_be_resumed_here()
    {
        using TemporaryFolder folder = new();
        folder.Write("run.json", """{ "format": 1, "options": { "run.Steps": "3" }, "versions": {}, "source": {} }""");
        Finished resumed = await InProcess.RunAsync("resume", folder.Path);
        Assert.Equal(1, resumed.Code);
        Assert.Contains("was not begun by cppo train", resumed.Error);
    }
}
