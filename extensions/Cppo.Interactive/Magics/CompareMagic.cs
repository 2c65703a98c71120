using Cppo.Evaluation.Comparisons;
using Cppo.Interactive.Hosting;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>Trains methods over seeds on the procedural world, live, and compares them.</summary>
internal sealed class CompareMagic : Magic
{
    public override string Name => "#!cppo-compare";

    public override string Summary => "methods over seeds, live: curves with intervals, paired differences, a verdict for each; the same line goes on after an interrupt";

    public override string Example => "#!cppo-compare --methods grpo,cppo --seeds 3 --steps 20 --set mild --run runs/compare";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new("--methods", "names", "presets separated by commas; in quotes and separated by semicolons with changes: 'grpo; strong=cppo ContrastiveWeight=0.05'", "grpo,cppo")
        {
            Suggestions = () => [.. Methods.All.Select(preset => preset.Name)],
        },
        new("--seeds", "N", "how many runs a method has; the same seed means the same data", "3"),
        new("--steps", "N", "steps of a run; under --equal time of the first method's", "20"),
        new("--equal", "what", "what all runs have as much of; time cannot be repeated bit for bit", "steps") { Choices = ["steps", "time"] },
        SessionDefaults.PolicyOption,
        new("--prompts", "N", "fresh prompts per step", "16"),
        MethodOptions.Group with { Default = "8" },
        MethodOptions.Set with { Summary = "set of perturbations, or any option as Name=value, for every method on which it acts", Default = PerturbationSet.Mild.Name },
        MethodOptions.Rate,
        new("--terms", "N", "measures the gradient of every term in every so many steps; 0 never", "0"),
        new("--pictures", "N", "held-out pictures that every trained policy is asked", "200"),
        new("--n", "N", "drawn answers a picture for avg@N; 0 leaves that out", "4"),
        new("--perturb", "names", "held-out perturbations, one test each, separated by semicolons; none for none", PerturbationSet.PaperUnseen.Name),
        new("--run", "folder", "the comparison's folder; every run is a run directory in it", "runs/compare"),
        new("--report-only", "", "reads the folder and runs nothing"),
        MagicOption.As("comparison"),
    ];

    public override string Positional => "--methods";

    protected override void Run(MagicCall call)
    {
        string variable = call.VariableName("--as"), folder = call.Text("--run");
        if (call.Has("--report-only"))
        {
            call.Explain($"var {variable} = MethodComparison.Read({Code.Text(folder)});");
            Done(call, MethodComparison.Read(folder));
            return;
        }

        SessionDefaults session = new(call);
        (ComparisonPlan plan, string code) = Plan(call, session, folder);
        plan.Validate();
        call.Explain($"{code}\nvar live = Notebook.Live();\nvar {variable} = MethodComparison.Run(plan, live.Update, Notebook.Cancellation);\nlive.Dispose();", session.Notes);
        using LiveView live = Notebook.Live();
        try
        {
            MethodComparison comparison = MethodComparison.Run(plan, live.Update, call.Cancellation);
            call.Store("--as", comparison);
        }
        catch (OperationCanceledException)
        {
            MethodComparison sofar = MethodComparison.Read(folder);
            live.Update(sofar);
            call.Store("--as", sofar);
            call.ExplainInterrupt(
                $"MethodComparison.Run(plan, live.Update, Notebook.Cancellation)",
                $"Interrupted: {sofar.Runs.Count(run => run.IsFinished)} of {sofar.Runs.Count} runs are finished, and only the running step was given up. The same line goes on.");
            throw;
        }
    }

    private static void Done(MagicCall call, MethodComparison comparison)
    {
        call.Store("--as", comparison);
        call.Show(comparison);
    }

    private static (ComparisonPlan Plan, string Code) Plan(MagicCall call, SessionDefaults session, string folder)
    {
        string methods = call.Text("--methods"), name = call.VariableName(SessionDefaults.PolicyOption.Name);
        int seeds = call.Integer("--seeds", 1, 1000), steps = call.Integer("--steps", 1, 1_000_000), prompts = call.Integer("--prompts", 1, 4096);
        int pictures = call.Integer("--pictures", 1, 100_000), answers = call.Integer("--n", 0, 1024), terms = call.Integer("--terms", 0, 1_000_000);
        bool equalTime = call.Text("--equal") == "time";
        string[] common = Common(call);
        string[] perturbations = call.Text("--perturb") is "none" ? [] : call.Text("--perturb").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Policy policy = session.Policy();
        TrainerOptions training = new() { Steps = steps, Keep = new() { RolloutsEvery = 10, TokensEvery = 0 }, MeasureTermsEvery = terms };
        ComparisonPlan plan = new()
        {
            Methods = ComparedMethod.WithAll(ComparedMethod.ParseAll(methods), common),
            Seeds = [.. Enumerable.Range(0, seeds).Select(seed => (ulong)seed)],
            Start = () => policy.Clone(trainable: true),
            StartName = name,
            Prompts = seed => new ProceduralWorld(seed).Prompts(prompts),
            Labels = PerceptionLabels.Of,
            Folder = folder,
            Budget = equalTime ? ComparisonBudget.Time : ComparisonBudget.Steps,
            Training = training,
            Tests = HeldOutTest.Standard(new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, pictures), answers, perturbations),
        };
        string[] lines =
        [
            "var plan = new ComparisonPlan",
            "{",
            $"    Methods = ComparedMethod.WithAll(ComparedMethod.ParseAll({Code.Text(methods)}), [{string.Join(", ", common.Select(Code.Text))}]),",
            $"    Seeds = [{string.Join(", ", plan.Seeds)}],",
            $"    Start = () => {name}.Clone(trainable: true),",
            $"    StartName = {Code.Text(name)},",
            $"    Prompts = seed => new ProceduralWorld(seed).Prompts({prompts}),",
            "    Labels = PerceptionLabels.Of,",
            $"    Folder = {Code.Text(folder)},",
            .. equalTime ? new[] { "    Budget = ComparisonBudget.Time," } : [],
            $"    Training = new() {{ Steps = {steps}, Keep = new() {{ RolloutsEvery = 10, TokensEvery = 0 }}{(terms > 0 ? $", MeasureTermsEvery = {terms}" : "")} }},",
            $"    Tests = HeldOutTest.Standard(new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, {pictures}), {answers}, [{string.Join(", ", perturbations.Select(Code.Text))}]),",
            "};",
        ];
        return (plan, string.Join('\n', lines));
    }

    private static string[] Common(MagicCall call)
    {
        string[] settings = call.Text(MethodOptions.Set.Name).Split('\n');
        string set = settings.LastOrDefault(setting => !setting.Contains('='), PerturbationSet.Mild.Name);
        return
        [
            $"Sampling.GroupSize={call.Integer(MethodOptions.Group.Name, 2, 1024)}",
            $"LearningRate={Code.Number(call.Number(MethodOptions.Rate.Name, 1e-12, 1))}",
            .. set == PerturbationSet.Paper.Name ? [] : new[] { $"Perturbations={set}" },
            .. settings.Where(setting => setting.Contains('=')),
        ];
    }
}
