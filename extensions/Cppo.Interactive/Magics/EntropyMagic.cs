using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>Shows where the entropy of a group's tokens shifts when the picture is taken away.</summary>
internal sealed class EntropyMagic : Magic
{
    public override string Name => "#!cppo-entropy";

    public override string Summary => "token strip: entropies under the three pictures, perception tokens, contrastive loss";

    public override string Example => "#!cppo-entropy --row 1 --set mild";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new("--rollouts", "name", "variable that holds groups; drawn as by #!cppo-rollout where there is none", "rollouts") { NamesVariable = true },
        new("--row", "N", "index of the group", "0"),
        SessionDefaults.PolicyOption,
        SessionDefaults.SamplesOption,
        MethodOptions.Group,
        MethodOptions.Temperature,
        MethodOptions.Tokens,
        MethodOptions.Set,
        new("--alternatives", "N", "likeliest tokens kept at every place", "3"),
        MethodOptions.Seed,
        new("--detectors", "N", "instead of a strip: judges every detector on N held-out pictures of the world, under each removing perturbation of --set"),
        new("--strengths", "X,Y", "strengths at which --detectors looks", "1"),
        new("--as", "name", "variable that takes the result; detectors with --detectors", "tokens"),
    ];

    public override string Positional => "--row";

    protected override void Run(MagicCall call)
    {
        if (call.Has("--detectors"))
        {
            DetectorCall.Run(call);
            return;
        }

        int row = call.Integer("--row", 0, 1_000_000), alternatives = call.Integer("--alternatives", 0, 20);
        ulong seed = call.Seed("--seed");
        string variable = call.VariableName("--as"), name = call.VariableName("--rollouts"), policyName = call.Text("--policy");
        (Method method, string code) = MethodOptions.Read(call, trains: false);
        SessionDefaults session = new(call);
        Policy policy = session.Policy();
        (GroupRecord group, string expression, string note) = Group(call, session, policy, method, code, name, row, seed);
        string arguments = $"alternatives: {alternatives}, labels: PerceptionLabels.Of";
        call.Explain(
            $"var {variable} = Inspection.Tokens({policyName}, [{expression}], {code}, seed: {seed}, {arguments})[0];",
            $"{session.Notes} {note}".Trim());
        GroupRecord tokens = Inspection.Tokens(policy, [group], method, seed, 0, alternatives, PerceptionLabels.Of)[0];
        call.Store("--as", tokens);
        call.Show(tokens);
    }

    private (GroupRecord Group, string Expression, string Note) Group(
        MagicCall call, SessionDefaults session, Policy policy, Method method, string code, string name, int row, ulong seed)
    {
        object? value = call.Variable(name);
        if (value is GroupRecord one) return (one, name, "");
        if (value is not null || call.Has("--rollouts"))
        {
            IReadOnlyList<GroupRecord> groups = call.Require<IReadOnlyList<GroupRecord>>(
                name, "a list of groups", "Draw some with #!cppo-rollout first.");
            if (row < groups.Count) return (groups[row], $"{name}[{row}]", "");
            throw new CppoException($"{name} holds {groups.Count} groups, so there is none at index {row}.", $"Choose an index from 0 to {groups.Count - 1}.");
        }

        IReadOnlyList<Sample> samples = session.Samples(row, 1, 0);
        IReadOnlyList<GroupRecord> drawn = Inspection.Rollouts(policy, samples, method, seed, 0, call.Cancellation);
        call.StoreAs(name, drawn);
        string note = $"There was no variable {name}: var {name} = Inspection.Rollouts({call.Text("--policy")}, {session.SamplesCode(row, 1)}, {code}, seed: {seed});";
        return (drawn[0], $"{name}[0]", note);
    }
}
