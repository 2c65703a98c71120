using System.Text.Json.Nodes;
using Cppo.Evaluation;
using Cppo.Evaluation.Stores;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Servers;
using Cppo.Worlds;

namespace Cppo.Kernel.Tests.Serving;

/// <summary>The responder against <c>cppo serve</c> as a program of its own, well and broken on purpose.</summary>
public sealed class ServerResponderTests(ServedStarter served) : IClassFixture<ServedStarter>
{
    private static readonly IReadOnlyList<Sample> Samples = new ProceduralWorld(6, WorldSplit.HeldOut).Samples(0, 40);
    private static readonly SamplingOptions Greedy = new() { Greedy = true, GroupSize = 1 };

    [Fact]
    public async Task A_served_model_answers_as_it_does_in_this_process_also_about_perturbed_pictures()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        using ServerResponder server = ServerResponder.Connect(served.Server.Url, "starter", options: new() { LogProbabilities = true });
        PicturePerturbation noise = PicturePerturbation.Find("noise");
        Sample[] seen = [.. Samples.Select(noise.Apply)];
        IReadOnlyList<RolloutGroup> remote = await server.RespondAsync(seen, Greedy), local = Sampler.Generate(policy, seen, Greedy);
        Assert.Equal(local.Select(group => group.Responses[0].Text), remote.Select(group => group.Responses[0].Text));
        Assert.Equal(local.Select(group => group.Responses[0].Length), remote.Select(group => group.Responses[0].Length));
        Assert.Equal(local.Select(group => group.Responses[0].Stop), remote.Select(group => group.Responses[0].Stop));
        Assert.All(remote.Zip(local), pair => Assert.Equal(
            pair.Second.Responses[0].LogProbabilities, pair.First.Responses[0].LogProbabilities, (a, b) => Math.Abs(a - b) < 1e-4));
    }

    [Fact]
    public async Task Drawn_responses_are_the_same_the_next_time_and_differ_within_a_group()
    {
        SamplingOptions drawn = new() { GroupSize = 4, Temperature = 1.2, Seed = 3 };
        using ServerResponder one = ServerResponder.Connect(served.Server.Url, "starter"), other = ServerResponder.Connect(served.Server.Url, "starter", options: new() { Concurrency = 2 });
        string[] first = Texts(await one.RespondAsync([.. Samples.Take(5)], drawn)), second = Texts(await other.RespondAsync([.. Samples.Take(5)], drawn));
        Assert.Equal(first, second);
        Assert.True(first.Distinct().Count() > 5);
    }

    [Theory]
    [InlineData("429=0.25,500=0.15,cut=0.15,seed=1,retry-after=2", 3)]
    [InlineData("429=0.1,500=0.1,cut=0.1,slow=0.1,seed=2,slow-seconds=3600", 8)]
    public async Task Every_sample_is_answered_though_requests_fail(string faults, int concurrency)
    {
        using ServerProcess broken = await ServerProcess.StartAsync("--faults", faults);
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        using ServerResponder server = ServerResponder.Connect(
            broken.Url, "starter", options: new() { Concurrency = concurrency, Attempts = 12, Timeout = TimeSpan.FromMinutes(32) }, time: new HurriedTime());
        IReadOnlyList<RolloutGroup> groups = await server.RespondAsync(Samples, Greedy);
        Assert.Equal(Texts(Sampler.Generate(policy, Samples, Greedy)), Texts(groups));

        ServerStatistics statistics = server.Statistics;
        JsonNode stats = await broken.StatsAsync();
        JsonNode injected = stats["faults"]!;
        (string Fault, string Cause)[] names = [("429", "429"), ("500", "500"), ("cut", "connection")];
        Assert.Equal(
            names.Select(name => (int?)injected[name.Fault] ?? 0),
            names.Select(name => statistics.Retries.GetValueOrDefault(name.Cause)));
        Assert.InRange(statistics.Retries.GetValueOrDefault("timeout"), (int?)injected["slow"] ?? 0, int.MaxValue);
        Assert.Equal((Samples.Count, 0), (statistics.Answers, statistics.NotAnswered));
        Assert.Equal(statistics.Requests, Samples.Count + statistics.Retries.Values.Sum());
        Assert.Equal((int)stats["requests"]!, statistics.Requests);
        Assert.InRange(statistics.MostAtOnce, 2, concurrency);
        // A server learns late that a client has left a slow answer.
        if (!faults.Contains("slow", StringComparison.Ordinal)) Assert.InRange((int)stats["most_at_once"]!, 2, concurrency);
    }

    [Fact]
    public async Task A_stored_evaluation_that_was_stopped_asks_the_server_only_for_what_is_missing()
    {
        using TemporaryFolder folder = new();
        using ServerProcess fresh = await ServerProcess.StartAsync();
        EvaluationOrder order = new() { Batch = 8 };
        using CancellationTokenSource stop = new();
        using (ServerResponder first = ServerResponder.Connect(fresh.Url, "starter"))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EvaluationStore.RunAsync(
                folder.Path, first, Samples, order, new At(16, stop.Cancel), stop.Token));
        }

        using ServerResponder second = ServerResponder.Connect(fresh.Url, "starter");
        StoredEvaluation stored = await EvaluationStore.RunAsync(folder.Path, second, Samples, order);
        Assert.True(stored.IsComplete);
        Assert.Equal(Samples.Count - 16, second.Statistics.Requests);
        Assert.Equal(Samples.Count, (int)(await fresh.StatsAsync())["requests"]!);
    }

    [Fact]
    public async Task A_server_that_dies_ends_the_evaluation_with_a_sentence_and_another_one_goes_on_with_it()
    {
        using TemporaryFolder folder = new();
        EvaluationOrder order = new() { Batch = 8 };
        using (ServerProcess dying = await ServerProcess.StartAsync())
        {
            using ServerResponder first = ServerResponder.Connect(dying.Url, "starter", options: new() { GiveUpAfter = 4 }, time: new HurriedTime());
            ServerException error = await Assert.ThrowsAsync<ServerException>(() => EvaluationStore.RunAsync(folder.Path, first, Samples, order, new At(8, dying.Kill)));
            Assert.Contains("4 samples in a row were not answered", error.Message, StringComparison.Ordinal);
            Assert.Contains("connection failed", error.Message, StringComparison.Ordinal);
        }

        using ServerResponder second = ServerResponder.Connect(served.Server.Url, "starter");
        StoredEvaluation stored = await EvaluationStore.RunAsync(folder.Path, second, Samples, order);
        Assert.Equal(Samples.Count - 8, second.Statistics.Requests);
        Assert.Empty(stored.Report().Unanswered);
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        Assert.Equal(Evaluator.Run(policy, Samples).All, stored.Report().All);
    }

    [Fact]
    public async Task An_unknown_model_and_a_wrong_address_are_answered_with_advice()
    {
        using ServerResponder other = ServerResponder.Connect(served.Server.Url, "gpt-9"), elsewhere = ServerResponder.Connect(served.Server.Root, "starter");
        ServerException unknown = await Assert.ThrowsAsync<ServerException>(() => other.RespondAsync(Samples, Greedy));
        Assert.Contains("'starter' is", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("/v1/models", unknown.Advice, StringComparison.Ordinal);
        Assert.Contains("/v1", (await Assert.ThrowsAsync<ServerException>(() => elsewhere.RespondAsync(Samples, Greedy))).Advice, StringComparison.Ordinal);
    }

    private static string[] Texts(IReadOnlyList<RolloutGroup> groups) => [.. groups.SelectMany(group => group.Responses).Select(response => response.Text)];

    /// <summary>Does something as soon as so many samples are answered.</summary>
    private sealed class At(int samples, Action then) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == samples) then();
        }
    }

    /// <summary>A clock on which a second takes 2.5 ms.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private const int Faster = 400;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Faster : dueTime, period);
    }
}
