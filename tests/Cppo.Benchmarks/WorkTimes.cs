using System.Diagnostics;
using Cppo.Images;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Benchmarks;

/// <summary>Seconds of one stage.</summary>
/// <param name="Cpu">Processor time of the whole process: other programs do not count.</param>
/// <param name="Wall">By the clock.</param>
internal readonly record struct StageTime(double Cpu, double Wall);

/// <summary>What a method's training step costs on a work order, through the product's own stages; the best of the rounds by stage.</summary>
/// <param name="Rollout">Picture, prompt and decoding.</param>
/// <param name="Update">Everything from the first scoring pass to AdamW.</param>
/// <param name="Stages">By stage.</param>
/// <param name="Phases">Wall seconds by the step's own clock, best of the rounds.</param>
/// <param name="TokensPerSecond">Response tokens by CPU seconds of the rollout.</param>
/// <param name="PromptTokens">Tokens of a prompt as it was encoded.</param>
/// <param name="Tokens">Response tokens of a step.</param>
/// <param name="ViewedShare">Share of the responses with a positive advantage.</param>
/// <param name="PeakMegabytes">The most resident memory; NaN where the system does not say.</param>
/// <param name="AllocatedPerToken">Managed bytes by response token, whole step.</param>
internal sealed record WorkTimes(
    StageTime Rollout, StageTime Update, IReadOnlyDictionary<string, StageTime> Stages, IReadOnlyDictionary<string, double> Phases,
    double TokensPerSecond, int PromptTokens, int Tokens, double ViewedShare, double PeakMegabytes, double AllocatedPerToken)
{
    public static WorkTimes Measure(WorkOrder work, Method preset, int rounds)
    {
        using Policy policy = work.CreatePolicy(seed: 1);
        int calls = 0;
        Method method = preset with
        {
            Sampling = new SamplingOptions { GroupSize = work.Group, MaxNewTokens = work.NewTokens },
            Perturbations = preset.IsContrastive ? PerturbationSet.Mild : preset.Perturbations,
            // Every second response is right: half of each group is gated, as with random rewards.
            Reward = new WeightedReward(new ReferenceGrader(), RewardTerm.Custom("alternating", (_, _) => calls++ % 2)),
        };
        Sample[] samples = Samples(work, policy);
        using TrainingStep step = new(policy, method, seed: 1);
        Dictionary<string, StageTime> best = [];
        Dictionary<string, double> phases = [];
        StageTime rollout = Worst, update = Worst;
        StepReport? report = null;
        long before = 0;
        for (int round = -1; round < rounds; round++) // one to warm up
        {
            if (round == 0)
            {
                if (OperatingSystem.IsLinux()) Memory.ResetPeak();
                before = GC.GetTotalAllocatedBytes(precise: true);
            }

            Dictionary<string, StageTime> stages = [];
            var rollouts = Stage("rollout", () => step.Rollout(samples));
            var groups = Stage("reward", () => step.CompareInGroup(step.Score(rollouts)));
            groups = Stage("views", () => step.DrawViews(groups));
            using ForwardPasses passes = Stage("forward", () => step.Forward(groups));
            using var selection = Stage("select", () => step.SelectPerceptionTokens(passes));
            using ObjectiveValue objective = Stage("objective", () => step.Evaluate(passes, selection));
            report = Stage("backward, AdamW", () => step.Update(objective));
            if (round < 0) continue;
            rollout = Least(rollout, stages["rollout"]);
            update = Least(update, stages.Where(stage => stage.Key is not ("rollout" or "reward")).Select(stage => stage.Value).Aggregate(Sum));
            foreach ((string name, StageTime time) in stages) best[name] = Least(best.GetValueOrDefault(name, Worst), time);
            foreach (PhaseTime phase in report.Times) phases[phase.Phase] = Math.Min(phases.GetValueOrDefault(phase.Phase, double.PositiveInfinity), phase.Seconds);

            T Stage<T>(string name, Func<T> call)
            {
                TimeSpan cpu = Environment.CpuUsage.TotalTime;
                long start = Stopwatch.GetTimestamp();
                T result = call();
                stages[name] = new((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
                return result;
            }
        }

        int tokens = report!.Responses.Sum(response => response.Response.Length);
        return new(
            rollout, update, best, phases, tokens / rollout.Cpu, samples[0].Encode(policy).Length, tokens,
            report.Responses.Average(response => response.Advantage > 0 ? 1.0 : 0.0),
            OperatingSystem.IsLinux() ? Memory.Peak : double.NaN,
            (GC.GetTotalAllocatedBytes(precise: true) - before) / ((double)tokens * rounds));
    }

    private static StageTime Worst => new(double.PositiveInfinity, double.PositiveInfinity);

    private static StageTime Least(StageTime a, StageTime b) => new(Math.Min(a.Cpu, b.Cpu), Math.Min(a.Wall, b.Wall));

    private static StageTime Sum(StageTime a, StageTime b) => new(a.Cpu + b.Cpu, a.Wall + b.Wall);

    // Random pictures, and a question that brings the prompt to the ordered length, or as near above it as the template allows.
    private static Sample[] Samples(WorkOrder work, Policy policy)
    {
        int cells = work.Image / (policy.Model.Configuration.Vision.PatchSize * policy.Model.Configuration.Vision.MergeSize);
        int length = work.PromptTextTokens + 2 + (cells * cells);
        Sample Of(int index, string question)
        {
            CounterRandom random = new(1, "bench picture", (ulong)index);
            byte[] rgb = [.. Enumerable.Range(0, work.Image * work.Image * 3).Select(_ => (byte)random.Integer(0, 255))];
            return new((ulong)index, [new Picture(work.Image, work.Image, rgb)], question, "1");
        }

        string question = "?";
        while (Of(0, question).Encode(policy).Length < length) question += "?";
        return [.. Enumerable.Range(0, work.Prompts).Select(index => Of(index, question))];
    }
}
