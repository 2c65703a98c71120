using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Servers;
using Cppo.Training;

namespace Cppo.Interactive.Magics;

/// <summary>Draws groups of responses and scores them.</summary>
internal sealed class RolloutMagic : Magic
{
    public override string Name => "#!cppo-rollout";

    public override string Summary => "draws a group of responses to each prompt, with rewards, reasons and advantages";

    public override string Example => "#!cppo-rollout --prompts 4 --group 5 --seed 1";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        SessionDefaults.PolicyOption,
        SessionDefaults.SamplesOption,
        ServerMagicOptions.Address,
        ServerMagicOptions.Model,
        ServerMagicOptions.Key,
        ServerMagicOptions.Concurrency,
        new("--row", "N", "index of the first sample", "0"),
        new("--prompts", "N", "how many samples", "4"),
        MethodOptions.Group,
        MethodOptions.Temperature,
        MethodOptions.Tokens,
        MethodOptions.Seed,
        MagicOption.As("rollouts"),
    ];

    public override string Positional => "--row";

    protected override void Run(MagicCall call)
    {
        int row = call.Integer("--row", 0, 1_000_000), prompts = call.Integer("--prompts", 1, 4096);
        ulong seed = call.Seed("--seed");
        string variable = call.VariableName("--as");
        (Method method, string code) = MethodOptions.Read(call, trains: false);
        SessionDefaults session = new(call);
        IReadOnlyList<Sample> samples = session.Samples(row, prompts, 0);
        string asked = $"{session.SamplesCode(row, samples.Count)}, {code}, seed: {seed});";
        IReadOnlyList<GroupRecord> rollouts;
        if (call.Has(ServerMagicOptions.Address.Name))
        {
            using ServerResponder server = ServerMagicOptions.Connect(call, out string connect);
            call.Explain($"{connect}\nvar {variable} = await Inspection.RolloutsAsync(server, {asked}", session.Notes);
            rollouts = Inspection.RolloutsAsync(server, samples, method, seed, 0, call.Cancellation).GetAwaiter().GetResult();
        }
        else
        {
            ServerMagicOptions.RequireNone(call);
            Policy policy = session.Policy();
            call.Explain($"var {variable} = Inspection.Rollouts({call.Text("--policy")}, {asked}", session.Notes);
            rollouts = Inspection.Rollouts(policy, samples, method, seed, 0, call.Cancellation);
        }

        call.Store("--as", rollouts);
        call.Show(rollouts.Count == 1 ? rollouts[0] : rollouts);
    }
}
