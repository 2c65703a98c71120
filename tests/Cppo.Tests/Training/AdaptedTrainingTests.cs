using Cppo.Models;
using Cppo.Models.Lora;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models.Lora;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

public sealed class AdaptedTrainingTests
{
    private static readonly IReadOnlyList<Sample> Prompts = new ProceduralWorld(3).Samples(0, 4);

    [Fact]
    public void An_adapter_moves_and_its_base_does_not_and_the_reference_is_the_base()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        byte[] before = TrainingStepTests.StateOf(policy);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Targets = ["q_proj", "up_proj"], Dropout = 0.1 });
        using TrainingStep step = new(policy, TrainingStepTests.Small, seed: 1);
        StepReport first = step.Run(Prompts);
        Assert.True(first.GradientNorm > 0);
        Assert.Equal(before, TrainingStepTests.StateOf(policy));
        Assert.Contains(adapter.Parameters, entry => entry.Key.Contains("lora_B") && entry.Value.abs().max().item<float>() > 0);
        Assert.True(adapter.Enabled);

        // Far from its base the KL is the adapter's doing.
        LoraTests.Disturb(adapter);
        StepReport far = step.Run(Prompts);
        Assert.InRange(Math.Abs(first.Term("KL")!.Value.Value), 0, 1e-3);
        Assert.True(far.Term("KL")!.Value.Value > 1e-3);
    }

    [Theory]
    [InlineData(ModelParts.VisionTower)]
    [InlineData(ModelParts.Merger)]
    [InlineData(ModelParts.LanguageModel)]
    public void Frozen_parts_do_not_move_and_the_others_do(string part)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        HashSet<string> frozen = [.. policy.Parameters.Freeze(part)];
        Dictionary<string, byte[]> before = policy.Parameters.ToDictionary(entry => entry.Key, entry => entry.Value.detach().bytes.ToArray());
        using TrainingStep step = new(policy, TrainingStepTests.Small, seed: 1);
        StepReport report = step.Run(Prompts, measureTerms: true);
        Assert.Null(report.Skipped);
        foreach ((string name, Tensor parameter) in policy.Parameters)
            Assert.Equal(frozen.Contains(name), parameter.detach().bytes.SequenceEqual(before[name]));
    }

    [Fact]
    public void A_policy_that_is_frozen_altogether_is_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        Assert.Contains("frozen", Assert.Throws<CppoException>(() => new TrainingStep(policy, TrainingStepTests.Small)).Message);
    }

    [Fact]
    public void A_resumed_run_of_an_adapter_equals_an_unbroken_one()
    {
        static byte[] Run(string? folder, params int[] lengths)
        {
            byte[] state = [];
            foreach (int steps in lengths)
            {
                using Policy policy = Policy.Load(ShippedModels.Starter);
                LoraAdapter adapter = policy.Model.AddAdapter(new() { Rank = 2, Dropout = 0.2 });
                using CancellationTokenSource source = new();
                using Trainer trainer = new(policy, TrainingStepTests.Small, _ => Prompts, new() { Steps = 3, Seed = 2, Folder = folder });
                try
                {
                    trainer.Run(history => { if (history.Steps.Count == steps && steps < 3) source.Cancel(); }, cancellation: source.Token);
                }
                catch (OperationCanceledException)
                {
                }

                state = [.. adapter.Parameters.SelectMany(entry => entry.Value.detach().bytes.ToArray())];
            }

            return state;
        }

        using Cppo.Tests.Models.TemporaryFolder folder = new();
        Assert.Equal(Run(null, 3), Run(folder.Path, 1, 3));
    }
}
