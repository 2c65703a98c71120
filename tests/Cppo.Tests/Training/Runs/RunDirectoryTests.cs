using System.Text.Json;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Runs;
using Cppo.Training.Runs.Tables;
using Cppo.Worlds;

namespace Cppo.Tests.Training.Runs;

public sealed class RunDirectoryTests(RunDirectoryTests.FinishedRun finished) : IClassFixture<RunDirectoryTests.FinishedRun>
{
    private const int Steps = 6;

    [Fact]
    public void A_run_can_be_read_as_it_was_made()
    {
        StoredRun run = StoredRun.Open(finished.Folder);
        Assert.Equal((TinyRun.Method.Name, Steps, false), (run.Method, run.TotalSteps, run.IsRunning));
        Assert.Equal("guesser", run.File.Source["model"]);
        Assert.Superset(new HashSet<string> { "CPPO", "TorchSharp", "libtorch", ".NET", "threads" }, run.File.Versions.Keys.ToHashSet());
        Assert.All(run.File.Versions.Values, version => Assert.NotEqual("unknown", version));
        Assert.DoesNotContain(run.File.Options.Keys, run.File.Versions.ContainsKey);
        Assert.Equal(Enumerable.Range(0, Steps), run.Metrics().Select(step => step.Step));
        Assert.Equal([0, 4, Steps], run.Evaluations().Select(point => point.Step));
        Assert.Equal(Steps, run.History().Steps.Count);
        Assert.Equal(Enumerable.Range(0, Steps), run.RolloutSteps());
        Assert.Contains("did not keep", Assert.Throws<CppoException>(() => run.Rollouts(Steps)).Message);
        Assert.Contains(run.Folder, StoredRun.List(Path.GetDirectoryName(run.Folder)!).Select(found => found.Folder));
        // Measured in the steps that were asked for, and only there.
        Assert.Equal([0, 5], run.Metrics().Where(step => step.Further.ContainsKey("cppo/grad_norm/policy")).Select(step => step.Step));
    }

    [Fact]
    public void Rollouts_and_tokens_read_back_as_they_were()
    {
        StoredRun run = StoredRun.Open(finished.Folder);
        ResponseRecord[] made = [.. finished.LastStep.SelectMany(group => group.Responses)];
        IReadOnlyList<RolloutRow> rollouts = run.Rollouts(Steps - 1);
        Assert.Equal(made.Length, rollouts.Count);
        foreach ((ResponseRecord record, RolloutRow row) in made.Zip(rollouts))
        {
            Assert.Equal(record.Response.TokenIds, row.TokenIds);
            Assert.Equal(record.Response.LogProbabilities, row.LogProbabilities);
            Assert.Equal((record.Response.Text, record.Reward.Total, record.Advantage), (row.Response, row.Reward, row.Advantage));
            Assert.Equal((record.Reward.Grade.Extracted, record.Reward.Grade.Rule), (row.Extracted, row.Rule));
            Assert.Equal(record.Reward.Parts.Select(part => KeyValuePair.Create(part.Name, part.Value)), row.RewardParts);
        }

        TokenRecord[] tokens = [.. made.SelectMany(response => response.Tokens)];
        IReadOnlyList<TokenRow> rows = run.Tokens(Steps - 1);
        Assert.Equal(tokens.Select(token => (token.TokenId, token.Text, (float)token.Entropy, (float)token.Shift, token.InLoss, token.IsPerception)),
            rows.Select(row => (row.TokenId, row.Text, row.Entropy, row.Shift, row.InLoss, row.IsPerception)));
        Assert.Equal(run.Metrics()[^1].Drift, rows.Average(row => Math.Abs(row.LogProbability - row.LogProbabilityDrawn)), 1e-6);
        Assert.Contains(rollouts, row => finished.LastStep[row.Group].Removing.Count == 0 || row.Removing.Contains(finished.LastStep[row.Group].Removing[0].Name));
    }

    [Fact]
    public void The_last_checkpoints_and_the_best_stay_and_load()
    {
        StoredRun run = StoredRun.Open(finished.Folder);
        IReadOnlyList<StoredCheckpoint> checkpoints = run.Checkpoints();
        Assert.Equal([4, 6], checkpoints.Select(checkpoint => checkpoint.Steps).TakeLast(TinyRun.KeepsAll.LastCheckpoints));
        using Policy last = Policy.Load(checkpoints[^1].Folder);
        Assert.Equal(finished.Weights, TrainingStepTests.StateOf(last));
    }

    [Fact]
    public void The_best_checkpoint_outlives_the_last_ones()
    {
        string folder = Directory.CreateTempSubdirectory("cppo-checkpoints-").FullName;
        Checkpoints checkpoints = new(folder);
        List<AccuracyPoint> evaluations = [];
        foreach ((int steps, int correct) in new[] { (2, 3), (4, 9), (6, 5), (8, 9), (10, 2), (12, 1) })
        {
            checkpoints.Save(steps, path => File.WriteAllText(Path.Combine(Directory.CreateDirectory(path).FullName, "weights"), "w"));
            checkpoints.Prune(2, evaluations);
            evaluations.Add(new(steps, correct, 10));
            checkpoints.Prune(2, evaluations);
        }

        Assert.Equal([4, 10, 12], checkpoints.List(evaluations).Select(checkpoint => checkpoint.Steps));
        Directory.CreateDirectory(Path.Combine(folder, "step-000014.partial"));
        checkpoints.CutAfter(10);
        Assert.Equal([4, 10], checkpoints.List(evaluations).Select(checkpoint => checkpoint.Steps));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder).Length);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_finished_run_is_taken_up_at_its_end_and_mended()
    {
        string copy = finished.Copy();
        File.Delete(Path.Combine(copy, "events.out.tfevents.run"));
        Directory.CreateDirectory(Path.Combine(copy, "checkpoints", "step-000002.partial"));
        File.AppendAllText(Path.Combine(copy, "metrics.jsonl"), "{\"training/global_step\": 6, \"actor/");
        File.AppendAllText(Path.Combine(copy, "evaluations.jsonl"), "{\"St");
        Assert.True(TinyRun.Make(TinyRun.Options(copy, Steps)).IsComplete);
        RunContents.AssertEqual(finished.Folder, copy);
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public void Other_versions_are_a_note_and_no_error()
    {
        string copy = finished.Copy(), path = Path.Combine(copy, RunFile.Name);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"threads\": \"", "\"threads\": \"1", StringComparison.Ordinal));
        for (int times = 0; times < 2; times++)
        {
            TrainingHistory history = TinyRun.Make(TinyRun.Options(copy, Steps));
            Assert.Contains("threads 1", Assert.Single(history.Warnings, warning => warning.Name == "other versions").Problem);
        }

        Assert.Single(StoredRun.Open(copy).Warnings(), warning => warning.Name == "other versions");
        Directory.Delete(copy, recursive: true);
    }

    public static TheoryData<string, string, string> Damages => new()
    {
        { "run.json", "cut", "run.json is not the description of a run" },
        { "run.json", """{"name": "another program's"}""", "run.json is not the description of a run" },
        { "run.json", "[]", "run.json is not the description of a run" },
        { "run.json", "", "run.json is not the description of a run" },
        { "run.json", """{"format": 99, "options": {}, "versions": {}}""", "layout 99" },
        { "run.json", "absent", "no run.json" },
        { "metrics.jsonl", "cut", "holds only" },
        { "metrics.jsonl", "absent", "holds only" },
        { "metrics.jsonl", "{\"a\": 1}\n", "Line 1 of" },
        { "metrics.jsonl", "noise\nnoise\n", "Line 1 of" },
        { "evaluations.jsonl", "noise\n", "Line 1 of" },
        { "warnings.jsonl", "[]\n", "Line 1 of" },
        { "state.safetensors", "cut", "state of the run is damaged" },
        { "state.safetensors", "", "state of the run is damaged" },
        { "state.safetensors", "noise", "state of the run is damaged" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_file_is_one_clear_error_and_nothing_else_is_touched(string name, string damage, string expected)
    {
        string copy = finished.Copy(), path = Path.Combine(copy, name);
        byte[] whole = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (damage == "absent") File.Delete(path);
        else if (damage == "cut") File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        else File.WriteAllText(path, damage);

        CppoException error = Assert.Throws<CppoException>(() => TinyRun.Make(TinyRun.Options(copy, Steps)));
        Assert.Contains(expected, error.Message);
        Assert.NotEmpty(error.Advice);
        Assert.DoesNotContain('\n', error.Message);

        // Put right, it is the run that it was.
        if (name == "warnings.jsonl") File.Delete(path);
        else File.WriteAllBytes(path, whole);
        TinyRun.Make(TinyRun.Options(copy, Steps));
        RunContents.AssertEqual(finished.Folder, copy);
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public void A_table_that_is_damaged_is_named()
    {
        string copy = finished.Copy(), path = Path.Combine(copy, "rollouts", "step-000001.parquet");
        byte[] whole = File.ReadAllBytes(path);
        foreach (byte[] damaged in new[] { whole[..(whole.Length / 2)], [], JsonSerializer.SerializeToUtf8Bytes("noise") })
        {
            File.WriteAllBytes(path, damaged);
            Assert.Contains("step-000001.parquet", Assert.Throws<CppoException>(() => StoredRun.Open(copy).Rollouts(1)).Message);
        }

        Directory.Delete(copy, recursive: true);
    }

    /// <summary>One finished run for all tests, which leave it as it is.</summary>
    public sealed class FinishedRun : IDisposable
    {
        private readonly string root = Directory.CreateTempSubdirectory("cppo-finished-").FullName;

        public FinishedRun()
        {
            using Policy policy = Policy.Load(ShippedModels.Guesser);
            using Trainer trainer = new(policy, TinyRun.Method, TinyRun.Prompts, TinyRun.Options(Folder, Steps), PerceptionLabels.Of);
            trainer.Run(_ => Assert.True(StoredRun.Open(Folder).IsRunning), TinyRun.Evaluate);
            (LastStep, Weights) = (trainer.Last!.Groups, TrainingStepTests.StateOf(policy));
        }

        public string Folder => Path.Combine(root, "run");

        public IReadOnlyList<GroupRecord> LastStep { get; }

        public byte[] Weights { get; }

        public string Copy()
        {
            string copy = Directory.CreateTempSubdirectory("cppo-copy-").FullName;
            foreach (string path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            {
                string target = Path.Combine(copy, Path.GetRelativePath(Folder, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, target);
            }

            return copy;
        }

        public void Dispose() => Directory.Delete(root, recursive: true);
    }
}
