using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;
using Cppo.Models.Vision;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using TorchSharp;

namespace Cppo.Benchmarks;

/// <summary>A method's training steps on a work order, through the product's own stages; keeps the best of the rounds by stage.</summary>
internal sealed class WorkRun : IDisposable
{
    private readonly Policy policy;
    private readonly TrainingStep step;
    private readonly Sample[] samples;
    private readonly Dictionary<string, StageTime> stages = [];
    private readonly Dictionary<string, double> phases = [];
    private StageTime rollout = StageTime.Worst, update = StageTime.Worst;
    private ParameterStore? towerWeights;
    private VisionTower? tower;
    private StepReport? report;
    private long allocated, created, live, rounds;

    public WorkRun(WorkOrder work, Method preset)
    {
        policy = work.CreatePolicy(seed: 1);
        samples = work.Samples(policy);
        int calls = 0;
        step = new(policy, preset with
        {
            Sampling = new SamplingOptions { GroupSize = work.Group, MaxNewTokens = work.NewTokens },
            Perturbations = preset.IsContrastive ? PerturbationSet.Mild : preset.Perturbations,
            // Every second response is right: half of each group is gated, as with random rewards.
            Reward = new WeightedReward(new ReferenceGrader(), RewardTerm.Custom("alternating", (_, _) => calls++ % 2)),
        }, seed: 1);
        Arithmetic = new(policy.Model.Configuration.Text, policy.Model.Configuration.Vision, work.Prompts, work.Group, work.Image, samples[0].Encode(policy).Length, work.NewTokens);
    }

    /// <summary>The policy that learns.</summary>
    public Policy Policy => policy;

    /// <summary>What the work needs.</summary>
    public WorkArithmetic Arithmetic { get; }

    /// <summary>One step.</summary>
    /// <param name="counts">False: to warm up.</param>
    public void Round(bool counts)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true), alive = Live;
        Dictionary<string, StageTime> now = [];
        long tensors = Created;
        var rollouts = Stage("rollout", () => step.Rollout(samples));
        tensors = Created - tensors;
        var groups = Stage("reward", () => step.CompareInGroup(step.Score(rollouts)));
        groups = Stage("drawing views", () => step.DrawViews(groups));
        using (ForwardPasses passes = Stage("forward", () => step.Forward(groups)))
        using (var selection = Stage("select", () => step.SelectPerceptionTokens(passes)))
        using (ObjectiveValue objective = Stage("objective", () => step.Evaluate(passes, selection)))
            report = Stage("backward, AdamW", () => step.Update(objective));
        if (!counts) return;

        rounds++;
        allocated += GC.GetTotalAllocatedBytes(precise: true) - before;
        created = tensors;
        live = Live - alive;
        rollout = rollout.Least(now["rollout"]);
        update = update.Least(now.Where(stage => stage.Key is not ("rollout" or "reward")).Select(stage => stage.Value).Aggregate((a, b) => a + b));
        foreach ((string name, StageTime time) in now.Concat(PartsOfRollout())) stages[name] = stages.GetValueOrDefault(name, StageTime.Worst).Least(time);
        foreach (PhaseTime phase in report.Times) phases[phase.Phase] = Math.Min(phases.GetValueOrDefault(phase.Phase, double.PositiveInfinity), phase.Seconds);

        T Stage<T>(string name, Func<T> call)
        {
            (T result, now[name]) = StageTime.Of(call);
            return result;
        }
    }

    /// <summary>The numbers so far.</summary>
    public WorkTimes Times(double peakMegabytes)
    {
        ResponseRecord[] responses = [.. report!.Responses];
        int tokens = responses.Sum(response => response.Response.Length), gated = responses.Count(response => response.Advantage > 0);
        int gatedPrompts = report.Groups.Count(group => group.Responses.Any(response => response.Advantage > 0));
        bool hasReference = step.Method.ReferenceWeight > 0;
        double useful = Arithmetic.Update(hasReference) + (step.Method.IsContrastive ? Arithmetic.Views(gatedPrompts, gated) : 0);
        StageTime parts = stages["preparing"] + stages["image tower"] + stages["prompt"];
        return new(
            rollout, update, stages.Append(new("decode", rollout.Without(parts))).ToDictionary(), phases, tokens, Arithmetic.PromptTokens,
            (double)gated / responses.Length, peakMegabytes, (double)allocated / (tokens * rounds), (double)created / tokens,
            (double)created / Arithmetic.NewTokens, live, Arithmetic.Rollout, useful);
    }

    // What a rollout does before it decodes, once more and part by part.
    private Dictionary<string, StageTime> PartsOfRollout()
    {
        using IDisposable none = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        QwenModel model = policy.Model;
        (EncodedPrompt[] prompts, StageTime preparing) = StageTime.Of(() => samples.Select(sample => sample.Encode(policy)).ToArray());
        using TokenBatch batch = TokenBatch.LeftPadded(prompts, model.Configuration, model.Type, model.Device);
        towerWeights ??= model.Parameters.Copy(trainable: false); // the tower of a size, by itself
        tower ??= new(model.Configuration.Vision, towerWeights);
        tower.Forward(batch.Pixels!, batch.Grids, null, null).Dispose(); // works out where its windows lie
        StageTime pictures = StageTime.Of(() => tower.Forward(batch.Pixels!, batch.Grids, null, null).Dispose());
        StageTime both = StageTime.Of(() => PromptMemory.Of(model, batch).Dispose());
        return new() { ["preparing"] = preparing, ["image tower"] = pictures, ["prompt"] = both.Without(pictures) };
    }

    private static long Created => DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;

    private static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <inheritdoc/>
    public void Dispose()
    {
        tower?.Dispose();
        towerWeights?.Dispose();
        step.Dispose();
        policy.Dispose();
    }
}
