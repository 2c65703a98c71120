using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private const int Steps = 6;
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-trainer-").FullName;

    [Fact]
    public void A_run_that_is_cancelled_and_taken_up_again_equals_an_uninterrupted_one_bit_for_bit()
    {
        byte[] whole = Train(Path.Combine(folder, "whole"), CancellationToken.None);

        int rounds = 0;
        byte[]? pieces = null;
        for (; pieces is null; rounds++)
        {
            using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(120 + (97 * rounds)));
            try
            {
                pieces = Train(Path.Combine(folder, "pieces"), stop.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.True(rounds > 1, "the run was never cancelled");
        Assert.Equal(whole, pieces);
        RunContents.AssertEqual(Path.Combine(folder, "whole"), Path.Combine(folder, "pieces"));
    }

    [Fact]
    public void Another_option_another_start_or_a_second_writer_is_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter), guesser = Policy.Load(ShippedModels.Guesser);
        TrainerOptions options = new() { Steps = 1, Folder = folder };
        using (Trainer first = new(policy, TrainingStepTests.Small, Prompts, options))
        {
            CppoException inUse = Assert.Throws<CppoException>(() => new Trainer(policy, TrainingStepTests.Small, Prompts, options));
            Assert.Contains("in use", inUse.Message);
        }

        CppoException changed = Assert.Throws<CppoException>(() =>
            new Trainer(policy, TrainingStepTests.Small with { ContrastiveWeight = 0.05 }, Prompts, options));
        Assert.Contains("ContrastiveWeight (0.01 there, 0.05 now)", changed.Message);
        CppoException otherStart = Assert.Throws<CppoException>(() => new Trainer(guesser, TrainingStepTests.Small, Prompts, options));
        Assert.Contains("start", otherStart.Message);
    }

    [Fact]
    public void A_directory_that_cannot_be_written_any_more_loses_only_the_running_step()
    {
        string run = Path.Combine(folder, "lost");
        using (Policy policy = Policy.Load(ShippedModels.Guesser))
        using (Trainer trainer = new(
            policy, TrainingStepTests.Small, Prompts, new TrainerOptions { Steps = Steps, Seed = 21, Folder = run }, PerceptionLabels.Of))
        {
            // After two steps something else takes the place of the file that the state is written through.
            CppoException error = Assert.Throws<CppoException>(() => trainer.Run(history =>
            {
                if (history.Steps.Count == 2) Directory.CreateDirectory(Path.Combine(run, "state.safetensors.partial"));
            }));
            Assert.Contains(run, error.Message);
            Assert.Throws<CppoException>(() => trainer.Run());
        }

        Directory.Delete(Path.Combine(run, "state.safetensors.partial"));
        Assert.Equal(Train(Path.Combine(folder, "whole"), CancellationToken.None), Train(run, CancellationToken.None));
        RunContents.AssertEqual(Path.Combine(folder, "whole"), run);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static IReadOnlyList<Sample> Prompts(int step) => new ProceduralWorld(9).Samples((ulong)step * 4, 4);

    private static byte[] Train(string run, CancellationToken cancellation)
    {
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        using Trainer trainer = new(
            policy, TrainingStepTests.Small, Prompts, new TrainerOptions { Steps = Steps, Seed = 21, Folder = run }, PerceptionLabels.Of);
        TrainingHistory history = trainer.Run(cancellation: cancellation);
        Assert.Equal(Steps, history.Steps.Count);
        return TrainingStepTests.StateOf(policy);
    }
}
