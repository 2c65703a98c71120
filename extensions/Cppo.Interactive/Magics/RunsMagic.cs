using Cppo.Interactive.Views;
using Cppo.Runtime;
using Cppo.Training.Runs;

namespace Cppo.Interactive.Magics;

/// <summary>Lists run directories, or shows one with its curves and what it kept of its responses.</summary>
internal sealed class RunsMagic : Magic
{
    public override string Name => "#!cppo-runs";

    public override string Summary => "what runs a folder holds; --run shows one with its curves and the responses that it kept";

    public override string Example => "#!cppo-runs runs --run first";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new("--folder", "folder", "where to look, folders below included", "runs"),
        new("--run", "name", "a run of that folder: its last words of the path, or its folder"),
        new("--step", "N", "whose responses are shown; the last step that kept some where it is not given"),
        new("--as", "name", "variable that takes the result; run with --run", "runs"),
    ];

    public override string Positional => "--folder";

    protected override void Run(MagicCall call)
    {
        string folder = call.Text("--folder"), variable = call.Has("--as") || !call.Has("--run") ? call.VariableName("--as") : "run";
        if (call.Has("--run")) One(call, folder, variable);
        else All(call, folder, variable);
    }

    private static void All(MagicCall call, string folder, string variable)
    {
        IReadOnlyList<StoredRun> stored = StoredRun.List(folder);
        if (stored.Count == 0) throw new CppoException($"There is no run in {folder}.", "Name a folder that #!cppo-train --run or #!cppo-compare --run wrote, or one above it.");
        call.Explain($"var {variable} = StoredRun.List({Code.Text(folder)}).Select(RunSummary.Of).ToList();");
        List<RunSummary> runs = [.. stored.Select(RunSummary.Of)];
        call.StoreAs(variable, runs);
        call.Show(new RunsView(runs, folder));
    }

    private static void One(MagicCall call, string folder, string variable)
    {
        StoredRun run = Find(folder, call.Text("--run"));
        call.Explain($"var {variable} = StoredRun.Open({Code.Text(Path.GetRelativePath(".", run.Folder))});");
        call.StoreAs(variable, run);
        call.Show(run);
        IReadOnlyList<int> kept = run.RolloutSteps();
        if (kept.Count == 0 && !call.Has("--step")) return;
        int step = call.Has("--step") ? call.Integer("--step", 0, int.MaxValue) : kept[^1];
        call.Explain($"{variable}.Rollouts({step})");
        call.Show(run.Rollouts(step));
    }

    private static StoredRun Find(string folder, string name)
    {
        foreach (string path in new[] { Path.Combine(folder, name), name })
        {
            if (File.Exists(Path.Combine(path, RunFile.Name))) return StoredRun.Open(path);
        }

        IReadOnlyList<StoredRun> all = StoredRun.List(folder);
        StoredRun[] ending = [.. all.Where(run => Path.GetFileName(run.Folder) == name)];
        if (ending.Length == 1) return ending[0];
        string[] names = [.. all.Select(run => Path.GetRelativePath(Path.GetFullPath(folder), run.Folder))];
        string? nearest = CommandLine.Nearest(name, names);
        string few = string.Join(", ", names.Take(12));
        throw new CppoException(
            ending.Length > 1 ? $"There are {ending.Length} runs {name} in {folder}." : $"There is no run {name} in {folder}.",
            nearest is not null ? $"Did you mean {nearest}?" : names.Length > 0 ? $"There are {few}{(names.Length > 12 ? ", …" : "")}." : "Train one with #!cppo-train --run runs/first.");
    }
}
