using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Tests.Training;

/// <summary>What two runs of the same options must have in common.</summary>
internal static class RunContents
{
    /// <summary>The metrics line by line, without the numbers that are times.</summary>
    public static IEnumerable<string> Metrics(string folder) => StoredRun.Open(folder).Metrics().Select(step =>
        $"{step.Step} {step.Skipped} {string.Join(' ', step.Numbers.Where(number => !StepMetrics.IsMeasuredTime(number.Key)).Select(number => $"{number.Key}={number.Value:R}"))}");
}
