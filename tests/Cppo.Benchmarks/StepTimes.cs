using System.Diagnostics;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Benchmarks;

/// <summary>Median times of a training step of the starter on fresh prompts of the procedural world.</summary>
/// <param name="Step">Seconds of a whole step.</param>
/// <param name="Phases">Seconds by phase.</param>
/// <param name="TokensPerSecond">Response tokens of a step / seconds of the rollout.</param>
/// <param name="ViewedShare">Share of the responses that went through the perturbed views.</param>
/// <param name="PeakMegabytes">The most resident memory during these steps; of the whole process so far where the system cannot forget a peak.</param>
/// <param name="AllocatedPerToken">Managed bytes allocated by response token; libtorch's own are not counted.</param>
internal sealed record StepTimes(
    double Step, IReadOnlyDictionary<string, double> Phases, double TokensPerSecond, double ViewedShare,
    double PeakMegabytes, double AllocatedPerToken)
{
    private const int Prompts = 16, WarmUp = 2;

    public static Method Cppo { get; } = Method.Cppo with
    {
        Sampling = new SamplingOptions { GroupSize = 8 },
        Perturbations = PerturbationSet.Mild,
        LearningRate = 4e-5,
    };

    public static Method Grpo { get; } = Method.Grpo with { Sampling = Cppo.Sampling, LearningRate = Cppo.LearningRate };

    public static StepTimes Measure(Method method, int rounds)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        ProceduralWorld world = new(1);
        using TrainingStep step = new(policy, method, seed: 1);
        List<StepReport> reports = [];
        long before = 0;
        for (int i = 0; i < rounds + WarmUp; i++)
        {
            if (i == WarmUp)
            {
                if (OperatingSystem.IsLinux()) Memory.ResetPeak();
                before = GC.GetTotalAllocatedBytes(precise: true);
            }

            reports.Add(step.Run(world.Samples((ulong)(i * Prompts), Prompts)));
        }

        double allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        using Process process = Process.GetCurrentProcess();
        StepReport[] measured = [.. reports.Skip(WarmUp)];
        string[] phases = [.. measured.SelectMany(report => report.Times.Select(time => time.Phase)).Distinct()];
        return new(
            Median(measured.Select(report => report.Times.Sum(time => time.Seconds))),
            phases.ToDictionary(phase => phase, phase => Median(measured.Select(report => Seconds(report, phase)))),
            Median(measured.Select(report => report.Responses.Sum(r => r.Response.Length) / Seconds(report, "rollout"))),
            measured.Average(report => report.Responses.Average(r => r.Advantage > 0 && method.IsContrastive ? 1.0 : 0.0)),
            OperatingSystem.IsLinux() ? Memory.Peak : process.PeakWorkingSet64 / 1e6,
            allocated / measured.Sum(report => report.Responses.Sum(response => response.Response.Length)));
    }

    private static double Seconds(StepReport report, string phase) =>
        report.Times.Where(time => time.Phase == phase).Sum(time => time.Seconds);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
