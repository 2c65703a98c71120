using Cppo.Evaluation;
using Cppo.Evaluation.Stores;
using Cppo.Rollouts;
using Cppo.Tests.Models;

namespace Cppo.Tests.Evaluation;

public sealed class UnansweredTests
{
    private static readonly Sample[] Samples = [.. Enumerable.Range(0, 10).Select(id => new Sample((ulong)id, [], $"{id} + 1?", $"{id + 1}"))];
    private static readonly EvaluationOrder Order = new() { Sampling = new() { GroupSize = 2 }, AlsoGreedy = true, Batch = 4 };

    [Fact]
    public async Task What_was_not_answered_is_named_and_no_figure_counts_it()
    {
        EvaluationReport report = await Evaluator.RunAsync(new Failing(3, 7), Samples, batch: 4);
        Assert.Equal([3, 7], report.Unanswered.Select(sample => sample.Id));
        Assert.All(report.Unanswered, sample => Assert.Equal("The server answered 503.", sample.Problem));
        Assert.Equal((8, 8), (report.All.Correct, report.All.Total));
        Assert.Equal("greedy, 10 samples, 2 not answered", report.Setting);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "report.json");
        EvaluationFile.Write(path, report);
        Assert.Equal(report.Unanswered, EvaluationFile.Read(path).Unanswered);
    }

    [Fact]
    public async Task A_stored_evaluation_asks_exactly_those_again_and_ends_with_the_bytes_of_one_without_failures()
    {
        using TemporaryFolder one = new(), other = new();
        Failing first = new(0, 1, 2, 3, 6), second = new(2), third = new();
        EvaluationReport report = (await EvaluationStore.RunAsync(one.Path, first, Samples, Order)).Report();
        Assert.Equal([0, 1, 2, 3, 6], report.Unanswered.Select(sample => sample.Id));
        Assert.Equal("T = 1, 2 answers each, 10 samples, 5 not answered", report.Setting);
        await EvaluationStore.RunAsync(one.Path, second, Samples, Order);
        Assert.Equal([0, 1, 2, 3, 6, 0, 1, 2, 3, 6], second.Asked);
        StoredEvaluation whole = await EvaluationStore.RunAsync(one.Path, third, Samples, Order);
        Assert.Equal([2, 2], third.Asked);
        Assert.True(whole.IsComplete);
        Assert.Empty(whole.Report().Unanswered);

        await EvaluationStore.RunAsync(other.Path, new Failing(), Samples, Order);
        string[] files = [.. Files(one.Path).Order(StringComparer.Ordinal)];
        Assert.Equal(files, Files(other.Path).Order(StringComparer.Ordinal));
        Assert.All(files.Where(file => file.EndsWith(".parquet", StringComparison.Ordinal)), file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(other.Path, file)), File.ReadAllBytes(Path.Combine(one.Path, file))));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));

    // A server that does not answer some samples.
    private sealed class Failing(params ulong[] failing) : IResponder
    {
        public string Name => "failing";

        public List<ulong> Asked { get; } = [];

        public Task<IReadOnlyList<RolloutGroup>> RespondAsync(
            IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default)
        {
            Asked.AddRange(samples.Select(sample => sample.Id));
            return Task.FromResult<IReadOnlyList<RolloutGroup>>([.. samples.Select(sample => failing.Contains(sample.Id)
                ? new RolloutGroup(sample, [], []) { Failure = "The server answered 503." }
                : new RolloutGroup(sample, [], [.. Enumerable.Range(0, sampling.GroupSize).Select(row =>
                    new Response([], [], $"\\boxed{{{sample.Answer}}}", StopReason.EndToken) { TokenCount = 5 + row })]))]);
        }
    }
}
