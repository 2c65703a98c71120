using System.Globalization;
using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary><c>#!cppo-entropy --detectors</c>: every detector against the truth of the procedural world.</summary>
internal static class DetectorCall
{
    public static void Run(MagicCall call)
    {
        int pictures = call.Integer("--detectors", 1, 100_000);
        ulong seed = call.Seed(MethodOptions.Seed.Name);
        string variable = call.Has("--as") ? call.VariableName("--as") : "detectors", set = call.Text(MethodOptions.Set.Name);
        if (set.Contains('=')) throw new CppoException($"--set {set.Split('\n')[0]} changes a method, and --detectors looks at none.", "Name a set of perturbations, as in --set mild.");
        double[] strengths = Strengths(call.Text("--strengths"));
        SessionDefaults session = new(call);
        Policy policy = session.Policy();
        string name = call.VariableName(SessionDefaults.PolicyOption.Name);
        string list = string.Join(", ", strengths.Select(Code.Number));
        call.Explain(
            $"var pictures = new ProceduralWorld({seed}, WorldSplit.HeldOut).Samples(0, {pictures});\n"
            + $"var {variable} = PerturbationSet.Find({Code.Text(set)}).Removing\n"
            + $"    .SelectMany(member => new double[] {{ {list} }}.Select(strength => member.AtStrength(strength)))\n"
            + $"    .Select(removing => DetectorStudy.Run({name}, pictures, removing, PerceptionLabels.Of, seed: {seed})).ToList();",
            session.Notes);
        IReadOnlyList<Rollouts.Sample> samples = new ProceduralWorld(seed, WorldSplit.HeldOut).Samples(0, pictures);
        List<DetectorStudy> studies =
        [
            .. PerturbationSet.Find(set).Removing.SelectMany(member => strengths.Select(member.AtStrength))
                .Select(removing => DetectorStudy.Run(policy, samples, removing, PerceptionLabels.Of, seed: seed, cancellation: call.Cancellation)),
        ];
        call.StoreAs(variable, studies);
        call.Show(studies);
    }

    private static double[] Strengths(string text) =>
    [
        .. text.Split(',').Select(one => double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out double strength) && strength > 0 && double.IsFinite(strength)
            ? strength
            : throw new CppoException($"#!cppo-entropy: --strengths is {text}, not numbers above 0.", "Write them with commas, as in 0.5,1,2.")),
    ];
}
