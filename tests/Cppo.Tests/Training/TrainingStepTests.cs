using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Training;

public sealed class TrainingStepTests
{
    internal static readonly Method Small = Method.Cppo with
    {
        Sampling = new SamplingOptions { GroupSize = 4, MaxNewTokens = 26 },
        Perturbations = PerturbationSet.Mild,
        LearningRate = 1e-4,
    };

    private static readonly IReadOnlyList<Sample> Prompts = new ProceduralWorld(3).Samples(0, 6);

    [Fact]
    public void All_stages_in_a_row_give_what_one_call_gives()
    {
        using Policy one = Policy.Load(ShippedModels.Starter), other = Policy.Load(ShippedModels.Starter);
        using TrainingStep whole = new(one, Small, seed: 5, PerceptionLabels.Of), staged = new(other, Small, seed: 5, PerceptionLabels.Of);

        StepReport atOnce = whole.Run(Prompts);
        var groups = staged.DrawViews(staged.CompareInGroup(staged.Score(staged.Rollout(Prompts))));
        using ForwardPasses passes = staged.Forward(groups);
        PerceptionSelection selection = staged.SelectPerceptionTokens(passes);
        using ObjectiveValue objective = staged.Evaluate(passes, selection);
        StepReport inStages = staged.Update(objective);

        Assert.Equal(atOnce.Loss, inStages.Loss);
        Assert.Equal(atOnce.GradientNorm, inStages.GradientNorm);
        Assert.Equal(StateOf(one), StateOf(other));
    }

    [Fact]
    public void The_loss_is_the_sum_of_its_terms_and_the_step_moves_the_policy()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        byte[] before = StateOf(policy);
        using TrainingStep step = new(policy, Small, seed: 1, PerceptionLabels.Of);
        StepReport report = step.Run(Prompts, measureTerms: true);

        Assert.Equal(["policy", "KL", "CPL"], report.Terms.Select(term => term.Name));
        Assert.Equal(report.Loss, report.Terms.Sum(term => term.Contribution), 6);
        Assert.InRange(report.GradientNorm, 1e-4, 100);
        Assert.True(report.StepLength > 0);
        Assert.All(report.Terms, term => Assert.True(double.IsFinite(term.GradientNorm)));

        // On the first step the policy is the reference, so their KL is 0 up to rounding.
        Assert.InRange(Math.Abs(report.Term("KL")!.Value.Value), 0, 1e-5);
        Assert.NotEqual(before, StateOf(policy));
        Assert.Equal(1, step.Number);
    }

    [Fact]
    public void Token_records_agree_with_the_loss()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using TrainingStep step = new(policy, Small, seed: 2, PerceptionLabels.Of);
        StepReport report = step.Run(Prompts);
        TokenRecord[] inLoss = [.. report.Responses.SelectMany(response => response.Tokens).Where(token => token.InLoss)];

        Assert.NotEmpty(inLoss);
        Assert.Equal(report.Term("CPL")!.Value.Value, inLoss.Average(token => token.Cpl), 5);
        Assert.All(inLoss, token => Assert.True(token.Candidate && token.Selected && token.Shift > 0));
        Assert.All(inLoss, token => Assert.Equal(Math.Log(1 + Math.Exp(-token.Margin / 0.1)), token.Cpl, 4));
        Assert.All(
            report.Responses.Where(response => response.Advantage <= 0),
            response => Assert.DoesNotContain(response.Tokens, token => token.InLoss));
        Assert.All(report.Responses, response => Assert.Equal(response.Response.Length, response.Tokens.Count));
        foreach (ResponseRecord response in report.Responses)
        foreach (var (token, reported) in response.Tokens.Zip(response.Response.LogProbabilities))
            Assert.Equal(reported, token.LogProbability, 1e-4);
    }

    [Fact]
    public void Grpo_draws_no_views_and_has_no_contrastive_term()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using TrainingStep step = new(policy, Method.Grpo with { Sampling = Small.Sampling, LearningRate = 1e-4 });
        StepReport report = step.Run(Prompts);
        Assert.Equal(["policy", "KL"], report.Terms.Select(term => term.Name));
        Assert.All(report.Groups, group => Assert.Empty(group.Removing));
    }

    [Fact]
    public void A_batch_without_signal_computes_no_views_and_changes_nothing_by_policy_or_contrast()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method equal = Small with { Reward = new WeightedReward(new ExactGrader(), new RewardTerm("accuracy", 1, _ => 1)) };
        using TrainingStep step = new(policy, equal);
        StepReport report = step.Run(Prompts, measureTerms: true);
        Assert.All(report.Groups, group => Assert.False(group.HasSignal || group.Removing.Count > 0));
        Assert.Equal(0, report.Term("policy")!.Value.Value);
        Assert.Equal(0, report.Term("CPL")!.Value.Value);
        Assert.Null(report.Skipped);
    }

    [Fact]
    public void Inspection_shows_every_response_under_both_views_and_gates_what_is_in_the_loss()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        IReadOnlyList<GroupRecord> groups = Inspection.Tokens(
            policy, Inspection.Rollouts(policy, Prompts, Small), Small, labels: PerceptionLabels.Of);
        ResponseRecord[] responses = [.. groups.SelectMany(group => group.Responses)];
        Assert.All(responses.SelectMany(response => response.Tokens), token =>
        {
            Assert.True(double.IsFinite(token.EntropyRemoved) && double.IsFinite(token.Cpl) && double.IsFinite(token.Margin));
            Assert.Equal(3, token.Alternatives.Count);
            Assert.Equal(3, token.AlternativesRemoved.Count);
        });
        Assert.Contains(responses, response => response.Advantage <= 0 && response.Tokens.Any(token => token.Selected));
        Assert.All(
            responses, response => Assert.Equal(response.Advantage > 0, response.Tokens.Any(token => token.InLoss)));
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using TrainingStep step = new(policy, Small, seed: 4);
        _ = step.Run(Prompts);
        long before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _ = step.Run(Prompts, measureTerms: true);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Options_that_cannot_act_are_refused()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        foreach (Method wrong in new[]
        {
            Small with { Sampling = Small.Sampling with { GroupSize = 1 } },
            Small with { LearningRate = 0 },
            Method.Grpo with { Perception = new PerceptionOptions { TopShare = 0.1 } },
        })
        {
            CppoException error = Assert.Throws<CppoException>(() => new TrainingStep(policy, wrong));
            Assert.NotEmpty(error.Advice);
        }
    }

    internal static byte[] StateOf(Policy policy) =>
        [.. policy.Model.Parameters.SelectMany(entry => entry.Value.detach().cpu().bytes.ToArray())];
}
