using Cppo.Rollouts;

namespace Cppo.Training;

/// <summary>Condenses the report of a step into the numbers that are kept.</summary>
internal static class StepSummary
{
    private const double Gibibyte = 1L << 30;

    public static StepMetrics Of(StepReport report)
    {
        ResponseRecord[] responses = [.. report.Responses];
        TokenRecord[] tokens = [.. responses.SelectMany(response => response.Tokens)];
        TokenRecord[] inLoss = [.. tokens.Where(token => token.InLoss)];
        TokenSummary viewed = TokenSummary.Of(tokens.Where(token => !double.IsNaN(token.EntropyRemoved)));
        TokenSummary gated = TokenSummary.Of(responses.Where(response => response.Advantage > 0).SelectMany(response => response.Tokens));
        double[] rewards = [.. responses.Select(response => response.Reward.Total).Where(double.IsFinite)], drift = [.. Drift(responses)];
        double count = responses.Sum(response => response.Response.Length), seconds = report.Times.Sum(time => time.Seconds);
        return new()
        {
            Step = report.Step,
            Reward = report.MeanReward,
            RewardDeviation = Deviation(rewards),
            RewardMin = rewards.DefaultIfEmpty(double.NaN).Min(),
            RewardMax = rewards.DefaultIfEmpty(double.NaN).Max(),
            AdvantageMin = responses.Min(response => response.Advantage),
            AdvantageMax = responses.Max(response => response.Advantage),
            Accuracy = report.MeanPart("accuracy"),
            Format = report.MeanPart("format"),
            RewardParts = responses.SelectMany(response => response.Reward.Parts).Select(part => part.Name).Distinct().ToDictionary(name => name, report.MeanPart),
            NotComputable = (double)report.NotComputable / responses.Length,
            Entropy = report.Entropy,
            Kl = report.Term("KL")?.Value ?? double.NaN,
            Loss = report.Loss,
            PolicyLoss = report.Term("policy")?.Value ?? double.NaN,
            ClipFraction = report.ClipFraction,
            PolicyKl = report.ApproximateKl,
            GradientNorm = report.GradientNorm,
            LearningRate = report.LearningRate,
            Length = count / responses.Length,
            LengthMin = responses.Min(response => response.Response.Length),
            LengthMax = responses.Max(response => response.Response.Length),
            CutOff = responses.Average(r => r.Response.Stop == StopReason.Length ? 1.0 : 0.0),
            PromptLength = report.Groups.Average(group => group.Group.PromptIds.Count),
            Drift = Mean(drift),
            DriftMax = drift.DefaultIfEmpty(double.NaN).Max(),
            ZeroSignalGroups = report.Groups.Average(group => group.HasSignal ? 0.0 : 1.0),
            DroppedGroups = report.DroppedGroups,
            Rounds = report.Rounds,
            Staleness = report.Staleness,
            Cpl = report.Term("CPL")?.Value ?? double.NaN,
            Margin = Mean([.. inLoss.Select(token => token.Margin)]),
            KlPreserved = Mean([.. inLoss.Select(token => token.KlPreserved)]),
            KlRemoved = Mean([.. inLoss.Select(token => token.KlRemoved)]),
            EntropyOriginal = viewed.Entropy,
            EntropyPreserved = viewed.EntropyPreserved,
            EntropyRemoved = viewed.EntropyRemoved,
            SelectedShare = report.Term("CPL") is null ? double.NaN : inLoss.Length / count,
            Precision = gated.Precision,
            Recall = gated.Recall,
            TokensPerSecond = seconds > 0 ? count / seconds : double.NaN,
            StepSeconds = seconds,
            Memory = Environment.WorkingSet / Gibibyte,
            Seconds = report.Times.ToDictionary(time => time.Phase, time => time.Seconds),
            Skipped = report.Skipped,
            Further = Gradients(report),
        };
    }

    // Only the steps that measured the terms have them.
    private static Dictionary<string, double> Gradients(StepReport report) => new[]
        {
            report.Terms.Select(term => KeyValuePair.Create($"cppo/grad_norm/{term.Name}", term.GradientNorm)),
            report.Terms.Where(term => term.Name != "policy").Select(term => KeyValuePair.Create($"cppo/grad_cosine/{term.Name}", term.PolicyCosine)),
        }
        .SelectMany(numbers => numbers).Where(number => !double.IsNaN(number.Value)).ToDictionary();

    private static IEnumerable<double> Drift(IEnumerable<ResponseRecord> responses) => responses.SelectMany(response =>
        response.Tokens.Zip(response.Response.LogProbabilities, (token, drawn) => Math.Abs(token.LogProbability - drawn)));

    private static double Mean(IReadOnlyCollection<double> values) => values.Count == 0 ? double.NaN : values.Average();

    private static double Deviation(double[] values)
    {
        if (values.Length < 2) return 0;
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
