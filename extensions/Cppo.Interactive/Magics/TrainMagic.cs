using Cppo.Evaluation;
using Cppo.Interactive.Hosting;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>Trains on the procedural world, live, and measures before and after.</summary>
internal sealed class TrainMagic : Magic
{
    private const string TrainerVariable = "trainer";

    public override string Name => "#!cppo-train";

    public override string Summary => "trains on the procedural world with live curves; an interrupted run goes on with --resume";

    public override string Example => "#!cppo-train --steps 50 --prompts 16 --group 8 --set mild --lr 1e-4";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        SessionDefaults.PolicyOption,
        new("--steps", "N", "steps of the whole run", "50"),
        new("--prompts", "N", "fresh prompts per step", "16"),
        .. MethodOptions.Training(MethodOptions.Group with { Default = "8" }),
        new("--eval", "N", "held-out pictures, asked before and after; 0 leaves that out", "200"),
        new("--run", "folder", "run directory, to survive a restart; in memory only where it is not given"),
        new("--resume", "", "goes on with the run that was interrupted in this session"),
        MagicOption.As("history"),
    ];

    protected override void Run(MagicCall call)
    {
        string variable = call.VariableName("--as");
        int pictures = call.Integer("--eval", 0, 100_000);
        Trainer trainer = call.Has("--resume") ? Resume(call, variable, pictures) : Start(call, variable, pictures);
        IReadOnlyList<Sample> heldOut = pictures == 0 ? [] : new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, pictures);
        call.StoreAs(TrainerVariable, trainer);
        call.Store("--as", trainer.History);
        AccuracyPoint Evaluate(Policy policy) => Evaluator.Run(policy, heldOut, cancellation: call.Cancellation).AtStep(0);
        using LiveView live = Notebook.Live(trainer.History);
        try
        {
            trainer.Run(live.Update, pictures == 0 ? null : Evaluate, call.Cancellation);
        }
        catch (OperationCanceledException)
        {
            call.Explain(
                $"{TrainerVariable}.Run(live.Update)",
                $"Interrupted after step {trainer.History.Steps.Count}: nothing of it is lost. #!cppo-train --resume goes on.");
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

    private static Trainer Start(MagicCall call, string variable, int pictures)
    {
        int steps = call.Integer("--steps", 1, 1_000_000), prompts = call.Integer("--prompts", 1, 4096);
        ulong seed = call.Seed("--seed");
        string? folder = call.Has("--run") ? call.Text("--run") : null;
        (Method method, string code) = MethodOptions.Read(call, trains: true);
        SessionDefaults session = new(call);
        Policy policy = session.Policy();
        string run = folder is null ? "" : $", Folder = {Code.Text(folder)}";
        string[] lines =
        [
            $"var world = new ProceduralWorld({seed});",
            .. pictures == 0 ? [] : new[] { $"var heldOut = new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, {pictures});" },
            $"var {TrainerVariable} = new Trainer({call.Text("--policy")}, {code}, step => world.Samples((ulong)step * {prompts}, {prompts}),",
            $"    new() {{ Steps = {steps}, Seed = {seed}{run}{(pictures == 0 ? "" : $", EvaluateEvery = {steps}")} }}, PerceptionLabels.Of);",
            .. RunLines(variable, pictures),
        ];
        call.Explain(string.Join('\n', lines), $"{session.Notes} {call.Text("--policy")} is trained in place.".Trim());
        (call.Variable(TrainerVariable) as Trainer)?.Dispose();
        ProceduralWorld world = new(seed);
        TrainerOptions options = new() { Steps = steps, Seed = seed, Folder = folder, EvaluateEvery = pictures == 0 ? 0 : steps };
        return new(policy, method, step => world.Samples((ulong)step * (ulong)prompts, prompts), options, PerceptionLabels.Of);
    }
}
