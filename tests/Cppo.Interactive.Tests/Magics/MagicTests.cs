using Cppo.Interactive.Magics;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Tests.Magics;

public sealed class MagicTests
{
    private static readonly Lazy<Policy> Starter = new(() => Policy.Load(ShippedModels.Starter));

    internal static FakeHost Host() => new()
    {
        Variables =
        {
            ["policy"] = Starter.Value,
            ["samples"] = new ProceduralWorld(3, WorldSplit.HeldOut).Samples(0, 6),
        },
    };

    [Fact]
    public async Task The_doctor_looks_at_this_machine_and_stores_its_report()
    {
        FakeHost host = new();
        await MagicRegistry.RunAsync("#!cppo-doctor", host);
        DoctorReport report = Assert.IsType<DoctorReport>(host.Variables["doctor"]);
        Assert.True(report.CanTrain, host.Text);
        Assert.Contains("Doctor.Examine(ShippedModels.Starter)", host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gallery_shows_every_member_of_the_set()
    {
        FakeHost host = Host();
        await MagicRegistry.RunAsync("#!cppo-perturb --row 2 --set mild --seed 7 --as gallery", host);
        PerturbationGallery gallery = Assert.IsType<PerturbationGallery>(host.Variables["gallery"]);
        Assert.Equal(PerturbationSet.Mild.Preserving.Count + PerturbationSet.Mild.Removing.Count, gallery.Views.Count);
        Assert.All(gallery.Views, view => Assert.Contains(view.Title, host.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rollouts_and_entropies_build_on_each_other()
    {
        FakeHost host = Host();
        await MagicRegistry.RunAsync("#!cppo-rollout --prompts 3 --group 4 --seed 1", host);
        IReadOnlyList<GroupRecord> groups = Assert.IsAssignableFrom<IReadOnlyList<GroupRecord>>(host.Variables["rollouts"]);
        Assert.Equal(3, groups.Count);
        Assert.All(groups, group => Assert.Equal(4, group.Responses.Count));

        await MagicRegistry.RunAsync("#!cppo-entropy --row 1 --set mild", host);
        GroupRecord tokens = Assert.IsType<GroupRecord>(host.Variables["tokens"]);
        Assert.Equal(groups[1].Group.Sample.Id, tokens.Group.Sample.Id);
        Assert.All(tokens.Responses, response => Assert.All(response.Tokens, token => Assert.True(double.IsFinite(token.Shift))));
        Assert.All(
            tokens.Responses.Where(response => response.Advantage <= 0),
            response => Assert.DoesNotContain(response.Tokens, token => token.InLoss));
        Assert.Contains("cppo-strip", host.Html, StringComparison.Ordinal);
        Assert.Contains("rollouts[1]", host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_variables_the_shipped_model_and_world_are_used_and_said()
    {
        FakeHost host = new();
        await MagicRegistry.RunAsync("#!cppo-entropy --group 2", host);
        Assert.IsType<Policy>(host.Variables["policy"]);
        Assert.IsAssignableFrom<IReadOnlyList<Sample>>(host.Variables["samples"]);
        Assert.IsAssignableFrom<IReadOnlyList<GroupRecord>>(host.Variables["rollouts"]);
        Assert.Contains("There was no variable policy", host.Text, StringComparison.Ordinal);
        ((Policy)host.Variables["policy"]).Dispose();
    }

    [Fact]
    public async Task A_step_on_a_copy_reports_every_term_and_leaves_the_policy_alone()
    {
        FakeHost host = Host();
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        host.Variables["policy"] = policy;
        float before = policy.Parameters.Values[0].sum().item<float>();
        await MagicRegistry.RunAsync("#!cppo-step --prompts 6 --group 6 --set mild --lr 1e-3 --keep", host);
        StepReport report = Assert.IsType<StepReport>(host.Variables["step"]);
        Assert.Equal(["policy", "KL", "CPL"], report.Terms.Select(term => term.Name));
        Assert.All(report.Terms, term => Assert.True(double.IsFinite(term.GradientNorm)));
        Assert.Equal(before, policy.Parameters.Values[0].sum().item<float>());
        await MagicRegistry.RunAsync("#!cppo-step --prompts 6 --group 6 --method grpo --lr 1e-3", host);
        Assert.NotEqual(before, policy.Parameters.Values[0].sum().item<float>());
    }

    [Fact]
    public async Task Training_updates_one_display_and_measures_before_and_after()
    {
        FakeHost host = new();
        await MagicRegistry.RunAsync("#!cppo-model guesser", host);
        await MagicRegistry.RunAsync("#!cppo-train --steps 3 --prompts 4 --group 4 --set mild --eval 12", host);
        TrainingHistory history = Assert.IsType<TrainingHistory>(host.Variables["history"]);
        Assert.True(history.IsComplete);
        Assert.Equal([0, 3], history.Evaluations.Select(point => point.Step));
        Assert.Contains("finished", host.Text, StringComparison.Ordinal);
        ((Trainer)host.Variables["trainer"]).Dispose();
        ((Policy)host.Variables["policy"]).Dispose();
    }

    [Fact]
    public async Task An_interrupted_run_goes_on()
    {
        FakeHost host = new();
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        host.Variables["policy"] = policy;
        using CancellationTokenSource interrupt = new(TimeSpan.FromMilliseconds(1500));
        host.Cancellation = interrupt.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => MagicRegistry.RunAsync("#!cppo-train --steps 400 --prompts 4 --group 4 --eval 0", host));
        TrainingHistory history = Assert.IsType<TrainingHistory>(host.Variables["history"]);
        int made = history.Steps.Count;
        Assert.InRange(made, 0, 399);
        Assert.Contains("--resume goes on", host.Text, StringComparison.Ordinal);

        using CancellationTokenSource second = new(TimeSpan.FromMilliseconds(1500));
        host.Cancellation = second.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MagicRegistry.RunAsync("#!cppo-train --resume --eval 0", host));
        Assert.InRange(history.Steps.Count, made, 399);
        Assert.Equal(Enumerable.Range(0, history.Steps.Count), history.Steps.Select(step => step.Step));
        ((Trainer)host.Variables["trainer"]).Dispose();
    }
}
