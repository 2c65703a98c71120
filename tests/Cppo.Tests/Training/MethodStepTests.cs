using Cppo.Models;
using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Updates;
using Cppo.Worlds;
using TorchSharp;

namespace Cppo.Tests.Training;

/// <summary>What the methods beside CPPO and GRPO do in a step.</summary>
public sealed class MethodStepTests
{
    private static readonly IReadOnlyList<Sample> Prompts = new ProceduralWorld(3).Samples(0, 3);

    public static TheoryData<string> Presets => [.. Methods.All.Select(preset => preset.Name)];

    public static TheoryData<string> Detectors =>
        [.. MethodOptions.All(Method.Cppo).First(option => option.Name == "Perception.Detector").Choices];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_makes_a_step(string name)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method method = Small(Methods.Named(name));
        using TrainingStep step = new(policy, method, seed: 5, PerceptionLabels.Of);
        ProceduralWorld world = new(3);
        StepReport report = step.Run(new PromptSource((number, round) => world.Samples((ulong)(100 * round) + (ulong)(3 * number), 3)));
        Assert.Null(report.Skipped);
        Assert.True(double.IsFinite(report.Loss) && report.StepLength > 0);
        string[] terms =
        [
            .. method.Objective.PolicyCoefficient != 0 ? new[] { "policy" } : [],
            .. method.ReferenceWeight != 0 ? new[] { "KL" } : [],
            .. method.IsContrastive ? new[] { "CPL" } : [],
            .. method.Objective.PerceptionAware is not null ? new[] { "PAPO" } : [],
        ];
        Assert.Equal(terms, report.Terms.Select(term => term.Name));
        Assert.Equal(method.UsesMask, report.Times.Any(time => time.Phase == "masked"));
        Assert.Equal(method.UsesMask, report.Groups.Any(group => group.Masked.Count > 0));
    }

    [Fact]
    public void Views_for_gated_responses_alone_give_the_loss_and_the_gradient_of_views_for_all()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        Method gated = Small(Method.Cppo), open = gated with { Gate = false };
        GroupRecord[] compared = [.. Inspection.Rollouts(policy, Prompts, gated, seed: 2).Select(group => group with
        {
            Responses = [.. group.Responses.Select((response, index) => response with { Advantage = new[] { 1.2, -0.7, 0, -0.5 }[index] })],
        })];
        (double loss, double[] gradient, int viewed) = Gradient(gated);
        (double sameLoss, double[] sameGradient, int all) = Gradient(open);
        Assert.InRange(viewed, 1, all - 1);
        Assert.Equal(sameLoss, loss, 1e-6);
        double distance = Math.Sqrt(gradient.Zip(sameGradient, (a, b) => (a - b) * (a - b)).Sum() / sameGradient.Sum(value => value * value));
        Assert.InRange(distance, 0, 1e-6);

        // Under the open gate every response has views; what is in the loss is then gated all the same.
        (double, double[], int) Gradient(Method views)
        {
            using TrainingStep step = new(policy, views, seed: 2);
            using ForwardPasses passes = step.Forward(step.DrawViews(compared));
            using PerceptionSelection selection = step.SelectPerceptionTokens(passes);
            using ObjectiveValue objective = ObjectiveValue.Of(passes, selection, gated, policy.Tokenizer, null);
            passes.Runner.Backward(objective.Loss, () => { }, default);
            double[] found = [.. policy.Model.Trainable.SelectMany(entry => entry.Value.grad!.data<double>().ToArray())];
            step.Optimizer.ZeroGradients();
            return (objective.Loss.item<double>(), found, passes.ViewRows.Count);
        }
    }

    [Fact]
    public void Papos_term_is_its_formula_and_only_a_trained_masked_branch_has_a_gradient()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        foreach (bool trained in new[] { false, true })
        {
            using DisposeScope scope = NewDisposeScope();
            Method method = Small(Method.Papo).With("Objective.PerceptionAware.TrainMaskedBranch", trained ? "true" : "false");
            using TrainingStep step = new(policy, method, seed: 2);
            IReadOnlyList<GroupRecord> groups = step.DrawViews(Inspection.Rollouts(policy, Prompts, method, seed: 2));
            Assert.All(groups, group => Assert.Equal(group.Group.Sample.Pictures.Count, group.Masked.Count));
            ForwardPasses passes = step.Forward(groups);
            Assert.Equal(trained, passes.Masked!.requires_grad);
            ObjectiveValue objective = step.Evaluate(passes, step.SelectPerceptionTokens(passes));

            // All responses under the masked pictures, one by one.
            using IDisposable none = no_grad();
            foreach ((GroupRecord group, int row) in groups.SelectMany(group => group.Responses.Select(_ => group)).Select((group, row) => (group, row)))
            {
                ResponseRecord response = passes.Responses.ElementAt(row);
                EncodedPrompt shown = policy.EncodePrompt([.. group.Masked.Select(view => view.Picture)], group.Group.Sample.Question);
                ResponseScores alone = policy.Score([shown], [0], [response.Response.TokenIds], 1);
                Tensor difference = passes.Masked![row].narrow(0, 0, response.Response.Length) - alone.LogProbabilities[0];
                Assert.InRange(difference.abs().max().item<double>(), 0, 1e-6);
            }

            PerceptionAwareLoss options = method.Objective.PerceptionAware!;
            PerceptionAwareTerms expected = options.Evaluate(passes.Original.LogProbabilities, passes.Masked!, passes.Original.Mask);
            Assert.Equal(expected.Loss.item<double>(), objective.Terms.Single(term => term.Name == "PAPO").Value.item<double>(), 1e-12);
            Assert.True(expected.Divergence.item<double>() > 0.01);
        }
    }

    [Fact]
    public void Where_a_batch_serves_several_updates_the_masked_branch_is_the_policys_before_the_first()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method method = Small(Method.Papo).With("Updates.MiniBatchPrompts", "1");
        using TrainingStep step = new(policy, method, seed: 2);
        IReadOnlyList<GroupRecord> groups = step.DrawViews(Inspection.Rollouts(policy, Prompts, method, seed: 2));
        using StepBatch batch = StepBatch.Of(step, groups, null, new PhaseClock(), default);
        float before = batch.Masked!.sum().item<float>();
        foreach (MiniBatch part in batch.MiniBatches)
        {
            using ForwardPasses passes = ForwardPasses.Run(policy, null, part, method with { ReferenceWeight = 0 }, new PhaseClock(), default);
            using Tensor? expected = part.Of(batch.Masked);
            Assert.Equal(0, (expected! - passes.Masked!).abs().max().item<float>());
            using IDisposable none = no_grad();
            foreach (var entry in policy.Model.Trainable) entry.Value.mul_(1.01);
        }

        Assert.Equal(before, batch.Masked!.sum().item<float>());
    }

    [Theory]
    [MemberData(nameof(Detectors))]
    public void Every_detector_works_in_inspection_and_in_training(string name)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method method = Small(Method.Cppo).With("Perception.Detector", name);
        IReadOnlyList<GroupRecord> looked = Inspection.Tokens(
            policy, Inspection.Rollouts(policy, Prompts, method, seed: 5), method, seed: 5, labels: PerceptionLabels.Of);
        using TrainingStep step = new(policy, method, seed: 5, PerceptionLabels.Of);
        StepReport report = step.Run(Prompts);

        // What training selects is what inspection showed before.
        foreach ((ResponseRecord trained, ResponseRecord shown) in report.Responses.Zip(looked.SelectMany(group => group.Responses)))
        {
            if (trained.Advantage <= 0) continue;
            Assert.Equal(shown.Tokens.Select(token => token.Selected), trained.Tokens.Select(token => token.Selected));
            Assert.Contains(trained.Tokens, token => token.InLoss);
        }

        TokenRecord[] tokens = [.. looked.SelectMany(group => group.Responses).SelectMany(response => response.Tokens)];
        Assert.All(tokens, token => Assert.Equal(Expected(name, token), token.Score, 1e-4));
        if (name == "oracle") Assert.All(tokens, token => Assert.True(!token.Selected || token.IsPerception == true));
    }

    [Fact]
    public void The_divergence_of_two_pictures_is_that_of_the_whole_distributions()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64, trainable: false);
        int vocabulary = policy.Model.Configuration.Text.VocabularySize;
        EncodedPrompt one = policy.EncodePrompt(Prompts[0].Pictures, Prompts[0].Question);
        EncodedPrompt other = policy.WithPictures(one, Prompts[1].Pictures);
        int[] response = [.. policy.Tokenizer.Encode(Prompts[0].Reference!)];
        policy.Model.LogitsAtOnce = 3 * vocabulary; // chunks of three positions
        Tensor found = policy.Divergence([one], [other], [0, 0], [response, response[..5]], 0.7);

        ResponseScores all = policy.Score([one], [0], [response], 0.7, alternatives: vocabulary), moved = policy.Score([other], [0], [response], 0.7, alternatives: vocabulary);
        Tensor p = ById(all), q = ById(moved); // [T, V]
        Tensor expected = (p * (p.log() - q.log())).sum(-1);
        Assert.True((found[0] - expected).abs().max().item<double>() < 1e-4);
        Assert.True(found[1].narrow(0, 5, response.Length - 5).eq(0).all().item<bool>());
        Assert.Throws<ModelException>(() => policy.Divergence([one], [], [0], [response], 1));

        static Tensor ById(ResponseScores scores)
        {
            Tensor values = scores.Alternatives!.Probabilities[0].to_type(ScalarType.Float64);
            return zeros_like(values).scatter(-1, scores.Alternatives.Ids[0], values).clamp(min: 1e-30);
        }
    }

    [Fact]
    public void Without_labels_the_oracle_is_refused_before_anything_is_run()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        CppoException error = Assert.Throws<CppoException>(() => new TrainingStep(policy, Small(Method.CppoOracle)));
        Assert.Contains("oracle", error.Message);
        Assert.Contains("labels", error.Advice);
    }

    [Fact]
    public void The_high_entropy_share_leaves_the_policy_loss_of_those_tokens_alone()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using TrainingStep step = new(policy, Small(Method.TopEntropy), seed: 5);
        StepReport report = step.Run(Prompts);
        (double Entropy, double Advantage)[] tokens = [.. report.Responses.SelectMany(response =>
            response.Tokens.Select(token => (token.Entropy, response.Advantage)))];
        double threshold = tokens.Select(token => token.Entropy).Order().ElementAt((int)Math.Ceiling(0.8 * (tokens.Length - 1)));

        // On the first update the ratio is 1: a token's loss is -A.
        double expected = -tokens.Where(token => token.Entropy >= threshold).Sum(token => token.Advantage) / tokens.Length;
        Assert.Equal(expected, report.Term("policy")!.Value.Value, 1e-5);
        Assert.NotEqual(-tokens.Sum(token => token.Advantage) / tokens.Length, expected, 1e-3);
    }

    [Fact]
    public void The_constant_length_is_the_longest_response_that_sampling_allows()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using TrainingStep step = new(policy, Small(Method.DrGrpo) with { Sampling = new() { GroupSize = 4, MaxNewTokens = 21 } }, seed: 5);
        StepReport report = step.Run(Prompts);
        ResponseRecord[] responses = [.. report.Responses];
        double expected = -responses.Sum(response => response.Advantage * response.Response.Length) / (21.0 * responses.Length);
        Assert.Equal(expected, report.Term("policy")!.Value.Value, 1e-5);
    }

    [Fact]
    public void Augmented_prompts_show_another_picture_to_rollout_and_update_alike()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method method = Small(Method.GrpoAugmented).With("Perturbations", "mild:jitter");
        IReadOnlyList<Sample> many = new ProceduralWorld(3).Samples(0, 40);
        IReadOnlyList<Sample> shown = AugmentationStage.Apply(many, method, 7, 2), again = AugmentationStage.Apply(many, method, 7, 2);
        int changed = many.Zip(shown).Count(pair => !ReferenceEquals(pair.First, pair.Second));
        Assert.InRange(changed, 10, 30);
        Assert.All(shown.Zip(again), pair => Assert.True(pair.First.Pictures[0].Rgb.SequenceEqual(pair.Second.Pictures[0].Rgb)));
        Assert.Same(many, AugmentationStage.Apply(many, Method.Grpo, 7, 2));

        using TrainingStep step = new(policy, method with { AugmentationProbability = 1 }, seed: 5);
        StepReport report = step.Run(Prompts);
        Assert.All(report.Groups.Zip(Prompts), pair => Assert.False(pair.First.Group.Sample.Pictures[0].Rgb.SequenceEqual(pair.Second.Pictures[0].Rgb)));
        foreach (ResponseRecord response in report.Responses)
        foreach (var (token, reported) in response.Tokens.Zip(response.Response.LogProbabilities))
            Assert.Equal(reported, token.LogProbability, 1e-4);
    }

    [Fact]
    public void Views_are_drawn_every_step_or_once_for_a_sample()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method every = Small(Method.Cppo), once = every with { ViewDraws = ViewDraws.OncePerSample };
        GroupRecord group = Inspection.Rollouts(policy, Prompts.Take(1).ToList(), every)[0];
        string Drawn(Method method, int step) => ViewStage.WithViews(group, method, 1, step).Removing[0].Seed.ToString();
        Assert.NotEqual(Drawn(every, 0), Drawn(every, 3));
        Assert.Equal(Drawn(once, 0), Drawn(once, 3));
    }

    [Fact]
    public void A_step_with_masked_views_and_divergences_leaves_no_tensor_behind()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Method method = Small(Method.Cppo).With(["Perception.Detector=divergence", "Objective.PerceptionAware=papo", "TopEntropyShare=0.2", "Updates.MicroBatchResponses=5"]);
        using TrainingStep step = new(policy, method, seed: 4, PerceptionLabels.Of);
        _ = step.Run(Prompts);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _ = step.Run(Prompts);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static double Expected(string detector, TokenRecord token) => detector switch
    {
        "relative-shift" => Math.Max(0, token.Shift) / (token.EntropyRemoved + 1e-6),
        "relative-shift-floor" => Math.Max(0, token.Shift) / (token.EntropyRemoved + 0.1),
        "absolute-shift" => token.Shift,
        "lowest-shift" => -token.Shift,
        "entropy" => token.Entropy,
        "log-probability-drop" => token.LogProbability - token.LogProbabilityRemoved,
        "oracle" => token.IsPerception == true ? 1 : 0,
        _ => token.Score, // drawn, or measured against the whole distributions in a test of its own
    };

    private static Method Small(Method method) => method with
    {
        Sampling = new() { GroupSize = 4, MaxNewTokens = 26 }, LearningRate = 1e-4,
    };
}
