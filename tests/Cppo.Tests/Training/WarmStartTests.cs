using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Optimization;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

public sealed class WarmStartTests : IDisposable
{
    private const ulong Seed = 4;

    private static readonly IReadOnlyList<Sample> Samples = new ProceduralWorld(7).Samples(1UL << 40, 40);

    // Everything a stage can do, with epochs that end inside a batch.
    private static readonly WarmStartStage Small = WarmStartStage.Guessing with
    {
        Steps = 8, Batch = 12, LearningRate = 2e-3, Schedule = new LinearDecaySchedule(8) { WarmUp = 1, From = 6, Lowest = 0.1 },
    };

    private readonly string folder = Directory.CreateTempSubdirectory("cppo-warm-start-").FullName;

    [Fact]
    public void A_few_steps_from_random_weights_lower_the_loss()
    {
        using Policy policy = Policy.Create(ShippedModels.Starter, Seed);
        using WarmStart training = new(policy, Samples, Small with { Steps = 16, UnreadableShare = 0, GuessedShare = 0 }, Seed);
        TrainingHistory history = training.Run();

        Assert.True(history.IsComplete);
        // Random weights say every token with about the same probability.
        Assert.Equal(Math.Log(policy.Model.Configuration.Text.VocabularySize), history.Steps[0].Loss, 0.15);
        Assert.True(history.Steps[^1].Loss < history.Steps[0].Loss - 1, $"{history.Steps[0].Loss} became {history.Steps[^1].Loss}");
        Assert.All(history.Steps, step => Assert.Null(step.Skipped));
    }

    [Fact]
    public void A_stage_that_is_cancelled_and_taken_up_again_equals_an_uninterrupted_one_bit_for_bit()
    {
        byte[] whole = Train(Path.Combine(folder, "whole"), stopAfter: int.MaxValue)!;
        int rounds = 0;
        byte[]? pieces = null;
        for (; pieces is null && rounds < 10; rounds++) pieces = Train(Path.Combine(folder, "pieces"), stopAfter: 3);

        Assert.True(rounds > 1, "the run was never cancelled");
        Assert.Equal(whole, pieces);
        // A finished run is taken up at its end.
        Assert.Equal(whole, Train(Path.Combine(folder, "whole"), stopAfter: 0));
    }

    [Fact]
    public void Other_options_and_samples_without_a_reference_are_refused()
    {
        Train(folder, stopAfter: 1);
        using Policy policy = Policy.Create(ShippedModels.Starter, Seed);
        CppoException other = Assert.Throws<CppoException>(() => new WarmStart(policy, Samples, Small with { Batch = 5 }, Seed, folder));
        Assert.Contains("Batch (12 there, 5 now)", other.Message);
        CppoException fewer = Assert.Throws<CppoException>(() => new WarmStart(policy, [.. Samples.Take(9)], Small, Seed, folder));
        Assert.Contains("samples", fewer.Message);
        CppoException silent = Assert.Throws<CppoException>(() => new WarmStart(policy, [Samples[0] with { Reference = null }]));
        Assert.Contains("no reference response", silent.Message);
        Assert.Throws<CppoException>(() => new WarmStart(policy, []));
        Assert.Throws<CppoException>(() => new WarmStart(policy, Samples, Small with { UnreadableShare = 1.5 }));
    }

    [Fact]
    public void Every_epoch_shows_every_sample_once()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        WarmStartBatches batches = new(policy, Samples, WarmStartStage.Reading with { Batch = 8 }, Seed);
        string[] Shown(int first) =>
            [.. Enumerable.Range(first, 5).SelectMany(step => batches.At(step).Prompts).Select(prompt => Print(prompt))];
        string[] one = Shown(0), two = Shown(5);

        string[] all = [.. Samples.Select(sample => Print(policy.EncodePrompt(sample.Pictures, sample.Question))).Order()];
        Assert.Equal(all, one.Order());
        Assert.Equal(all, two.Order());
        Assert.NotEqual(one, two);
        Assert.Equal(one, Shown(0));
    }

    [Fact]
    public void As_many_targets_are_guesses_and_pictures_unreadable_as_was_asked_for()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        WarmStartBatches plain = new(policy, Samples, WarmStartStage.Reading with { Batch = 40 }, Seed);
        WarmStartBatches changed = new(policy, Samples, WarmStartStage.Guessing with { Batch = 40 }, Seed);
        WarmStartBatches guesses = new(policy, Samples, WarmStartStage.Guessing with { Batch = 40, GuessedShare = 1 }, Seed);
        int unreadable = 0, guessed = 0, guessable = 0;
        for (int step = 0; step < 25; step++)
        {
            WarmStartBatch before = plain.At(step), after = changed.At(step), guess = guesses.At(step);
            for (int row = 0; row < 40; row++)
            {
                if (Print(before.Prompts[row]) != Print(after.Prompts[row])) unreadable++;
                if (before.Targets[row].SequenceEqual(guess.Targets[row])) continue;
                guessable++;
                if (after.Targets[row].SequenceEqual(guess.Targets[row])) guessed++;
            }
        }

        Assert.Equal(0.3, unreadable / 1000.0, 0.06); // four standard deviations of 1,000 draws
        Assert.True(guessable > 200);
        Assert.Equal(0.6, (double)guessed / guessable, 4 * Math.Sqrt(0.24 / guessable));
    }

    [Fact]
    public void The_rates_are_those_of_the_recipe()
    {
        LearningRateSchedule reading = WarmStartStage.Reading.Schedule, unreadable = WarmStartStage.Unreadable.Schedule;
        Assert.Equal([0, 0.5, 1, 1, 1, 0.5, 0.1, 0.1], new[] { 0, 50, 100, 900, 1400, 1700, 1950, 1999 }.Select(step => Math.Round(reading.Share(step), 9)));
        Assert.Equal([0, 0.5, 0.5, 0.05], new[] { 0, 10, 150, 299 }.Select(step => Math.Round(unreadable.Share(step), 9)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Print(EncodedPrompt prompt) =>
        $"{string.Join(' ', prompt.Ids)} {string.Join(' ', prompt.Pictures[0].Values.Where((_, index) => index % 97 == 0))}";

    private static byte[]? Train(string run, int stopAfter)
    {
        using Policy policy = Policy.Create(ShippedModels.Starter, Seed);
        using WarmStart training = new(policy, Samples, Small, Seed, run);
        using CancellationTokenSource stop = new();
        int last = training.History.Steps.Count + stopAfter;
        try
        {
            TrainingHistory history = training.Run(made => { if (made.Steps.Count == last) stop.Cancel(); }, cancellation: stop.Token);
            Assert.Equal(Small.Steps, history.Steps.Count);
            return TrainingStepTests.StateOf(policy);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
