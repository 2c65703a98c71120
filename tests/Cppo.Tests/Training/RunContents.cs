using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Tests.Training;

/// <summary>What two runs of the same options must have in common, to the last bit.</summary>
internal static class RunContents
{
    /// <summary>The metrics line by line, without the numbers that are times.</summary>
    public static IEnumerable<string> Metrics(string folder) => StoredRun.Open(folder).Metrics().Select(step =>
        $"{step.Step} {step.Skipped} {string.Join(' ', step.Numbers.Where(number => !StepMetrics.IsMeasuredTime(number.Key)).Select(number => $"{number.Key}={number.Value:R}"))}");

    /// <summary>The scalars of the event file record by record, without times; every checksum is verified on the way.</summary>
    public static IEnumerable<string> Events(string folder) => StoredRun.Open(folder).Events().Select(one =>
        $"{one.Step} {one.FileVersion} {string.Join(' ', one.Scalars.Where(scalar => !StepMetrics.IsMeasuredTime(scalar.Key)).Select(scalar => $"{scalar.Key}={scalar.Value:R}"))}");

    /// <summary>All other files by their path in the run directory, as hashes: state, rollouts, tokens, checkpoints, evaluations, warnings.</summary>
    public static IReadOnlyDictionary<string, string> Files(string folder) => new SortedDictionary<string, string>(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) is not ("lock" or "metrics.jsonl" or "events.out.tfevents.run"))
            .ToDictionary(
                path => Path.GetRelativePath(folder, path),
                path => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);

    /// <summary>Asserts that two run directories hold the same.</summary>
    public static void AssertEqual(string expected, string actual)
    {
        Assert.Equal(Metrics(expected), Metrics(actual));
        Assert.Equal(Events(expected), Events(actual));
        Assert.Equal(Files(expected), Files(actual));
    }
}
