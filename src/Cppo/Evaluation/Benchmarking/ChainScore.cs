using System.Globalization;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>
/// WeMath's strict score (arXiv 2407.01284; wemath.py of VLMEvalKit): a problem counts 1 where it and all of its steps are solved, half where
/// only it is not, though its steps are (inadequate generalization), and nothing otherwise. 525 problems: 360 of two steps, 165 of three.
/// </summary>
internal static class ChainScore
{
    private const string Whole = "multi";

    /// <summary>The score over problems that are there with all of their steps; null where none is.</summary>
    /// <param name="report">Judged rows; the kinds are WeMath's keys ("2steps_1", "3steps_multi").</param>
    /// <param name="problems">The problem of each row by the sample's id.</param>
    public static Estimate? Of(EvaluationReport report, IReadOnlyDictionary<ulong, string> problems)
    {
        double[] values =
        [
            .. report.Samples.Where(sample => problems.ContainsKey(sample.Id) && sample.Kind.Contains('_'))
                .GroupBy(sample => (Steps: sample.Kind.Split('_')[0], Problem: problems[sample.Id]))
                .Select(problem => Value(problem.Key.Steps, problem.ToLookup(sample => sample.Kind.Split('_')[1]), report.AnswersPerSample))
                .OfType<double>(),
        ];
        return values.Length == 0 ? null : new("strict score", values.Average(), Bootstrap.OfMean(values));
    }

    // The mean over runs: the first answers to all rows are a run, the second ones another.
    private static double? Value(string steps, ILookup<string, SampleOutcome> parts, int runs)
    {
        int count = steps.Length > 0 && char.IsAsciiDigit(steps[0]) ? steps[0] - '0' : 0;
        string[] needed = [.. Enumerable.Range(1, count).Select(step => step.ToString(CultureInfo.InvariantCulture))];
        if (count == 0 || runs == 0 || needed.Append(Whole).Any(part => !parts.Contains(part))) return null;
        return Enumerable.Range(0, runs).Average(run =>
        {
            bool knows = needed.All(part => parts[part].First().Answers[run].Correct), solves = parts[Whole].First().Answers[run].Correct;
            return knows ? solves ? 1.0 : 0.5 : 0.0;
        });
    }
}
