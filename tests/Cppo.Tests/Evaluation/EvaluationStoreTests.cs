using Cppo.Evaluation;
using Cppo.Evaluation.Stores;
using Cppo.Models;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation;

public sealed class EvaluationStoreTests : IDisposable
{
    private static readonly IReadOnlyList<Sample> World = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 20);
    private static readonly EvaluationOrder Drawn = new() { Sampling = new() { GroupSize = 3, Seed = 4 }, AlsoGreedy = true, Batch = 6 };

    private readonly string root = Directory.CreateTempSubdirectory("cppo-store-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task An_evaluation_that_was_stopped_goes_on_and_equals_one_that_was_not(int batches)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        PolicyResponder starter = new(policy, "starter");
        StoredEvaluation whole = await Run("whole", starter);
        using CancellationTokenSource stop = new();
        StoppedResponder stopped = new(starter, batches, stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EvaluationStore.RunAsync(Folder("parts"), stopped, World, Drawn, cancellation: stop.Token));
        StoredEvaluation growing = StoredEvaluation.Open(Folder("parts"));
        Assert.False(growing.IsComplete);
        Assert.Equal(batches < 4 ? batches * 6 : 20, growing.Report().Samples.Count);
        Assert.Equal(batches < 4, growing.Report().Setting.Contains("answered so far", StringComparison.Ordinal));

        ScriptedResponder counted = new((_, _) => "", "starter");
        StoppedResponder rest = new(starter, int.MaxValue, stop);
        StoredEvaluation resumed = await Run("parts", rest);
        Assert.Equal(8 - batches, rest.Calls);
        Assert.True(resumed.IsComplete);
        Assert.Equal(Json(whole.Report()), Json(resumed.Report()));
        Assert.Equal(Contents("whole"), Contents("parts"));
        await Run("parts", counted);
        Assert.Equal(0, counted.Asked);
    }

    [Fact]
    public async Task A_stored_report_is_the_one_that_is_made_in_memory()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        StoredEvaluation stored = await Run("one", new PolicyResponder(policy, "starter"));
        EvaluationReport drawn = Evaluator.Run(policy, World, "starter", Drawn.Sampling, batch: 6);
        EvaluationReport greedy = Evaluator.Run(policy, World, "starter", batch: 6);
        Assert.Equal(Json(drawn with { Greedy = greedy }), Json(stored.Report()));
        Assert.Equal(60, stored.Answers.Count);
        Assert.Equal(World.Select(sample => sample.Question), stored.GreedyAnswers.Select(answer => answer.Question));
    }

    [Fact]
    public async Task Other_settings_are_refused_in_a_sentence_that_names_them_and_the_batch_of_the_start_stays()
    {
        ScriptedResponder responder = new((sample, _) => $"\\boxed{{{sample.Answer}}}");
        await Run("one", responder);
        foreach ((EvaluationOrder order, string named) in new (EvaluationOrder, string)[]
        {
            (Drawn with { Sampling = Drawn.Sampling with { Temperature = 0.7 } }, "temperature 1 there, 0.7 here"),
            (Drawn with { Perturbation = PicturePerturbation.Find("blur") }, "perturbation none there, blur"),
            (Drawn with { Identity = "other weights" }, "model identity none there, other weights here"),
            (Drawn with { AlsoGreedy = false }, "decoding drawn and greedy there, drawn here"),
        })
        {
            CppoException error = await Assert.ThrowsAsync<CppoException>(() => EvaluationStore.RunAsync(Folder("one"), responder, World, order));
            Assert.Contains(named, error.Message);
            Assert.Contains("another folder", error.Advice);
        }

        CppoException samples = await Assert.ThrowsAsync<CppoException>(() => EvaluationStore.RunAsync(Folder("one"), responder, [.. World.Skip(1)], Drawn));
        Assert.Contains("samples 20 there, 19 here", samples.Message);
        StoredEvaluation again = await EvaluationStore.RunAsync(Folder("one"), responder, World, Drawn with { Batch = 2 }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(6, again.Order.Batch);
    }

    [Fact]
    public async Task Another_grader_judges_the_stored_answers_without_a_model()
    {
        Sample[] samples = [.. World.Select((sample, i) => sample with { Id = (ulong)i, Answer = "1/2" })];
        ScriptedResponder responder = new((_, row) => row == 0 ? "\\boxed{2/4}" : "\\boxed{1/2}");
        StoredEvaluation stored = await EvaluationStore.RunAsync(Folder("halves"), responder, samples, Drawn, cancellation: TestContext.Current.CancellationToken);
        StoredEvaluation read = StoredEvaluation.Open(stored.Folder);
        Assert.Equal(2.0 / 3, read.Report().All.Accuracy, 1e-12);
        Assert.Equal(1, read.Report(new FairGrader()).All.Accuracy);
        Assert.Equal(Json(read.Report()), Json(read.Report(new ReferenceGrader())));
        Assert.Equal("reference", read.Order.Grader);
        StoredEvaluation later = await EvaluationStore.RunAsync(
            Folder("halves"), responder, samples, Drawn with { Grader = new FairGrader() }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("reference", later.Order.Grader);
    }

    [Fact]
    public async Task A_damaged_or_missing_file_is_named_with_what_to_do()
    {
        ScriptedResponder responder = new((_, _) => "no answer");
        StoredEvaluation stored = await Run("one", responder);
        string part = Directory.GetFiles(Path.Combine(stored.Folder, "answers")).Order(StringComparer.Ordinal).First();
        File.WriteAllBytes(part, [.. File.ReadAllBytes(part).Take(40)]);
        CppoException damaged = Assert.Throws<CppoException>(() => StoredEvaluation.Open(stored.Folder));
        Assert.Contains(Path.GetFileName(part), damaged.Message);
        Assert.Contains("Delete the file", damaged.Advice);
        int before = responder.Asked;
        File.Delete(part);
        await Run("one", responder);
        Assert.Equal(6, responder.Asked - before);
        File.WriteAllText(Path.Combine(stored.Folder, StoredOrder.FileName), "{\"format\": 3}");
        Assert.Contains(StoredOrder.FileName, Assert.Throws<CppoException>(() => StoredEvaluation.Open(stored.Folder)).Message);
        File.Delete(Path.Combine(stored.Folder, StoredOrder.FileName));
        CppoException lost = await Assert.ThrowsAsync<CppoException>(() => Run("one", responder));
        Assert.Contains("what was asked", lost.Message);
        Assert.Throws<CppoException>(() => StoredEvaluation.Open(Folder("none")));
    }

    [Fact]
    public async Task A_folder_that_is_in_use_is_not_written()
    {
        using CancellationTokenSource stop = new();
        CppoException? inside = null;
        ScriptedResponder second = new((_, _) => "");
        ScriptedResponder first = new((_, _) =>
        {
            inside ??= Assert.Throws<CppoException>(() => Run("one", second).GetAwaiter().GetResult());
            return "";
        });
        await Run("one", first);
        Assert.Contains("in use", inside!.Message);
        Assert.Equal(0, second.Asked);
    }

    [Fact]
    public void A_model_is_told_from_another_by_its_files()
    {
        Assert.Equal(ModelFingerprint.Of(ShippedModels.Starter), ModelFingerprint.Of(ShippedModels.Starter));
        Assert.NotEqual(ModelFingerprint.Of(ShippedModels.Starter), ModelFingerprint.Of(ShippedModels.Guesser));
        Assert.Throws<ModelException>(() => ModelFingerprint.Of(Folder("none")));
    }

    private Task<StoredEvaluation> Run(string name, IResponder responder) =>
        EvaluationStore.RunAsync(Folder(name), responder, World, Drawn, cancellation: TestContext.Current.CancellationToken);

    private string Folder(string name) => Path.Combine(root, name);

    private IEnumerable<(string, string)> Contents(string name) => Directory.GetFiles(Path.Combine(Folder(name), "answers")).Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileName(file), Convert.ToBase64String(File.ReadAllBytes(file)))).ToArray();

    private static string Json(EvaluationReport report) => EvaluationFile.ToJson(report).ToJsonString();

    /// <summary>Cancels after some batches, as a user does.</summary>
    private sealed class StoppedResponder(IResponder inner, int batches, CancellationTokenSource stop) : IResponder
    {
        public string Name => inner.Name;

        public int Calls { get; private set; }

        public async Task<IReadOnlyList<RolloutGroup>> RespondAsync(IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default)
        {
            IReadOnlyList<RolloutGroup> groups = await inner.RespondAsync(samples, sampling, cancellation);
            if (++Calls == batches) await stop.CancelAsync();
            return groups;
        }
    }
}
