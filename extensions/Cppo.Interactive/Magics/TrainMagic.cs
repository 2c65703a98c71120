using Cppo.Data;
using Cppo.Evaluation;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>Trains on the procedural world or on samples of the session, live, and measures before and after.</summary>
internal sealed class TrainMagic : Magic
{
    private const string TrainerVariable = "trainer", HeldOutVariable = "heldOut";
    private const string ChooseSamples = "Choose some with #!cppo-data PATH --as samples.";

    public override string Name => "#!cppo-train";

    public override string Summary => "trains on the procedural world, or on a data set, with live curves; an interrupted run goes on with --resume";

    public override string Example => "#!cppo-train --steps 50 --prompts 16 --group 8 --set mild --lr 1e-4";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        SessionDefaults.PolicyOption,
        new("--steps", "N", "steps of the whole run", "50"),
        new("--prompts", "N", "fresh prompts per step", "16"),
        new("--samples", "name", "variable that holds what to train on, from #!cppo-data for instance; the procedural world where it is not given") { NamesVariable = true },
        .. MethodOptions.Training(MethodOptions.Group with { Default = "8" }),
        new("--eval", "N", "held-out pictures, asked before and after; 0 leaves that out", "200"),
        new("--held-out", "name", "variable that holds the samples for --eval; those of the world where the world is trained on") { NamesVariable = true },
        new("--run", "folder", "run directory, to survive a restart; in memory only where it is not given"),
        new("--resume", "", "goes on with the run that was interrupted in this session; after a restart with the one in --run"),
        MagicOption.As("history"),
    ];

    protected override void Run(MagicCall call)
    {
        string variable = call.VariableName("--as");
        (IReadOnlyList<Sample> heldOut, string heldOutCode) = HeldOut(call);
        int pictures = heldOut.Count;
        Trainer trainer = call.Has("--resume") && (call.Variable(TrainerVariable) is not null || !call.Has("--run")) ? Resume(call, variable, pictures) : Start(call, variable, pictures, heldOutCode);
        call.StoreAs(TrainerVariable, trainer);
        if (pictures > 0) call.StoreAs(HeldOutVariable, heldOut);
        call.Store("--as", trainer.History);
        AccuracyPoint Evaluate(Policy policy) => Evaluator.Run(policy, heldOut, cancellation: call.Cancellation).AtStep(0);
        using LiveView live = Notebook.Live(trainer.History);
        try
        {
            trainer.Run(live.Update, pictures == 0 ? null : Evaluate, call.Cancellation);
        }
        catch (OperationCanceledException)
        {
            live.Update(new TrainView(trainer.History, "interrupted"));
            call.ExplainInterrupt(
                $"{TrainerVariable}.Run(live.Update)",
                $"Interrupted after step {trainer.History.Steps.Count} of {trainer.History.TotalSteps}: every finished step is kept, and only the running one is made anew. #!cppo-train --resume goes on.");
            throw;
        }
    }

    private static Trainer Resume(MagicCall call, string variable, int pictures)
    {
        Trainer trainer = call.Require<Trainer>(TrainerVariable, "a trainer", "Start a run first: #!cppo-train --steps 50.");
        call.Explain(string.Join('\n', RunLines(variable, pictures)));
        return trainer;
    }

    private static string[] RunLines(string variable, int pictures) =>
    [
        $"var live = Notebook.Live({TrainerVariable}.History);",
        pictures == 0
            ? $"var {variable} = {TrainerVariable}.Run(live.Update, cancellation: Notebook.Cancellation);"
            : $"var {variable} = {TrainerVariable}.Run(live.Update, policy => Evaluator.Run(policy, heldOut).AtStep(0), Notebook.Cancellation);",
        "live.Dispose();",
    ];

    // What is asked before and after, and the C# for it.
    private static (IReadOnlyList<Sample> Samples, string Code) HeldOut(MagicCall call)
    {
        int pictures = call.Integer("--eval", 0, 100_000);
        // A run that goes on is asked what it was asked before.
        if (call.Has("--resume") && !call.Has("--eval") && !call.Has("--held-out") && call.Variable(TrainerVariable) is Trainer && call.Variable(HeldOutVariable) is IReadOnlyList<Sample> before)
        {
            return (before, "");
        }

        if (call.Has("--held-out"))
        {
            string name = call.VariableName("--held-out");
            IReadOnlyList<Sample> samples = call.Require<IReadOnlyList<Sample>>(name, "a list of samples", ChooseSamples);
            return ([.. samples.Take(pictures)], $"var heldOut = {name}.Take({pictures}).ToList();");
        }

        if (call.Has("--samples") && call.Has("--eval") && pictures > 0)
        {
            throw new CppoException(
                "#!cppo-train: --eval has no samples to ask that were not trained on.", "Name some with --held-out, or leave --eval out.");
        }

        return pictures == 0 || call.Has("--samples")
            ? ([], "")
            : (new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, pictures), $"var heldOut = new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, {pictures});");
    }

    private static Trainer Start(MagicCall call, string variable, int pictures, string heldOutCode)
    {
        int steps = call.Integer("--steps", 1, 1_000_000), prompts = call.Integer("--prompts", 1, 4096);
        ulong seed = call.Seed("--seed");
        string? folder = call.Has("--run") ? call.Text("--run") : null;
        (Method method, string code) = MethodOptions.Read(call, trains: true);
        SessionDefaults session = new(call);
        Source source = SourceOf(call, prompts, seed);
        Policy policy = session.Policy();
        string run = folder is null ? "" : $", Folder = {Code.Text(folder)}";
        string[] lines =
        [
            source.Declaration,
            .. heldOutCode.Length == 0 ? [] : new[] { heldOutCode },
            $"var {TrainerVariable} = new Trainer({call.Text("--policy")}, {code}, {source.Code},",
            $"    new() {{ Steps = {steps}, Seed = {seed}{run}{(pictures == 0 ? "" : $", EvaluateEvery = {steps}")} }}{(source.Labels is null ? "" : ", PerceptionLabels.Of")});",
            .. RunLines(variable, pictures),
        ];
        call.Explain(string.Join('\n', lines), $"{session.Notes} {call.Text("--policy")} is trained in place.".Trim());
        (call.Variable(TrainerVariable) as Trainer)?.Dispose();
        TrainerOptions options = new() { Steps = steps, Seed = seed, Folder = folder, EvaluateEvery = pictures == 0 ? 0 : steps };
        return new(policy, method, source.Prompts, options, source.Labels);
    }

    // Ground truth of perception tokens belongs to the world alone.
    private static Source SourceOf(MagicCall call, int prompts, ulong seed)
    {
        if (!call.Has("--samples"))
        {
            return new(
                new ProceduralWorld(seed).Prompts(prompts), PerceptionLabels.Of,
                $"var world = new ProceduralWorld({seed});", $"world.Prompts({prompts})");
        }

        string name = call.VariableName("--samples");
        ShuffledPrompts shuffled = new(call.Require<IReadOnlyList<Sample>>(name, "a list of samples", ChooseSamples), prompts, seed);
        return new(shuffled.ToSource(), null, $"var prompts = new ShuffledPrompts({name}, {prompts}, {seed});", "prompts.ToSource()");
    }

    private sealed record Source(PromptSource Prompts, TokenLabels? Labels, string Declaration, string Code);
}
