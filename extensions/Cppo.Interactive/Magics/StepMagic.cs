using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>Makes one training step.</summary>
internal sealed class StepMagic : Magic
{
    public override string Name => "#!cppo-step";

    public override string Summary => "one training step, stage by stage: rollout to update, every term with its gradient";

    public override string Example => "#!cppo-step --prompts 8 --group 8 --set mild";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        SessionDefaults.PolicyOption,
        SessionDefaults.SamplesOption,
        new("--row", "N", "index of the first sample", "0"),
        new("--prompts", "N", "how many samples", "8"),
        .. MethodOptions.Training(MethodOptions.Group),
        new("--keep", "", "leaves the policy as it is: the step is made on a copy"),
        MagicOption.As("step"),
    ];

    protected override void Run(MagicCall call)
    {
        int row = call.Integer("--row", 0, 1_000_000), prompts = call.Integer("--prompts", 1, 4096);
        ulong seed = call.Seed("--seed");
        string variable = call.VariableName("--as"), name = call.Text("--policy");
        bool keep = call.Has("--keep");
        (Method method, string code) = MethodOptions.Read(call, trains: true);
        SessionDefaults session = new(call);
        IReadOnlyList<Sample> samples = session.Samples(row, prompts, 0);
        Policy policy = session.Policy();
        // A method that draws ahead, or again, takes the samples that follow.
        bool draws = method is not { Staleness: 0, DynamicSampling: null };
        string given = draws
            ? $"new PromptSource((number, round) => {call.Text(SessionDefaults.SamplesOption.Name)}.Skip({row} + (number + round) * {prompts}).Take({prompts}).ToList())"
            : session.SamplesCode(row, samples.Count);
        string expression = keep ? $"{name}.Clone(trainable: true)" : name;
        call.Explain(
            $"var {variable} = new TrainingStep({expression}, {code}, seed: {seed}, PerceptionLabels.Of).Run({given}, measureTerms: true);",
            $"{session.Notes} {(keep ? "" : $"{name} is trained in place.")}".Trim());
        IReadOnlyList<Sample> all = call.Variable(call.Text(SessionDefaults.SamplesOption.Name)) as IReadOnlyList<Sample> ?? samples;
        using Policy? copy = keep ? policy.Clone(trainable: true) : null;
        using TrainingStep step = new(copy ?? policy, method, seed, PerceptionLabels.Of);
        StepReport report = draws
            ? step.Run(new PromptSource((number, round) => [.. all.Skip(row + ((number + round) * prompts)).Take(prompts)]), measureTerms: true, call.Cancellation)
            : step.Run(samples, measureTerms: true, call.Cancellation);
        call.Store("--as", report);
        call.Show(report);
    }
}
