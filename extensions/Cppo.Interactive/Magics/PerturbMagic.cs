using Cppo.Perturbations;
using Cppo.Rollouts;

namespace Cppo.Interactive.Magics;

/// <summary>Shows what the perturbations make of a picture.</summary>
internal sealed class PerturbMagic : Magic
{
    public override string Name => "#!cppo-perturb";

    public override string Summary => "draws every perturbation of a set once, beside the original";

    public override string Example => "#!cppo-perturb --row 2 --set mild --seed 7";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        SessionDefaults.SamplesOption,
        new("--row", "N", "index of the sample", "0"),
        MethodOptions.Set with { Summary = "set of perturbations; a part and a strength of one: mild:rotation,grey*0.5", TakesSettings = false, Suggestions = Parts },
        new("--seed", "N", "root of the random numbers", "0"),
        MagicOption.As("views"),
    ];

    public override string Positional => "--row";

    private static IReadOnlyList<string> Parts() =>
        [.. PerturbationSet.All.SelectMany(set => set.Preserving.Concat(set.Removing).Select(member => $"{set.Name}:{member.Name}"))];

    protected override void Run(MagicCall call)
    {
        int row = call.Integer("--row", 0, 1_000_000);
        ulong seed = call.Seed("--seed");
        PerturbationSet set = PerturbationSet.Find(call.Text("--set"));
        string variable = call.VariableName("--as"), samples = call.VariableName("--samples");
        SessionDefaults session = new(call);
        Sample sample = session.Samples(row, 1, 0)[0];
        string expression = call.Variable(samples) is Sample ? samples : $"{samples}[{row}]";
        call.Explain(
            $"var {variable} = PerturbationGallery.Draw({expression}, PerturbationSet.Find({Code.Text(call.Text("--set"))}), seed: {seed});",
            session.Notes);
        PerturbationGallery gallery = PerturbationGallery.Draw(sample, set, seed);
        call.Store("--as", gallery);
        call.Show(gallery);
    }
}
