using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Evaluation.Comparisons;

/// <summary>One run of a comparison.</summary>
/// <param name="Method">The method's label.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Folder">Its run directory, in full.</param>
/// <param name="History">Its steps; grows while it runs.</param>
/// <param name="Tests">Reports by the test's name; empty before it has finished.</param>
public sealed record ComparedRun(string Method, ulong Seed, string Folder, TrainingHistory History, IReadOnlyDictionary<string, EvaluationReport> Tests)
{
    /// <summary>The folder of a run, or of the start, that holds its reports.</summary>
    internal const string TestsFolder = "tests";

    /// <summary>Seconds that its steps took, evaluations left out.</summary>
    public double Seconds => History.Steps.Sum(step => double.IsFinite(step.StepSeconds) ? step.StepSeconds : 0);

    /// <summary>Whether nothing of it is left to do.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Reads what is there of a run; nothing is run.</summary>
    internal static ComparedRun Read(ComparisonDesign design, string root, string method, ulong seed)
    {
        string folder = Path.GetFullPath(Path.Combine(root, ComparisonDesign.FolderOf(method, seed)));
        TrainingHistory history = File.Exists(Path.Combine(folder, RunFile.Name)) ? StoredRun.Open(folder).History() : new(method, design.StepsOf(method));
        return new(method, seed, folder, history, ReadTests(design, folder));
    }

    /// <summary>The stored reports of a folder by the test's name.</summary>
    internal static Dictionary<string, EvaluationReport> ReadTests(ComparisonDesign design, string folder) => design.Tests
        .Select(test => (Name: test, Path: Path.Combine(folder, TestsFolder, new HeldOutTest(test, []).FileName)))
        .Where(test => File.Exists(test.Path))
        .ToDictionary(test => test.Name, test => EvaluationFile.Read(test.Path));
}
