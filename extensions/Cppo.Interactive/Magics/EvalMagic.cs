using System.Diagnostics;
using Cppo.Evaluation;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>Asks a model held-out questions and counts what it gets right.</summary>
internal sealed class EvalMagic : Magic
{
    private const string Unread = "Evaluate it first (#!cppo-eval --as before), or name a file that --out wrote.";

    public override string Name => "#!cppo-eval";

    public override string Summary => "asks a model: accuracy by kind of task with 95 % intervals, avg@N, under changed pictures, against another report";

    public override string Example => "#!cppo-eval --count 200 --n 4 --as before";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        SessionDefaults.PolicyOption,
        new("--samples", "name", "variable that holds what to ask, from #!cppo-data for instance; held-out pictures of the world where it is not given") { NamesVariable = true },
        new("--count", "N", "how many samples", "200"),
        new("--n", "N", "answers to each: 1 is greedy; more are drawn, beside a greedy one", "1"),
        MethodOptions.Temperature,
        MethodOptions.Tokens,
        new("--perturb", "name", "changes every picture first: rotation, grey, mild, mild:removing, paper*0.5") { Suggestions = () => PicturePerturbation.Names },
        new("--against", "name", "variable that holds a report, or a file: the difference on the same samples") { NamesVariable = true },
        new("--out", "file", "writes the report as JSON, every sample's answers included"),
        MethodOptions.Seed,
        MagicOption.As("report"),
    ];

    public override string Positional => SessionDefaults.PolicyOption.Name;

    protected override void Run(MagicCall call)
    {
        string variable = call.VariableName("--as"), name = call.VariableName(SessionDefaults.PolicyOption.Name);
        int answers = call.Integer("--n", 1, 1024), tokens = call.Integer(MethodOptions.Tokens.Name, 1, 32_768);
        double temperature = call.Number(MethodOptions.Temperature.Name, 0.01, 10);
        ulong seed = call.Seed(MethodOptions.Seed.Name);
        PicturePerturbation? perturbation = call.Has("--perturb") ? PicturePerturbation.Find(call.Text("--perturb")) with { Seed = seed } : null;
        (EvaluationReport? against, string other) = Against(call);
        (IReadOnlyList<Sample> samples, string declaration) = Samples(call, seed);
        SessionDefaults session = new(call);
        Policy policy = session.Policy();
        string title = perturbation is null ? name : $"{name} under {perturbation.Name}";
        SamplingOptions greedy = new() { Greedy = true, GroupSize = 1, MaxNewTokens = tokens, Seed = seed };
        SamplingOptions drawn = new() { GroupSize = answers, Temperature = temperature, MaxNewTokens = tokens, Seed = seed };
        string asGreedy = Call($"Greedy = true, GroupSize = 1, MaxNewTokens = {tokens}{(seed == 0 ? "" : $", Seed = {seed}")}");
        string asDrawn = Call($"GroupSize = {answers}, Temperature = {Code.Number(temperature)}, MaxNewTokens = {tokens}{(seed == 0 ? "" : $", Seed = {seed}")}");
        string[] lines =
        [
            declaration,
            $"var {variable} = {(answers == 1 ? asGreedy : $"{asDrawn} with {{ Greedy = {asGreedy} }}")};",
            .. call.Has("--out") ? new[] { $"EvaluationFile.Write({Code.Text(call.Text("--out"))}, {variable});" } : [],
            .. against is null ? [] : new[] { $"var difference = PairedDifference.Of({other}, {variable});" },
        ];
        call.Explain(string.Join('\n', lines), session.Notes);
        using LiveView live = Notebook.Live();
        EvaluationReport report = answers == 1 ? Ask(greedy) : Ask(drawn) with { Greedy = Ask(greedy) };
        if (call.Has("--out")) EvaluationFile.Write(call.Text("--out"), report);
        call.Store("--as", report);
        live.Update(against is null ? report : new[] { against, report });

        string Call(string sampling)
        {
            string under = perturbation is null ? "" : $", perturbation: PicturePerturbation.Find({Code.Text(perturbation.Name)}){(seed == 0 ? "" : $" with {{ Seed = {seed} }}")}";
            return $"Evaluator.Run({name}, asked, {Code.Text(title)}, new() {{ {sampling} }}{under})";
        }

        EvaluationReport Ask(SamplingOptions sampling)
        {
            Progress progress = new(live, $"{title}, {(sampling.Greedy ? "greedy" : $"{answers} answers each")}", samples.Count);
            return Evaluator.Run(policy, samples, title, sampling, perturbation: perturbation, progress: progress, cancellation: call.Cancellation);
        }
    }

    private static (EvaluationReport? Report, string Code) Against(MagicCall call)
    {
        if (!call.Has("--against")) return (null, "");
        string name = call.Text("--against");
        if (File.Exists(name)) return (EvaluationFile.Read(name), $"EvaluationFile.Read({Code.Text(name)})");
        return (call.Require<EvaluationReport>(name, "a report", Unread), name);
    }

    private static (IReadOnlyList<Sample> Samples, string Code) Samples(MagicCall call, ulong seed)
    {
        int count = call.Integer("--count", 1, 1_000_000);
        if (!call.Has("--samples")) return (new ProceduralWorld(seed, WorldSplit.HeldOut).Samples(0, count), $"var asked = new ProceduralWorld({seed}, WorldSplit.HeldOut).Samples(0, {count});");
        string name = call.VariableName("--samples");
        IReadOnlyList<Sample> all = call.Require<IReadOnlyList<Sample>>(name, "a list of samples", "Choose some with #!cppo-data PATH --as samples.");
        if (all.Count == 0) throw new CppoException($"{name} holds no samples, so there is nothing to ask.", "Choose some with #!cppo-data PATH --as samples.");
        return ([.. all.Take(count)], $"var asked = {name}.Take({count}).ToList();");
    }

    // On the cell's thread, at once: the display is the report's own.
    private sealed class Progress(LiveView live, string what, int total) : IProgress<int>
    {
        private readonly long begun = Stopwatch.GetTimestamp();

        public void Report(int value) => live.Update(new CountView(what, value, total, Stopwatch.GetElapsedTime(begun)));
    }
}
