using Cppo.Models;
using Cppo.Objective;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Evaluation.Reproduction;

/// <summary>Why the methods end where they end: one batch of each start taken apart, before any training.</summary>
internal static class ReasonJobs
{
    private const ulong Seed = 100; // no run's
    private const double BinWidth = 0.1, LastBin = 2.4;
    private const string Mild = "mild", Paper = "paper";

    private static readonly (string Name, string[] Changes)[] Arms =
    [
        ("paper's rule", []),
        ("async rule", ["Perception=asynchronous", "Objective.Contrast=asynchronous"]),
        ("floor", ["Perception.Detector=relative-shift-floor"]),
        ("divergence", ["Perception.Detector=divergence", "Perception.Detector.Least=0.05", "Perception.TopShare=1"]),
        ("oracle", ["Perception.Detector=oracle", "Perception.TopShare=1"]),
        ("weighted by shift", ["Perception.TopShare=1", "Perception.Weighting=Shift"]),
    ];

    // The branch that learns, by the options that make constants of the others.
    private static readonly (string Name, string[] Changes)[] Branches =
    [
        ("all", []),
        ("lp", ["Objective.Contrast.TrainPreserved=false", "Objective.Contrast.TrainRemoved=false"]),
        ("lp+", ["Objective.Contrast.TrainAnchor=false", "Objective.Contrast.TrainRemoved=false"]),
        ("lp-", ["Objective.Contrast.TrainAnchor=false", "Objective.Contrast.TrainPreserved=false"]),
    ];

    private static readonly (string Set, double Strength)[] Strengths = [(Mild, 0), (Mild, 0.25), (Mild, 0.5), (Mild, 1), (Mild, 2), (Paper, 0.5), (Paper, 1)];

    public static IEnumerable<ReproductionJob> Of(ReproductionPlan plan)
    {
        double batch = 0.1 * plan.Scale.ReasonPrompts;
        foreach (ComparisonStart start in ComparisonStart.All)
        {
            yield return new($"tokens-{start.Name}", ReproductionPart.Reasons, Arms.Length * batch, job => Tokens(plan, start, job));
            yield return new($"gradients-{start.Name}", ReproductionPart.Reasons, (Arms.Length + 7 + Strengths.Length) * batch, job => Gradients(plan, start, job));
        }
    }

    // The removing views stay as they are.
    private static Method MethodOf(IEnumerable<string> changes, string set, double strength = 1)
    {
        PerturbationSet views = PerturbationSet.Find(set);
        Method method = Method.Cppo with
        {
            Sampling = new() { GroupSize = 8, MaxNewTokens = 26 },
            LearningRate = 1e-6, // the update that comes with the measurement is thrown away
            ContrastiveWeight = 1,
            Perturbations = strength == 1 ? views : new(FormattableString.Invariant($"{set}, preserving × {strength}"), views.AtStrength(strength).Preserving, views.Removing),
        };
        return method.With(changes);
    }

    private static IReadOnlyList<Sample> Prompts(ReproductionPlan plan) => new ProceduralWorld(Seed).Samples(0, plan.Scale.ReasonPrompts);

    // What the rule does with the tokens of rewarded responses, and where they stand in the loss.
    private static void Tokens(ReproductionPlan plan, ComparisonStart start, JobContext job)
    {
        using Policy policy = Policy.Load(start.Model, trainable: false);
        List<TokenGroupRow> groups = [];
        List<LossBinRow> bins = [];
        (string Name, string[] Changes, string Set)[] all = [.. Arms.Select(arm => (arm.Name, arm.Changes, Mild)), ("paper's rule, paper's views", [], Paper)];
        for (int i = 0; i < all.Length; i++)
        {
            job.Report((double)i / all.Length, $"tokens, {start.Name}: {all[i].Name}");
            Method method = MethodOf(all[i].Changes, all[i].Set);
            IReadOnlyList<GroupRecord> drawn = Inspection.Rollouts(policy, Prompts(plan), method, Seed, cancellation: job.Cancellation);
            TokenRecord[] tokens = [.. Inspection.Tokens(policy, drawn, method, Seed, alternatives: 0, labels: PerceptionLabels.Of)
                .SelectMany(group => group.Responses).Where(response => response.Advantage > 0).SelectMany(response => response.Tokens)];
            foreach (var same in tokens.Where(token => GroupOf(token) is not null).GroupBy(token => GroupOf(token)!))
            {
                groups.Add(Summary(start.Name, all[i].Name, same.Key, [.. same], tokens, method));
                bins.AddRange(Bins([.. same]).Select(bin => new LossBinRow(start.Name, all[i].Name, same.Key, bin.From, bin.Share)));
            }
        }

        job.Keep(groups);
        job.Keep(bins);
    }

    private static string? GroupOf(TokenRecord token) => (token.Selected, token.IsPerception) switch
    {
        (true, true) => "selected perception",
        (true, false) => "selected grammar",
        (false, true) => "missed perception",
        _ => null,
    };

    private static TokenGroupRow Summary(string start, string arm, string group, TokenRecord[] tokens, TokenRecord[] all, Method method)
    {
        double Weight(TokenRecord token) => method.Perception.Weighting == PerceptionWeighting.Shift ? Math.Max(0, token.Shift) : 1;
        // The derivative of softplus: how much a token still learns.
        double Pull(TokenRecord token) => 1 / (1 + Math.Exp(token.Margin / method.Objective.Contrast.Temperature));
        return new(
            start, arm, group, tokens.Length,
            tokens[0].Selected ? tokens.Sum(Weight) / all.Where(token => token.Selected).Sum(Weight) : double.NaN,
            tokens.Average(token => token.KlPreserved), tokens.Average(token => token.KlRemoved), tokens.Average(token => token.Cpl),
            tokens.Average(token => Pull(token) < 0.05 ? 1.0 : 0), tokens.Average(token => Pull(token) is > 0.45 and < 0.55 ? 1.0 : 0));
    }

    private static IEnumerable<(double From, double Share)> Bins(TokenRecord[] tokens)
    {
        ILookup<int, TokenRecord> byBin = tokens.ToLookup(token => (int)Math.Clamp(token.Cpl / BinWidth, 0, LastBin / BinWidth));
        return Enumerable.Range(0, (int)Math.Round(LastBin / BinWidth) + 1).Select(bin => (bin * BinWidth, (double)byBin[bin].Count() / tokens.Length));
    }

    private static void Gradients(ReproductionPlan plan, ComparisonStart start, JobContext job)
    {
        (string Arm, string[] Changes, string Set, double Strength, string Branch)[] all =
        [
            .. Branches.SelectMany(branch => new[] { Mild, Paper }.Select(set => ("paper's rule", branch.Changes, set, 1.0, branch.Name))),
            .. Arms.Skip(1).Select(arm => (arm.Name, arm.Changes, Mild, 1.0, "all")),
            .. Strengths.Where(one => one.Strength != 1).Select(one => ("paper's rule", Array.Empty<string>(), one.Set, one.Strength, "all")),
        ];
        List<GradientRow> rows = [];
        foreach (var (arm, changes, set, strength, branch) in all)
        {
            job.Report((double)rows.Count / all.Length, $"gradients, {start.Name}: {arm}, {set} × {strength:0.##}, {branch}");
            Method method = MethodOf(changes, set, strength);
            using Policy policy = Policy.Load(start.Model);
            using TrainingStep step = new(policy, method, Seed, PerceptionLabels.Of);
            double under = branch != "all" || arm != "paper's rule" ? double.NaN : Evaluator.Run(
                policy, HeldOutTests.Monitor(plan.Scale), perturbation: new(set, method.Perturbations.Preserving), cancellation: job.Cancellation).All.Accuracy;
            StepReport report = step.Run(Prompts(plan), measureTerms: true, job.Cancellation);
            StepMetrics metrics = StepMetrics.Of(report);
            LossTerm? policyTerm = report.Term("policy"), contrast = report.Term("CPL");
            rows.Add(new(
                start.Name, arm, set, strength, branch, policyTerm?.GradientNorm ?? double.NaN, contrast?.GradientNorm ?? double.NaN,
                contrast?.PolicyCosine ?? double.NaN, metrics.Cpl, metrics.KlPreserved, metrics.KlRemoved, under));
        }

        job.Keep(rows);
    }
}
