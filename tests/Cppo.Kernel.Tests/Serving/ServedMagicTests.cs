namespace Cppo.Kernel.Tests.Serving;

[Collection(KernelCollection.Name)]
public sealed class ServedMagicTests(ServedStarter served) : IClassFixture<ServedStarter>
{
    [Fact]
    public async Task Rollouts_of_a_served_model_have_the_same_view_and_the_printed_call_gives_the_same()
    {
        NotebookDocument document = Headless.Notebooks.OfCode(
            $"#!cppo-rollout --server {served.Server.Url} --served-model starter --prompts 3 --group 2 --seed 4",
            $$"""
            var server = Cppo.Servers.ServerResponder.Connect("{{served.Server.Url}}", "starter", options: new() { LogProbabilities = true });
            var again = await Cppo.Training.Inspection.RolloutsAsync(server, samples.Take(3).ToList(), Method.Cppo with { Sampling = new() { GroupSize = 2 } }, seed: 4);
            string.Join("|", again.SelectMany(g => g.Responses).Select(r => r.Response.Text)) == string.Join("|", rollouts.SelectMany(g => g.Responses).Select(r => r.Response.Text))
                && again.All(g => g.Responses.All(r => r.Response.TokenTexts.Count == r.Response.Length && r.Response.LogProbabilities.Count == r.Response.Length))
            """);
        Assert.Null(await new HeadlessRunner(new Headless.QuietProgress(), null).RunAsync(document));
        string shown = document.Cells[0].Outputs.ToJsonString();
        Assert.Contains("ServerResponder.Connect", shown, StringComparison.Ordinal);
        Assert.Contains("3 prompts", shown, StringComparison.Ordinal);
        Assert.Equal("True", NotebookText.Join(document.Cells[1].Outputs[^1]!["data"]!["text/plain"]));
    }

    [Theory]
    [InlineData("--server http://127.0.0.1:1/v1", "--served-model")]
    [InlineData("--served-model starter", "--server")]
    [InlineData("--server nowhere --served-model starter", "http://host:8000/v1")]
    public async Task What_is_missing_is_said(string options, string advice)
    {
        FailedCell? failed = await new HeadlessRunner(new Headless.QuietProgress(), null).RunAsync(Headless.Notebooks.OfCode($"#!cppo-rollout {options}"));
        Assert.Contains(advice, failed?.Error.Traceback[1], StringComparison.Ordinal);
    }
}
